"""Two people who are asked, are a pair, or were one; and who waits to be asked."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

CLOSURE = timedelta(days=30)
"""So long before its last day a relationship's closure begins."""


@dataclass(frozen=True)
class Proposed:
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Live:
    relationship: str


@dataclass(frozen=True)
class Ended:
    how: str


@dataclass(frozen=True)
class Pair:
    round: str
    mentor: str
    mentee: str
    answer_by: datetime
    waited_since: datetime | None = None  # the mentee, when the offer came
    phase: Proposed | Live | Ended = field(default_factory=Proposed)


@dataclass(frozen=True)
class Goals:
    """What one side said, or both alike."""

    side: Literal["mentee", "mentor"]  # who spoke first
    sessions: int
    every_weeks: int
    complete: bool = False


@dataclass(frozen=True)
class Longer:
    """To go on until this day, as one side wishes."""

    by: Literal["mentee", "mentor"]
    until: str


@dataclass(frozen=True)
class Relationship:
    """Live until `ended`; its closure begins some weeks before its last day."""

    round: str
    programme: str
    mentor: str
    mentee: str
    ends_on: str
    goals: Goals | None = None
    paused_until: str | None = None
    longer: Longer | None = None
    backup: str | None = None
    closing: bool = False
    ended: bool = False


@dataclass(frozen=True)
class Backed:
    """Whose mentor was lost, and whom they are put to first, in which round."""

    round: str
    mentor: str


@dataclass(frozen=True)
class Waiting:
    """`round` is the one whose places they may be asked for; `since` counts the months."""

    round: str
    since: datetime


def closes_at(ends_on: str) -> datetime:
    """When the closure of what ends on this day begins."""
    return _midnight(date.fromisoformat(ends_on) - CLOSURE)


def over_at(ends_on: str) -> datetime:
    """The moment after this day."""
    return _midnight(date.fromisoformat(ends_on) + timedelta(days=1))


def back_at(until: str) -> datetime:
    """When a pause until this day is over: the day begins."""
    return _midnight(date.fromisoformat(until))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
