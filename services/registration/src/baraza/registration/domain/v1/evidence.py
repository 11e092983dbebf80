"""What people have done, counted from the log: each act with the entry that says so."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from rpds import HashTrieMap

from baraza.registration.domain.v1.values import replace

MINUTES = "mentoring_minutes_min"
COUNTED: Mapping[str, str] = {
    "workshops_attended_min": "workshop",
    "feedback_given_min": "feedback",
    "sessions_held_min": "session",
    "collaborations_confirmed_min": "collaboration",
    MINUTES: "session",
}
"""By which kind of act a criterion is met. What is not named here, nobody can meet yet."""


@dataclass(frozen=True)
class Act:
    """Something done; `index` is the entry that told it."""

    kind: str
    index: int
    minutes: int = 0


@dataclass(frozen=True)
class Occasion:
    """Something that was open to a person, from when it was told; `tie` is the relationship whose
    end takes it away."""

    index: int
    start: datetime | None = None  # None: whenever the workshop is
    tie: str | None = None


@dataclass(frozen=True)
class Evidence:
    """Of one person in one programme; acts and occasions by what they are about: `session.<id>`."""

    acts: HashTrieMap[str, Act] = field(default_factory=HashTrieMap)
    occasions: HashTrieMap[str, Occasion] = field(default_factory=HashTrieMap)

    def of(self, criterion: str) -> list[Act]:
        """The acts that count for this criterion, oldest first."""
        kind = COUNTED.get(criterion)
        return sorted((a for a in self.acts.values() if a.kind == kind), key=lambda a: a.index)

    def have(self, criterion: str) -> int:
        """So many acts, or so many minutes, are there for this criterion."""
        kind, minutes = COUNTED.get(criterion), criterion == MINUTES
        return sum(act.minutes if minutes else 1 for act in self.acts.values() if act.kind == kind)

    def enough(self, criterion: str, need: int) -> tuple[int, ...]:
        """The entries of the first acts that together are as much as is needed."""
        found: list[int] = []
        for act in self.of(criterion):
            if need <= 0:
                break
            found.append(act.index)
            need -= act.minutes if criterion == MINUTES else 1
        return tuple(found)


def cited(evidence: Evidence, exit_: Iterable[tuple[str, int]]) -> tuple[int, ...]:
    """All entries by which these criteria are met, each once."""
    return tuple(sorted({i for name, need in exit_ for i in evidence.enough(name, need)}))


@dataclass(frozen=True)
class Told:
    """A record that is not settled, or may yet be disputed: whose act it would be."""

    people: tuple[str, ...]
    programme: str
    about: str  # `session.<id>`
    act: Act


@dataclass(frozen=True)
class Sitting:
    """A workshop: in which language, and when."""

    programme: str = ""
    skills: bool = False
    language: str | None = None
    start: datetime | None = None  # None: not announced, or cancelled
    seats: tuple[str, ...] = ()  # who is enrolled or waits, in order


@dataclass(frozen=True)
class Who:
    """What must be known of somebody to say what was open to them."""

    zone_band: int = 0
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Barrier:
    """A time in which more could not be asked of somebody; it counts once it is accepted."""

    person: str
    starts_on: str
    ends_on: str | None
    accepted: bool = False

    def covers(self, day: str) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Tie:
    """One relationship; `new`: nothing before it had joined the two (I28)."""

    programme: str
    mentor: str
    mentee: str
    new: bool


Shown: TypeAlias = Mapping[str, "tuple[int, int] | None"]


@dataclass(frozen=True)
class Doings:
    """Everything that counts, and what is needed to count the next fact without looking around."""

    evidence: HashTrieMap[tuple[str, str], Evidence] = field(default_factory=HashTrieMap)
    told: HashTrieMap[str, Told] = field(default_factory=HashTrieMap)  # by record
    sittings: HashTrieMap[str, Sitting] = field(default_factory=HashTrieMap)  # by workshop
    sessions: HashTrieMap[str, tuple[str, str]] = field(default_factory=HashTrieMap)
    """Whose a booked session is: mentee and programme."""
    collections: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # -> programme
    over: HashTrieMap[str, datetime] = field(default_factory=HashTrieMap)
    """When a relationship ended."""
    barriers: HashTrieMap[str, Barrier] = field(default_factory=HashTrieMap)  # by record
    hindered: HashTrieMap[str, tuple[str, ...]] = field(default_factory=HashTrieMap)
    """A person's barriers."""
    who: HashTrieMap[str, Who] = field(default_factory=HashTrieMap)
    ties: HashTrieMap[str, Tie] = field(default_factory=HashTrieMap)  # by relationship
    joined: HashTrieMap[tuple[str, str], bool] = field(default_factory=HashTrieMap)
    """Pairs of people whom some fact has joined."""
    shown: HashTrieMap[tuple[str, str, str], tuple[int, ...]] = field(default_factory=HashTrieMap)
    """What reports have shown: by kind, programme and group."""
    reports: HashTrieMap[tuple[str, str], tuple[Shown, ...]] = field(default_factory=HashTrieMap)
    """By kind and programme the groups of each report: shown as (count, of), or hidden."""

    def of(self, person: str, programme: str) -> Evidence:
        return self.evidence.get((person, programme)) or Evidence()

    def put(self, person: str, programme: str, evidence: Evidence) -> Doings:
        return replace(self, evidence=self.evidence.insert((person, programme), evidence))

    def count(self, told: Told) -> Doings:
        """It happened: an act of each whose act it is."""
        doings = self
        for person in told.people:
            known = doings.of(person, told.programme)
            acts = known.acts.insert(told.about, told.act)
            doings = doings.put(person, told.programme, replace(known, acts=acts))
        return doings

    def drop(self, told: Told) -> Doings:
        """It is disputed: an act of nobody."""
        doings = self
        for person in told.people:
            known = doings.of(person, told.programme)
            if known.acts.get(told.about) == told.act:
                acts = known.acts.discard(told.about)
                doings = doings.put(person, told.programme, replace(known, acts=acts))
        return doings

    def open(self, person: str, programme: str, about: str, occasion: Occasion) -> Doings:
        known = self.of(person, programme)
        occasions = known.occasions.insert(about, occasion)
        return self.put(person, programme, replace(known, occasions=occasions))

    def close(self, person: str, programme: str, about: str) -> Doings:
        known = self.of(person, programme)
        return self.put(person, programme, replace(known, occasions=known.occasions.discard(about)))

    def hindering(self, person: str) -> Sequence[Barrier]:
        """The accepted barriers of a person."""
        known = (self.barriers[record] for record in self.hindered.get(person, ()))
        return [barrier for barrier in known if barrier.accepted]
