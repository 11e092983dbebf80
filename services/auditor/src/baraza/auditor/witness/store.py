"""What a witness may never forget: the newest tree of each log that it has cosigned.

Standard library SQLite. A commit is on the disk before `advance` returns: rollback journal,
`synchronous=EXTRA`, so that the journal's end is synced too. After one failed write nothing is
tried again on the same file (SQLite would let the next commit succeed): the process ends, and the
next start reads what the disk holds.
"""

import sqlite3
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.tree import EMPTY_ROOT

REFUSED_MAX = 10_000
"""Per log. Only what the log key signed is kept, each checkpoint once."""

_TABLES = """
CREATE TABLE IF NOT EXISTS cosigned (
  origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL,
  at INTEGER NOT NULL);
CREATE TRIGGER IF NOT EXISTS cosigned_grows BEFORE UPDATE ON cosigned BEGIN
  SELECT RAISE(ABORT, 'a log only grows') WHERE NEW.origin <> OLD.origin OR NEW.size < OLD.size
    OR (NEW.size = OLD.size AND NEW.root <> OLD.root); END;
CREATE TRIGGER IF NOT EXISTS cosigned_stays BEFORE DELETE ON cosigned BEGIN
  SELECT RAISE(ABORT, 'a log is not forgotten'); END;
CREATE TRIGGER IF NOT EXISTS cosigned_once BEFORE INSERT ON cosigned BEGIN
  SELECT RAISE(ABORT, 'a log begins once')
    WHERE EXISTS (SELECT 1 FROM cosigned WHERE origin = NEW.origin); END;
CREATE TABLE IF NOT EXISTS refused (
  origin TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL, note TEXT NOT NULL,
  held TEXT NOT NULL, proof TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (origin, size, root));
"""


class StoreFailed(Exception):
    """The disk could not be written; nobody is answered, and the process ends."""


class StoreFull(Exception):
    """There is no room; nothing was stored, so nothing is cosigned. Make room."""


@dataclass(frozen=True)
class Held:
    """The newest tree of one log: size 0 where nothing was cosigned yet."""

    size: int = 0
    root: bytes = EMPTY_ROOT
    note: str = ""
    at: int = 0
    """Second of the newest cosignature."""


@dataclass(frozen=True)
class Refused:
    """A checkpoint that the log key signed and this witness would not."""

    origin: str
    size: int
    note: str
    held: str
    """What the witness had cosigned of that log; empty where nothing yet."""
    proof: tuple[str, ...]
    """The lines that came with it."""
    at: int


class Store:
    """One file; every change of it is on the disk before the call returns."""

    def __init__(self, path: Path, *, rehearsal: bool = False) -> None:
        """`rehearsal`: a loss of power may cost what a rehearsed year makes again."""
        self._only = Lock()
        self._failed = False
        # `isolation_level` None: transactions begin and end where they are written here.
        try:
            self._database = sqlite3.connect(
                path, isolation_level=None, check_same_thread=False, timeout=5
            )
        except sqlite3.Error as error:  # its folder is missing, or it is one itself
            raise StoreFailed(f"{path}: {error}") from error
        try:
            self._database.execute(f"PRAGMA synchronous = {'OFF' if rehearsal else 'EXTRA'}")
            self._database.executescript(_TABLES)
        except sqlite3.Error as error:
            self._database.close()
            raise StoreFailed(f"{path}: {error}") from error

    def close(self) -> None:
        with self._only:
            self._database.close()

    def held(self, origin: str) -> Held:
        with self._only:
            return self._held(origin)

    def advance(self, checkpoint: Checkpoint, *, held: Held, note: str, at: int) -> bool:
        """Compare and swap: False, and nothing stored, where `held` is not what is held.

        Raises `StoreFull` and `StoreFailed`; after the latter this store does nothing more.
        """
        values = (checkpoint.size, checkpoint.root, note, at)
        with self._only:
            self._alive()
            moved = 0
            try:
                self._database.execute("BEGIN IMMEDIATE")
                if held.note:
                    moved = self._database.execute(
                        "UPDATE cosigned SET size = ?, root = ?, note = ?, at = ? "
                        "WHERE origin = ? AND size = ? AND root = ?",
                        (*values, checkpoint.origin, held.size, held.root),
                    ).rowcount
                elif not self._held(checkpoint.origin).note:
                    moved = self._database.execute(
                        "INSERT INTO cosigned (size, root, note, at, origin) "
                        "VALUES (?, ?, ?, ?, ?)",
                        (*values, checkpoint.origin),
                    ).rowcount
                if moved:
                    # A checkpoint of this very size that was refused before convicts from now on.
                    self._database.execute(
                        "UPDATE refused SET held = ? WHERE origin = ? AND size = ? AND root <> ?",
                        (note, checkpoint.origin, checkpoint.size, checkpoint.root),
                    )
                self._database.execute("COMMIT")
            except sqlite3.Error as error:
                self._fail(error)
            return bool(moved)

    def refuse(
        self, checkpoint: Checkpoint, note: str, *, held: Held, proof: Sequence[bytes], at: int
    ) -> None:
        """Keep a refused checkpoint as evidence; the same one is kept once."""
        lines = "".join(f"{b64encode(hash_).decode()}\n" for hash_ in proof)
        row = (checkpoint.origin, checkpoint.size, checkpoint.root, note, held.note, lines, at)
        with self._only:
            self._alive()
            try:
                self._database.execute("BEGIN IMMEDIATE")
                self._database.execute(
                    "INSERT OR IGNORE INTO refused (origin, size, root, note, held, proof, at) "
                    "SELECT ?, ?, ?, ?, ?, ?, ? "
                    "WHERE (SELECT COUNT(*) FROM refused WHERE origin = ?) < ?",
                    (*row, checkpoint.origin, REFUSED_MAX),
                )
                self._database.execute("COMMIT")
            except sqlite3.Error as error:
                self._fail(error)

    def _held(self, origin: str) -> Held:
        self._alive()
        row = self._database.execute(
            "SELECT size, root, note, at FROM cosigned WHERE origin = ?", (origin,)
        ).fetchone()
        return Held(*row) if row else Held()

    def _alive(self) -> None:
        if self._failed:
            raise StoreFailed("a write has failed before")

    def _fail(self, error: sqlite3.Error) -> None:
        """Full or locked: nothing was stored. Anything else: nobody knows what was."""
        code = getattr(error, "sqlite_errorcode", None)
        if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY}:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            raise StoreFull(str(error)) from error
        self._failed = True
        raise StoreFailed(str(error)) from error
