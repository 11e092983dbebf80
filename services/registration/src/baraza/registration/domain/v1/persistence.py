"""Persistence: acts done, of the acts that were open to a person (R13).

An occasion leaves the denominator where it lay at an hour at which nobody is expected, was in a
language that the person has not declared, or in a time for which a barrier was accepted. Whoever
came nevertheless has done an act that was open. So an occasion that was not open to somebody never
lowers their persistence (I11).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

CITED_MAX = 200
DAY_MINUTES = 24 * 60
Why = Literal["done", "missed", "unreasonable_hour", "other_language", "barrier"]
NOT_OPEN = frozenset({"unreasonable_hour", "other_language", "barrier"})


class Hindrance(Protocol):
    def covers(self, day: str) -> bool: ...


@dataclass(frozen=True)
class Chance:
    """An occasion that has come: when it was, and the entry of the act if it was taken."""

    about: str
    start: datetime
    act: int | None = None
    language: str | None = None  # None: the two chose it themselves


@dataclass(frozen=True)
class Person:
    """What must be known of somebody to say what was open to them."""

    zone_band: int = 0  # hours east of UTC
    languages: Sequence[str] = ()
    barriers: Sequence[Hindrance] = ()

    def local(self, at: datetime) -> datetime:
        return at + timedelta(hours=self.zone_band)


@dataclass(frozen=True)
class Assessed:
    done: int
    open: int
    excused: int
    cited: tuple[int, ...]

    @property
    def per_mille(self) -> int:
        """Of nothing that was open, nothing."""
        return self.done * 1000 // self.open if self.open else 0


def why(chance: Chance, person: Person, quiet: tuple[str, str]) -> Why:
    """How one occasion counts."""
    if chance.act is not None:
        return "done"
    local = person.local(chance.start)
    if unreasonable(local.hour * 60 + local.minute, quiet):
        return "unreasonable_hour"
    if chance.language is not None and chance.language not in person.languages:
        return "other_language"
    day = local.date().isoformat()
    return "barrier" if any(one.covers(day) for one in person.barriers) else "missed"


def unreasonable(minute: int, quiet: tuple[str, str]) -> bool:
    """Does this minute of a local day lie in the hours in which nobody is expected?

    They may pass midnight; from and until the same minute is no time at all.
    """
    since, until = (int(text[:2]) * 60 + int(text[3:]) for text in quiet)
    return (minute - since) % DAY_MINUTES < (until - since) % DAY_MINUTES


def assess(chances: Iterable[Chance], person: Person, quiet: tuple[str, str]) -> Assessed:
    """Every act that counts is cited. Of more than 200 open occasions the last 200 count."""
    ways = [(chance, why(chance, person, quiet)) for chance in chances]
    excused = sum(1 for _, how in ways if how in NOT_OPEN)
    open_ = sorted(
        (chance for chance, how in ways if how not in NOT_OPEN),
        key=lambda one: (one.start, one.about),
    )[-CITED_MAX:]
    acts = sorted(chance.act for chance in open_ if chance.act is not None)
    return Assessed(len(acts), len(open_), excused, tuple(acts))
