"""What scheduling must remember to decide."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from rpds import HashTrieMap

from baraza.decider import Step
from baraza.forms.v1.agenda import Agenda
from baraza.forms.v1.book import Book
from baraza.forms.v1.heard import BookFact
from baraza.forms.v1.offer import Offer
from baraza.forms.v1.places import Places
from baraza.forms.v1.record import Record
from baraza.forms.v1.role import Role
from baraza.scheduling.domain.v1.plan import Published
from baraza.scheduling.inbox import PersonRegistered, RoleGranted, StageEntered
from baraza.scheduling.messages import (
    AvailabilityStated,
    CompletionCertified,
    EnrolmentQueued,
    OfferAnswered,
    OfferMade,
    ParticipantEnrolled,
    PlanPublished,
    RecordMade,
    RecordSettled,
    SeriesPlanned,
    WorkshopAnnounced,
    WorkshopHeld,
    WorkshopPlanned,
)

Own: TypeAlias = (
    WorkshopPlanned
    | OfferMade
    | OfferAnswered
    | WorkshopAnnounced
    | WorkshopHeld
    | SeriesPlanned
    | PlanPublished
    | ParticipantEnrolled
    | EnrolmentQueued
    | RecordMade
    | RecordSettled
    | CompletionCertified
    | AvailabilityStated
)
Foreign: TypeAlias = PersonRegistered | RoleGranted | StageEntered
Known: TypeAlias = Own | Foreign | BookFact  # closed with this version


@dataclass(frozen=True)
class Planned:
    """What will be taught in which window; nobody can enrol yet."""

    plan: WorkshopPlanned
    offers: tuple[str, ...] = ()  # trainers, in the order in which they offered
    leader: str | None = None


@dataclass(frozen=True)
class Announced:
    """Its time is fixed. `held` is the index of the entry that says it took place."""

    plan: WorkshopPlanned
    leader: str
    start: datetime
    end: datetime
    places: Places
    attendance: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # person -> record
    held: int | None = None


Workshop: TypeAlias = Planned | Announced


@dataclass(frozen=True)
class Attendance:
    """One person at one workshop, and the index of the entry that says so."""

    record: Record
    workshop: str
    state: str
    index: int


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
    records: HashTrieMap[str, Attendance] = field(default_factory=HashTrieMap)
    certified: HashTrieMap[tuple[str, str], str] = field(default_factory=HashTrieMap)

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
