"""The house as processes on one machine: started in order, watched, and stopped without orphans."""

import asyncio
import json
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from time import monotonic
from typing import Any, Literal, TypeVar

from nats.aio.client import Client as Nats
from nats.errors import Error as NatsError

from baraza.console import bus, keys, leash, second, witnesses
from baraza.console.home import (
    PARTS,
    ROOM_START,
    Home,
    Trouble,
    full,
    only_one,
    write_private,
)
from baraza.messaging import broker
from baraza.messaging.client import Client
from baraza.messaging.refusal import REFUSED_EXIT
from baraza.messaging.settings import Settings

HOST = "127.0.0.1"
NATS = "nats-server"
STOP_SECONDS = 10.0
START_SECONDS = 90.0
RESTARTS = 3
RESTART_SECONDS = 60.0

Said = Callable[[str], None]
Found = TypeVar("Found")


@dataclass(frozen=True)
class Plan:
    """What a house is to be."""

    home: Home
    origin: str
    clock: Literal["system", "virtual"] = "system"
    seed: bytes | None = None
    port: int | None = None
    """None: whatever port is free."""
    traces: bool = False
    parts: Sequence[str] = PARTS
    commands: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Other commands than `python -m baraza.<part>`, for tests."""
    witnesses: Sequence[str] = ()
    """The bodies whose witnesses live here too; none: the ledger asks whom it was told of."""
    together: bool = False
    """All parts in this process, beside nats-server."""
    modules: Mapping[str, str] = field(default_factory=dict)
    """Where parts that live together are wired, if not in their `app`; for tests."""


@dataclass
class Child:
    """One process and its history."""

    name: str
    process: asyncio.subprocess.Process
    born: list[float]
    watched: asyncio.Task[None] | None = None


class House:
    """Starts each part when the one before it is ready; restarts what dies; stops in reverse.

    A part that refuses to start, since no start mends what it found, ends the house with its word.
    """

    def __init__(self, plan: Plan, said: Said = lambda line: None) -> None:
        self.plan = plan
        self.home = plan.home
        self.url = ""
        self.failed: str | None = None
        """Why the house stopped by itself."""
        self._said = said
        self.watchers: dict[str, str] = {}
        """The address of each body's witness in this house."""
        self._leashed: list[str] = []
        self._children: dict[str, Child] = {}
        self._stopping = False
        self._over = asyncio.Event()
        self._nats: Nats | None = None
        self._turns: dict[str, int] = {}
        self._changed = asyncio.Event()

    def times_started(self, name: str) -> int:
        """How often a part was started; what was asked of an earlier one is not answered."""
        return self._turns.get(name, 0)

    async def started_again(self, name: str, than: int) -> None:
        """Waits until the part was started more often than that."""
        while self.times_started(name) <= than:
            await self._changed.wait()

    # --- starting ------------------------------------------------------------------------

    async def start(self) -> None:
        """All parts up and ready, or `Trouble` with everything stopped again."""
        try:
            await self._start()
        except BaseException:
            self.failed = self.failed or "The house did not start."
            await self.stop()
            raise

    async def _start(self) -> None:
        if why := full(self.home, ROOM_START):
            raise Trouble(why)
        if self.home.address.exists():
            self._forget_compiled()  # an earlier house was killed, perhaps while it wrote there
        keys.make(self.home, self.plan.origin, self.plan.seed)
        given = os.environ.get("BARAZA_NATS_URL")
        await _all_or_none([self._start_bus(given), *map(self._start_witness, self.plan.witnesses)])
        if self.watchers:
            witnesses.write_policy(self.home, self.plan.origin, self.watchers)
        self._nats = await self._connected()
        self._write_address()
        await self._start_parts()

    async def _start_parts(self) -> None:
        """The ledger founds the log; the others read it, side by side."""
        for first in self.plan.parts[:1]:
            await self._start_part(first)
        await _all_or_none([self._start_part(part) for part in self.plan.parts[1:]])

    async def _start_bus(self, given: str | None) -> None:
        self.url = given or await self._start_nats()

    async def _start_witness(self, body: str) -> None:
        """Before the ledger, which is told its address; it needs nothing of the house but that."""
        place = witnesses.Place(self.home, body)
        place.make(self.plan.seed)
        await self._spawn(place.part, self._command(place.part))
        self.watchers[body] = await self._until(place.part, lambda: _read(place.address))

    async def _start_nats(self) -> str:
        program = bus.binary()
        if self.plan.port is not None and _taken(self.plan.port):
            raise Trouble(
                f"Port {self.plan.port} is in use by another program. "
                "Choose another with --port, or leave it out and a free one is found."
            )
        name = f"baraza-{token_hex(8)}"
        configuration = bus.configuration(
            self.home, name, HOST, rehearsed=self.plan.clock == "virtual"
        )
        for old in self.home.run.glob("nats-server_*.ports"):
            old.unlink()
        self._leashed = [
            # By its file and bare: it needs nothing of ours, and stays as small as Python can be.
            *(sys.executable, "-I", "-S", leash.__file__, str(program.path)),
            *("-c", str(configuration), "--ports_file_dir", str(self.home.run)),
            *("-P", str(self.home.run / "nats.pid")),
        ]
        await self._spawn(NATS, [*self._leashed, "-p", str(self.plan.port or -1)])
        self._said(f"nats-server {'.'.join(map(str, program.version))} from {program.source}")
        return await self._until(NATS, self._address)

    async def _address(self) -> str | None:
        """What the server wrote about itself; its own file, so no stranger's server."""
        for file in self.home.run.glob("nats-server_*.ports"):
            with suppress(ValueError, LookupError, OSError):
                return str(json.loads(file.read_bytes())["nats"][0])
        return None

    async def _connected(self) -> Nats:
        settings = Settings(
            nats_url=self.url,
            nats_user="console",
            nats_password_file=self.home.keys / "console.password",
        )
        try:
            return await asyncio.wait_for(broker.connected(settings), 20)
        except (NatsError, OSError, TimeoutError) as error:
            raise Trouble(
                f"No nats-server that knows this house answers at {self.url} "
                f"({type(error).__name__}). Look into {self.home.log_of(NATS)}."
            ) from error

    async def _start_part(self, part: str) -> None:
        began = monotonic()
        await self._spawn(part, self._command(part))
        position = await self._until(part, lambda: self._ready(part))
        self._said(f"{part} is ready at {position} ({monotonic() - began:.1f} s)")

    async def _ready(self, part: str) -> int | None:
        return await self.client.ready(part, within=0.5)

    async def _until(self, part: str, found: Callable[[], Awaitable[Found | None]]) -> Found:
        """What `found` gives once it gives something; `Trouble` where that never comes."""
        until = monotonic() + START_SECONDS
        while monotonic() < until:
            result = await found()
            if result is not None:
                return result
            if self.failed or self._stopping:
                raise Trouble(self.failed or "The house was stopped while it was starting.")
            await asyncio.sleep(0.02)
        raise Trouble(
            full(self.home)
            or f"{part} was not ready within {START_SECONDS:.0f} seconds. "
            f"Look into {self._log_of(part)}."
        )

    def _log_of(self, part: str) -> Path:
        return self.home.log_of(part)

    @property
    def client(self) -> Client:
        """Asks and queries of the console's own user."""
        if self._nats is None:
            raise Trouble("The house is not running. Start it with `baraza up`.")
        return Client(self._nats)

    @property
    def nats(self) -> Nats:
        if self._nats is None:
            raise Trouble("The house is not running. Start it with `baraza up`.")
        return self._nats

    # --- children ------------------------------------------------------------------------

    def _command(self, part: str) -> Sequence[str]:
        body = self._watching(part)
        if body is not None:
            return (sys.executable, "-m", witnesses.PROGRAM, *self._told_witness(body))
        module = "baraza.ledger.relay" if part == "relay" else f"baraza.{part}"
        return self.plan.commands.get(part, (sys.executable, "-m", module))

    def _watching(self, part: str) -> str | None:
        """The body whose witness this part is."""
        return next((b for b in self.plan.witnesses if part == f"witness-{b}"), None)

    def _told_witness(self, body: str) -> Sequence[str]:
        """A witness that is started again gets the address it had: the ledger holds it."""
        place = witnesses.Place(self.home, body)
        port = self.watchers.get(body, ":0").rpartition(":")[2]
        return (
            *("--listen", f"{HOST}:{port}", "--key", str(place.key), "--store", str(place.store)),
            *("--log", *(log.vkey for log in witnesses.logs(self.home, self.plan.origin))),
            *("--address-file", str(place.address), "--leashed"),
            *(("--rehearsal",) if self.plan.clock == "virtual" else ()),
        )

    def environment(self, part: str) -> dict[str, str]:
        """What a part is told; nothing of ours that it is not told stays."""
        kept = {k: v for k, v in os.environ.items() if k not in _OURS}
        home = self.home.path.resolve()
        if self.plan.witnesses or self.plan.clock == "virtual":
            kept.pop(witnesses.SETTING, None)
        if self._watching(part) is not None:
            return kept | {"BARAZA_HOME": str(home), "PYTHONUNBUFFERED": "1"}
        told = {
            "BARAZA_SERVICE": part,
            "BARAZA_HOME": str(home),
            "BARAZA_ORIGIN": self.plan.origin,
            "BARAZA_CLOCK": self.plan.clock,
            "BARAZA_NATS_URL": self.url,
            "BARAZA_NATS_USER": part,
            "BARAZA_NATS_PASSWORD_FILE": str(home / "keys" / f"{part}.password"),
            "BARAZA_KEYS_DIR": str(home / "keys"),
            "BARAZA_EXPORT_DIR": str(home / "export"),
            "BARAZA_LOG_FORMAT": "json",
            "PYTHONUNBUFFERED": "1",
        }
        if part == NATS and self.plan.clock == "virtual":
            # One asker, one thing at a time: idle threads looking for work would take its core.
            kept.setdefault("GOMAXPROCS", "1")
        if self.plan.witnesses:
            told[witnesses.SETTING] = str(self.home.witness_policy.resolve())
        if part != "relay":
            told["BARAZA_KEY_FILE"] = str(home / "keys" / f"{part}.key")
        told[second.SETTING] = second.url_of(self.home, kept, self.plan.clock)
        if self.plan.seed is not None:
            told["BARAZA_SEED_FILE"] = str(home / "keys" / "seed")
        if kept.pop("PYTHONDONTWRITEBYTECODE", ""):
            # Nothing is written beside the source; but what one part compiled the next one reads.
            kept.setdefault("PYTHONPYCACHEPREFIX", str(self.home.compiled.resolve()))
        if self.plan.traces:
            told["BARAZA_TRACES_FILE"] = str(home / "run" / f"traces-{part}.jsonl")
        return kept | told

    async def _spawn(self, name: str, command: Sequence[str]) -> None:
        """A child in its own session, on our leash: it stops when its standard input closes."""
        before = self._children.get(name)
        with self.home.log_of(name).open("ab") as log:
            try:
                process = await asyncio.create_subprocess_exec(
                    *command,
                    stdin=asyncio.subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    env=self.environment(name),
                )
            except OSError as error:
                raise Trouble(f"{name} cannot be started: {error.strerror}.") from error
        child = Child(name, process, [*(before.born if before else []), monotonic()])
        self._children[name] = child
        self._count_start(name)
        write_private(self.home.pid_of(name), f"{process.pid}\n")
        child.watched = asyncio.create_task(self._watch(child))

    def _count_start(self, name: str) -> None:
        self._turns[name] = self.times_started(name) + 1
        self._changed.set()
        self._changed = asyncio.Event()

    def _pause_before_again(self, name: str, born: Sequence[float], said: str) -> float | None:
        """What ended is started again, three times in a minute at most: then the house stops."""
        now = monotonic()
        lately = [one for one in born if now - one < RESTART_SECONDS]
        if len(lately) <= RESTARTS:
            return 0.1 * len(lately)
        if self._watching(name) is not None:
            self._said(f"{name} ended {len(lately)} times within a minute {said}")
            return RESTART_SECONDS  # without its witness a house is less believed, and goes on
        self._fail(f"{name} ended {len(lately)} times within a minute {said}")
        return None

    async def _watch(self, child: Child) -> None:
        """A child that dies is started again."""
        code = await child.process.wait()
        if child.process.stdin is not None:
            child.process.stdin.close()
        if self._stopping or self.failed:
            return
        log = self.home.log_of(child.name)
        if code == REFUSED_EXIT and self._watching(child.name) is None:
            self._fail(_why(log))
            return
        last = f"(last with code {code}): {_last_words(log)} Look into {log}."
        pause = self._pause_before_again(child.name, child.born, last)
        if pause is None:
            return
        self._said(f"{child.name} ended with code {code} and is started again")
        command = self._command(child.name)
        if child.name == NATS:
            # Everyone holds the address: a restarted server gets the port it had.
            command = [*self._leashed, "-p", self.url.rpartition(":")[2]]
        await asyncio.sleep(pause)
        if self._stopping:
            return
        try:
            await self._spawn(child.name, command)
        except Trouble as trouble:
            self._fail(str(trouble))
        except OSError as error:
            self._fail(f"{child.name} cannot be started again: {error.strerror}.")

    def _fail(self, why: str) -> None:
        self.failed = self.failed or full(self.home) or why
        self._over.set()

    # --- running and stopping ------------------------------------------------------------

    async def wait(self) -> None:
        """Until the house was asked to stop, or cannot go on: then `failed` says why."""
        await self._over.wait()

    def ask_to_stop(self) -> None:
        self._over.set()

    async def stop(self) -> None:
        """SIGTERM in reverse order, ten seconds each, then SIGKILL to that child alone."""
        self._stopping = True
        self._over.set()
        if self._nats is not None:
            with suppress(NatsError, OSError):
                await self._nats.close()
            self._nats = None
        await self._end_parts()
        for name in reversed(list(self._children)):
            await self._end(self._children[name])
        for path in (self.home.address, *(self.home.pid_of(name) for name in self._children)):
            path.unlink(missing_ok=True)
        if self.failed:
            self._forget_compiled()

    async def _end_parts(self) -> None:
        """Parts that are no children of this process end before those that are."""

    def _forget_compiled(self) -> None:
        """A file cut short, by a kill or a full disk, would stop every later start."""
        shutil.rmtree(self.home.compiled, ignore_errors=True)

    async def _end(self, child: Child) -> None:
        process = child.process
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._said(f"{child.name} did not stop in {STOP_SECONDS:.0f} seconds and was killed")
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        if child.watched is not None:
            child.watched.cancel()
            with suppress(asyncio.CancelledError):
                await child.watched
        if process.stdin is not None:
            process.stdin.close()
            with suppress(OSError):
                await process.stdin.wait_closed()

    def _write_address(self) -> None:
        text = json.dumps(  # noqa: TID251 - a note to ourselves, never hashed
            {
                "pid": os.getpid(),
                "url": self.url,
                "user": "console",
                "password_file": str((self.home.keys / "console.password").resolve()),
                "origin": self.plan.origin,
                "clock": self.plan.clock,
                "parts": list(self.plan.parts),
                "together": self.plan.together,
                "witnesses": self.watchers,
            }
        )
        write_private(self.home.address, text + "\n")


