"""The data directory of one house: where everything lies, and that only one house lives in it."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SERVICES = ("registration", "matching", "scheduling", "feedback", "oversight")
"""The programme's services, in the order in which they start."""
PARTS = ("ledger", "relay", *SERVICES)
"""All that answers `ready`, in the order in which it starts."""


class Trouble(Exception):
    """Something an operator has to put right; the text says what, and what to do."""


@dataclass(frozen=True)
class Home:
    """`HOME` and the names in it (`architecture.md` 7)."""

    path: Path

    @property
    def keys(self) -> Path:
        return self.path / "keys"

    @property
    def run(self) -> Path:
        return self.path / "run"

    @property
    def export(self) -> Path:
        return self.path / "export"

    @property
    def ledger(self) -> Path:
        return self.path / "ledger" / "ledger.db"

    @property
    def ratchet(self) -> Path:
        return self.path / "ratchet" / "ratchet.db"

    @property
    def witness(self) -> Path:
        """A folder for each body's witness, and the policy that names them."""
        return self.path / "witness"

    @property
    def witness_policy(self) -> Path:
        return self.witness / "policy"

    @property
    def jetstream(self) -> Path:
        return self.path / "jetstream"

    @property
    def address(self) -> Path:
        """Where a running house is found: `run/house.json`."""
        return self.run / "house.json"

    @property
    def compiled(self) -> Path:
        """What Python makes of the source, where it may not be written beside it."""
        return self.run / "pycache"

    @property
    def charter(self) -> Path:
        """What the house was founded as: origin, clock, and whose year it is."""
        return self.path / "house.json"

    def log_of(self, name: str) -> Path:
        return self.run / f"{name}.log"

    def pid_of(self, name: str) -> Path:
        return self.run / f"{name}.pid"

    def made(self) -> "Home":
        """With the folders that every house has; keys are for its owner alone."""
        for folder in (self.path, self.run, self.jetstream, self.ledger.parent, self.export):
            self._make(folder)
        self._make(self.keys)
        self.keys.chmod(0o700)
        return self

    def _make(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Trouble(
                f"{folder} cannot be made ({error.strerror}). Choose another --home."
            ) from error


ROOM_START = 32 << 20
"""What a house needs before it starts: an empty one writes so much within its first minute."""
ROOM_LEFT = 4 << 20
"""With less than this, whatever a part says of its end, the disk is why."""


def full(home: Home, room: int = ROOM_LEFT) -> str | None:
    """That the home's disk is full, and what to do; None while there is room."""
    try:
        free = shutil.disk_usage(home.path).free
    except OSError:
        return None
    if free >= room:
        return None
    return (
        f"The disk of {home.path} is full ({free >> 20} MB free). Make room and run the same "
        "command again: it goes on where it stopped."
    )


@contextmanager
def only_one(home: Home) -> Iterator[None]:
    """The house's lock, held as long as the process lives; `Trouble` where another holds it."""
    home.made()
    lock = os.open(home.run / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.pread(lock, 32, 0).decode(errors="replace").strip()
            raise Trouble(
                f"A house is running in {home.path} already (process {holder or 'unknown'}). "
                "Stop it first, or choose another --home."
            ) from error
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(lock)


def locked(home: Home) -> bool:
    """Whether a house is running here."""
    try:
        lock = os.open(home.run / "lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(lock)


def write_private(path: Path, text: str) -> None:
    """A file for its owner alone, whole or not at all."""
    beside = path.with_name(path.name + ".new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
