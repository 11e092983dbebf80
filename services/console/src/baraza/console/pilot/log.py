"""The driver's view of the log: what it may know at a reading, and nothing else."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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
    """Facts by service and name, in their order, which is that of their times."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self._facts: dict[tuple[str, str], list[Noted]] = defaultdict(list)
        self._times: list[datetime] = []
        self.types: list[str] = []
        self.last: Entry | None = None

    @property
    def size(self) -> int:
        return len(self._times)

    async def learn(self, head: int | None = None) -> None:
        """Read on to the head; where it is known, nothing is asked for beyond it."""
        while head is None or self.size < head:
            entries = await self._read(self.size)
            if not entries:
                return
            for entry in entries:
                self._note(entry)

    def facts(self, service: str, name: str, before: datetime) -> list[Noted]:
        """Those decided before this reading: so a year broken off asks the same again."""
        facts = self._facts[service, name]
        return facts[: _first(facts, before)]

    def on(self, service: str, name: str, day: date, before: datetime) -> list[Noted]:
        """Those of one day, as far as they were decided before this reading."""
        facts = self._facts[service, name]
        midnight = datetime(day.year, day.month, day.day, tzinfo=before.tzinfo)
        after = min(before, midnight + timedelta(days=1))
        return facts[_first(facts, midnight) : _first(facts, after)]

    def everything(self, service: str, name: str) -> list[Noted]:
        return self._facts[service, name]

    def names(self) -> list[tuple[str, str]]:
        return sorted(self._facts)

    def size_before(self, reading: datetime) -> int:
        """How many entries were decided before this reading."""
        return bisect_left(self._times, reading)

    def _note(self, entry: Entry) -> None:
        if entry.kind == "event":
            noted = Noted(self.size, entry.time, entry.subject, entry.data)
            self._facts[entry.service, entry.name].append(noted)
        else:
            self.last = entry
        self.types.append(entry.type)
        self._times.append(entry.time)


def _first(facts: Sequence[Noted], at: datetime) -> int:
    """The place of the first fact that is not before this time."""
    return bisect_left(facts, at, key=lambda fact: fact.time)
