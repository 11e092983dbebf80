"""What scheduling must remember to decide."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from rpds import HashTrieMap

from baraza.decider import Step
from baraza.forms.v1.agenda import Agenda
from baraza.forms.v1.book import Book
from baraza.forms.v1.offer import Offer
from baraza.forms.v1.places import Places
from baraza.forms.v1.record import Record
from baraza.forms.v1.role import Role
from baraza.scheduling.domain.v1.plan import Published
from baraza.scheduling.messages import SeriesPlanned, TrainerCertified, WorkshopPlanned


@dataclass(frozen=True)
class Planned:
    """What will be taught in which window; nobody can enrol yet."""

    plan: WorkshopPlanned
    offers: tuple[str, ...] = ()  # trainers, in the order in which they offered
    leader: str | None = None
    sought: str | None = None  # the capacity for which a trainer is sought


@dataclass(frozen=True)
class Announced:
    """Its time is fixed. `held` is the index of the entry that says it took place."""

    plan: WorkshopPlanned
    leader: str | None  # None: the one who was told has been released
    told: str  # who leads it, as people were told
    start: datetime
    end: datetime
    places: Places
    points: HashTrieMap[int, int] = field(default_factory=HashTrieMap)  # what it costs each band
    attendance: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # person -> record
    offers: tuple[str, ...] = ()
    sought: str | None = None
    held: int | None = None

    def expects(self, person: str) -> bool:
        """Has this person to be there?"""
        return person == self.leader or self.places.holds(person)


@dataclass(frozen=True)
class Cancelled:
    """It will not take place."""

    plan: WorkshopPlanned


Workshop: TypeAlias = Planned | Announced | Cancelled


@dataclass(frozen=True)
class Made:
    """A record, what it is about (a workshop or a session), and the index of its entry."""

    record: Record
    about: str | None
    state: str | None
    index: int


@dataclass(frozen=True)
class Tie:
    """A mentor and a mentee, what their sessions have cost each, and which check-in is due."""

    relationship: str
    programme: str
    mentor: str
    mentee: str
    since: datetime
    ends_on: str | None
    check_in_weeks: int  # 0: none are asked for
    due: int | None = None  # the number of the check-in that is waited for
    checked: frozenset[int] = frozenset()
    booked: int = 0
    carry: tuple[int, int] = (0, 0)
    live: bool = True
    paused_until: str | None = None
    """The day from which they meet again."""

    @property
    def pair(self) -> tuple[str, str]:
        return self.mentor, self.mentee


@dataclass(frozen=True)
class Booked:
    """A session of a pair. `record` is the last that was made of it."""

    relationship: str
    start: datetime
    end: datetime
    points: tuple[int, int]
    off: bool = False  # called off, or fallen away with the tie
    record: str | None = None


Spans: TypeAlias = "HashTrieMap[str, tuple[int, int]]"
"""By session: the first quarter that it takes, and the first after it."""


@dataclass(frozen=True)
class Timetable:
    """Everything that scheduling has decided or heard, each thing by its name."""

    book: Book = field(default_factory=Book)
    agenda: Agenda = field(default_factory=Agenda)
    pending: HashTrieMap[str, Step] = field(default_factory=HashTrieMap)
    people: HashTrieMap[str, int] = field(default_factory=HashTrieMap)  # hours east
    bands: HashTrieMap[int, int] = field(default_factory=HashTrieMap)  # hours east -> members
    trainers: HashTrieMap[tuple[str, str | None], Role] = field(default_factory=HashTrieMap)
    staged: HashTrieMap[tuple[str, str], int] = field(default_factory=HashTrieMap)
    workshops: HashTrieMap[str, Workshop] = field(default_factory=HashTrieMap)
    teaching: HashTrieMap[tuple[str, str], Offer] = field(default_factory=HashTrieMap)
    carry: HashTrieMap[tuple[str, int], int] = field(default_factory=HashTrieMap)
    series: HashTrieMap[str, SeriesPlanned] = field(default_factory=HashTrieMap)
    plans: HashTrieMap[str, Published] = field(default_factory=HashTrieMap)  # by programme
    records: HashTrieMap[str, Made] = field(default_factory=HashTrieMap)
    certified: HashTrieMap[tuple[str, str], str] = field(default_factory=HashTrieMap)
    certificates: HashTrieMap[str, tuple[TrainerCertified, ...]] = field(
        default_factory=HashTrieMap
    )
    """By person: what each may teach, and by whom it was said."""
    ties: HashTrieMap[str, Tie] = field(default_factory=HashTrieMap)
    ties_of: HashTrieMap[str, tuple[str, ...]] = field(default_factory=HashTrieMap)  # by person
    waited: HashTrieMap[str, str] = field(default_factory=HashTrieMap)
    """The check-ins that are waited for, by subject: of which relationship."""
    sessions: HashTrieMap[str, Booked] = field(default_factory=HashTrieMap)
    diaries: HashTrieMap[str, Spans] = field(default_factory=HashTrieMap)  # by person
    stated: HashTrieMap[str, tuple[tuple[str, str], ...]] = field(default_factory=HashTrieMap)
    """By person: under which commands the vault keeps their hours, and from when these hold."""
    erased: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)

    def but(self, **changes: Any) -> Timetable:
        """The table with these changes; `replace` asks every field again, for each fact folded."""
        made = object.__new__(Timetable)
        made.__dict__.update(self.__dict__, **changes)
        return made

    def trains(self, person: str, programme: str, at: datetime) -> bool:
        """May this person teach in this programme today?"""
        roles = (self.trainers.get((person, where)) for where in (programme, None))
        return any(role is not None and role.active_at(at) for role in roles)

    def announced_of(self, programme: str) -> list[Announced]:
        """The announced workshops of a programme, by name."""
        return [one for one in self.announced() if one.plan.programme == programme]

    def announced(self) -> Iterator[Announced]:
        for name in sorted(self.workshops):
            workshop = self.workshops[name]
            if isinstance(workshop, Announced):
                yield workshop

    def tied(self, person: str) -> Iterator[Tie]:
        """The relationships of somebody, oldest first, those that ended too."""
        return (self.ties[name] for name in self.ties_of.get(person, ()))
