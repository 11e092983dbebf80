"""Whole years lived by the command that people use, in a process of its own, and its trouble."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baraza.console import programme
from baraza.console.home import Home
from baraza.console.pilot.driver import Driver
from homes import entries, last_day

PATIENCE_SECONDS = 240.0
ATTEST_EVERY = 500
"""Few people make few entries; their states are attested all the same."""
ERASED_ON = "2027-09-13"
"""The day on which the folder has somebody forgotten."""


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    errors: str

    @property
    def told(self) -> dict[str, Any]:
        """The object of a run that held."""
        assert self.code == 0, self.errors or self.out

        told: dict[str, Any] = json.loads(self.out)
        return told


class Pilot:
    """`baraza pilot` of one folder in one home, while it runs."""

    def __init__(self, process: "subprocess.Popen[bytes]", home: Home, said: Path) -> None:
        self.process = process
        self.home = home
        self._said = said

    def reached(self, day: str) -> None:
        """Waits until the log tells of this day; fails where the year ends before."""
        self._until(lambda: last_day(self.home) >= day, f"entry of {day}")

    def kill(self, part: str) -> None:
        """SIGKILL to one part; waits until the supervisor has noticed and started it again."""
        file = self.home.pid_of(part)
        before = file.read_text()
        os.kill(int(before), signal.SIGKILL)
        self._until(lambda: file.exists() and file.read_text() != before, f"another {part}")

    def kill_server(self, *, with_its_store: bool = False) -> None:
        """SIGKILL to nats-server itself, not to its leash."""
        file = self.home.run / "nats.pid"
        before = file.read_text()
        os.kill(int(before), signal.SIGKILL)
        if with_its_store:
            shutil.rmtree(self.home.jetstream)
        self._until(lambda: file.exists() and file.read_text() not in {before, ""}, "a server")

    def processes(self) -> dict[str, int]:
        """The house's parts and its server, as they are noted."""
        return {file.stem: int(file.read_text()) for file in self.home.run.glob("*.pid")}

    def ended(self) -> Ended:
        """Waits until it has ended."""
        out, _ = self.process.communicate(timeout=PATIENCE_SECONDS)
        return Ended(self.process.returncode, out.decode(), self._said.read_text())

    def _until(self, true: Callable[[], bool], what: str) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while not true():
            assert self.process.poll() is None, f"ended before {what}: {self._said.read_text()}"
            assert time.monotonic() < until, f"no {what}: {self._said.read_text()}"
            time.sleep(0.02)


@contextmanager
def pilot(
    folder: Path,
    home: Path,
    *,
    hash_seed: int,
    until: str | None = None,
    traces: bool = False,
    together: bool = False,
    kill_at: str = "",
) -> Iterator[Pilot]:
    """Begun here; killed where the block ends before it has.

    With `kill_at` every part that passes this step so many times ends there, and is started again.
    """
    words = ["pilot", "--input", str(folder), "--home", str(home), "--json"]
    words += ["--until", until] if until else []
    words += ["--traces"] if traces else []
    words += ["--together" if together else "--apart"]
    said = home.with_suffix(".said")
    ours = {k: v for k, v in os.environ.items() if not k.startswith("BARAZA_")}
    with said.open("wb") as errors:
        process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "baraza.console.cli", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=ours
            | {"PYTHONHASHSEED": str(hash_seed), "BARAZA_KILL_AT": kill_at}
            | {"BARAZA_ATTEST_EVERY": str(ATTEST_EVERY)},
        )
    with process:
        try:
            yield Pilot(process, Home(home), said)
        finally:
            with suppress(ProcessLookupError):
                process.kill()


@dataclass(frozen=True)
class Life:
    """A year lived to its end."""

    folder: Path
    home: Home
    end: Ended

    @property
    def told(self) -> dict[str, Any]:
        return self.end.told

    @property
    def log(self) -> dict[str, Any]:
        """Origin, size and root."""
        return dict(self.told["log"])


@dataclass(frozen=True)
class BrokenOff(Life):
    """The same in three parts: up to Ctrl-C, up to a day, and to the end."""

    stopped: Ended
    until: Ended
    sizes: tuple[int, int]
    """Of the log after the first part, and after the second."""
    kept: frozenset[bytes]
    """Of the one to be forgotten: what lay in the vaults in August."""


@dataclass(frozen=True)
class Killed(Life):
    """The same with a part killed every now and then, and at last the supervisor."""

    said: str
    """By the supervisor that was killed."""
    left: list[str]
    """Its children that outlived it."""


@dataclass(frozen=True)
class Together(Life):
    """The same in one process, stopped by Ctrl-C and then killed."""

    stopped: Ended
    processes: Mapping[str, int]
    """Of the house, by name, before the kill."""
    left: list[str]
    """Those of them that outlived it."""


def lived(folder: Path, home: Path, *, hash_seed: int, **how: Any) -> Ended:
    """A year, or a part of one, without trouble."""
    with pilot(folder, home, hash_seed=hash_seed, **how) as running:
        return running.ended()


def facts(life: Life, name: str) -> list[dict[str, Any]]:
    """The data of every fact of this name, in order."""
    return [
        document["data"]
        for document in entries(life.home)
        if document["type"].split(".")[1::2] == ["event", name]
    ]


def driver_of(folder: Path) -> Driver:
    """Whoever played everybody: it knows their pseudonyms and tokens from the folder alone."""
    return Driver(None, programme.read(folder), None, None)  # type: ignore[arg-type]


def erased(folder: Path) -> str:
    """The pseudonym of the one who wants to be forgotten."""
    driver = driver_of(folder)
    (ref,) = (h.person_ref for h in driver.folder.happenings if h.what == "requests_erasure")
    return driver.person(ref)


def outliving(processes: Mapping[str, int], seconds: float = 20) -> list[str]:
    """Those that still run after so long."""
    until = time.monotonic() + seconds
    while any(map(alive, processes.values())) and time.monotonic() < until:
        time.sleep(0.05)
    return [name for name, pid in processes.items() if alive(pid)]


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not yet waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