@asynccontextmanager
async def running(
    plan: Plan, said: Said = lambda line: None, made: "Callable[[Plan, Said], House]" = House
) -> AsyncIterator[House]:
    """A house of this plan, alone in its home, for as long as the block lasts."""
    with only_one(plan.home):
        house = made(plan, said)
        await house.start()
        try:
            yield house
        finally:
            await house.stop()


_OURS = frozenset(
    f"BARAZA_{name}"
    for name in (
        *("SERVICE", "HOME", "ORIGIN", "CLOCK", "NATS_URL", "NATS_USER", "NATS_PASSWORD_FILE"),
        *("KEYS_DIR", "KEY_FILE", "SEED_FILE", "TRACES_FILE", "EXPORT_DIR", "LOG_FORMAT"),
    )
)


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return True
    return False


def _last_words(log: Path) -> str:
    """The last line that a child wrote, cut."""
    last = _last_line(log)
    return f'it said "{last[:300]}".' if last else "it said nothing."


def _why(log: Path) -> str:
    """The sentence with which a child refused to start; its log's place where it left none."""
    try:
        return str(json.loads(_last_line(log))["why"])
    except (ValueError, LookupError, TypeError):
        return f"{log.stem} refuses to start. Look into {log}."


def _last_line(log: Path) -> str:
    try:
        lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
    except OSError:
        return ""
    return lines[-1].strip() if lines else ""


async def _read(path: Path) -> str | None:
    """What a child has written there; None: nothing yet."""
    try:
        return path.read_text().strip() or None  # noqa: ASYNC240 - one small file
    except FileNotFoundError:
        return None


async def _all_or_none(works: Sequence[Coroutine[Any, Any, None]]) -> None:
    """All of them side by side; where one fails, the others are called off and it is raised."""
    tasks = [asyncio.ensure_future(work) for work in works]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
