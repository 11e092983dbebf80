"""The driver's view of the log: what it may know at a reading, and nothing else."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baraza.decider import Entry

Read = Callable[[int], Awaitable[Sequence[Entry]]]
"""Entries from this index on, some or all; none at the head."""


@dataclass(frozen=True)
class Noted:
    """One fact, where it stands and when it was decided."""

    index: int
    time: datetime
    subject: str
    data: Mapping[str, Any]


class Log:
    """Facts by service and name, in their order."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._facts: dict[tuple[str, str], list[Noted]] = defaultdict(list)
        self.size = 0
        self.last: Entry | None = None

    async def learn(self) -> None:
        """Read on to the head."""
        while entries := await self._read(self.size):
            for entry in entries:
                self._note(entry)

    def facts(self, service: str, name: str, before: datetime) -> list[Noted]:
        """Those decided before this reading: so a year broken off asks the same again."""
        return [fact for fact in self._facts[service, name] if fact.time < before]

    def everything(self, service: str, name: str) -> list[Noted]:
        return self._facts[service, name]

    def names(self) -> list[tuple[str, str]]:
        return sorted(self._facts)

    def _note(self, entry: Entry) -> None:
        if entry.kind == "event":
            noted = Noted(self.size, entry.time, entry.subject, entry.data)
            self._facts[entry.service, entry.name].append(noted)
        else:
            self.last = entry
        self.size += 1
