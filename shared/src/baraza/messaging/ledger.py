"""The port to the log of record, and what it promises."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from baraza.decider import Entry
from baraza.messaging.problems import (
    Busy,
    CommandReused,
    DeadlineExceeded,
    LedgerRefused,
    LedgerUnavailable,
    LogHalted,
)

__all__ = [
    "PAGE",
    "Busy",
    "CommandReused",
    "DeadlineExceeded",
    "Head",
    "Kept",
    "Ledger",
    "LedgerRefused",
    "LedgerUnavailable",
    "LogHalted",
    "Outdated",
    "Receipt",
    "VersionConflict",
]

PAGE = 500
"""At most this many entries are asked for at a time."""


@dataclass(frozen=True)
class Kept:
    """An entry at its place in the log, with what its leaf is made of (`ledger.md` 3.2)."""

    index: int
    entry: Entry
    recorded_at: int = 0  # ms
    key: str = ""  # name of the key that signed it; empty where nobody signs (in memory)
    signature: str = ""  # base64 of the signature line
    traceparent: str | None = None
    own: bool = False
    """Signed by this process itself, a moment ago: no signature need be checked again."""


@dataclass(frozen=True)
class Receipt:
    """A decision is in the log, for ever, at these places."""

    first: int
    entries: tuple[Kept, ...]
    replayed: bool = False
    note: str = ""  # the signed receipt (`ledger.md` 4.4)

    @property
    def count(self) -> int:
        return len(self.entries)

    @property
    def position(self) -> int:
        """How many entries the log held right after this decision."""
        return self.first + len(self.entries)


@dataclass(frozen=True)
class Head:
    """How far the log has come."""

    size: int
    recorded_at: int = 0


class VersionConflict(Exception):
    """Somebody was first: the entity is at another version. Catch up and decide again."""

    def __init__(self, entity: str, expected: int, actual: int) -> None:
        super().__init__(f"{entity}: expected {expected}, is {actual}")
        self.entity = entity
        self.expected = expected
        self.actual = actual


class Outdated(Exception):
    """The basis is too old, or the reading too far ahead. Catch up and decide again."""


class Ledger(Protocol):
    """The one order of all entries. What it has answered for is there for ever.

    - A decision is stored whole or not at all, and before `append` returns.
    - Indexes have no gap; a decision's entries stand next to each other.
    - The same command id with the same ask gives the first receipt, `replayed`, whatever the new
      entries hold; with another ask it raises `CommandReused`, and nothing is stored.
    - A decision whose guards or entity versions are not those of the log raises
      `VersionConflict`, and nothing is stored.
    - After `LedgerUnavailable` nobody knows whether it was stored: the same ask under the same id
      finds out.
    """

    async def append(self, entries: Sequence[Entry], *, within: float = 5.0) -> Receipt:
        """Store a decision, a command entry and its events, within so many seconds.

        Raises `VersionConflict`, `Outdated` (decide again), `CommandReused`, `LedgerRefused`,
        `LogHalted` (give up), `Busy`, `DeadlineExceeded`, `LedgerUnavailable` (same again).
        """
        ...

    async def entries(self, first: int, count: int = PAGE) -> Sequence[Kept]:
        """Up to `count` entries from index `first` on, in order; none beyond the head."""
        ...

    async def head(self) -> Head:
        """The size of the log at some moment between call and return."""
        ...

    async def receipt(self, command_id: str) -> tuple[int, int] | None:
        """Where the decision with this command id stands: its first index and its count."""
        ...

    async def put_exhibit(self, body: bytes) -> str:
        """Store evidence under its digest, which is returned; twice is once."""
        ...

    async def exhibit(self, digest: str) -> bytes:
        """The bytes under this digest, checked. Raises `LedgerRefused` where there are none."""
        ...
