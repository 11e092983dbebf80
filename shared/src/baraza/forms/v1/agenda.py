"""Every "in time" of a service: what falls due, about whom, in one order."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from rpds import HashTrieMap

from baraza.decider import Refused

K = TypeVar("K", date, str)


@dataclass(frozen=True, order=True)
class Due:
    """Ordered by time, then name: never by how a map happens to lie in memory."""

    at: datetime
    subject: str
    what: str


@dataclass(frozen=True)
class Agenda:
    """All deadlines that still count. A day is a bucket, since a persistent map has no order."""

    days: HashTrieMap[date, frozenset[Due]] = field(default_factory=HashTrieMap)
    about: HashTrieMap[str, frozenset[Due]] = field(default_factory=HashTrieMap)

    def put(self, due: Due) -> Agenda:
        day, who = due.at.date(), due.subject
        return Agenda(
            self.days.insert(day, self.days.get(day, frozenset()) | {due}),
            self.about.insert(who, self.about.get(who, frozenset()) | {due}),
        )

    def drop(self, due: Due) -> Agenda:
        return Agenda(
            _without(self.days, due.at.date(), due), _without(self.about, due.subject, due)
        )

    def close(self, subject: str) -> Agenda:
        """What it is about has ended: no deadline of it may fire any more."""
        agenda = self
        for due in sorted(self.about.get(subject, frozenset())):
            agenda = agenda.drop(due)
        return agenda

    def next(self) -> Due | None:
        """What the service sleeps until, and the first line of the organiser's list."""
        return min(self.days[min(self.days)]) if self.days else None

    def until(self, reading: datetime) -> list[Due]:
        """All that has fallen due by this reading, oldest first."""
        days = sorted(day for day in self.days if day <= reading.date())
        return sorted(due for day in days for due in self.days[day] if due.at <= reading)

    def reach(self, due: Due, at: datetime) -> Refused | None:
        """May this deadline be declared reached at this time? None: yes."""
        if due not in self.about.get(due.subject, frozenset()):
            return Refused("already_done")
        return Refused("too_early") if at < due.at else None


def _without(
    map_: HashTrieMap[K, frozenset[Due]], key: K, due: Due
) -> HashTrieMap[K, frozenset[Due]]:
    left = map_.get(key, frozenset()) - {due}
    return map_.insert(key, left) if left else map_.discard(key)
