"""What registration must remember to decide, as one value."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import dataclass, field, replace
from datetime import datetime

from rpds import HashTrieMap

from baraza.decider import Step
from baraza.forms.v1.agenda import Agenda
from baraza.forms.v1.book import Book
from baraza.forms.v1.offer import Offer
from baraza.forms.v1.record import Record
from baraza.forms.v1.role import Role
from baraza.registration.domain.v1.selection import Ranked
from baraza.registration.domain.v1.texts import OfRole, Pool


@dataclass(frozen=True)
class Person:
    """Coarse facts, and short lists of what a decision about this person looks for."""

    region: str | None
    posts: tuple[str, ...] = ()  # verified records
    intakes: tuple[str, ...] = ()  # applied to
    terms: tuple[tuple[str, str, int], ...] = ()  # (role, programme, version) acknowledged last

    def acknowledged(self, role: str, programme: str) -> int | None:
        return next((v for r, p, v in self.terms if (r, p) == (role, programme)), None)


@dataclass(frozen=True)
class Post:
    record: Record
    post_kind: str
    starts_on: str
    ends_on: str | None

    def supports(self, pool: Pool, day: str) -> bool:
        """Does this term, verified, make its holder one of the pool on this day (I20)?"""
        ended = self.ends_on is not None and self.ends_on < day
        fits = self.starts_on <= day if pool.running else True
        return self.post_kind == pool.post_kind and ended is not pool.running and fits


@dataclass(frozen=True)
class Programme:
    charter: int | None = None  # version approved
    announced: bool = False
    opened: bool = False
    skills: tuple[str, ...] = ()  # announced skills workshops
    envelopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    pool: str
    hours_per_month: int
    screener: str | None = None
    marks: tuple[tuple[str, int], ...] | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class Intake:
    """One application cycle; its criteria are those in force when it was announced."""

    programme: str
    role: str
    places: int
    opens: datetime
    closes: datetime
    beacon: str
    pulse: int
    pulse_at: datetime
    criteria: OfRole
    criteria_version: int
    candidates: HashTrieMap[str, Candidate] = field(default_factory=HashTrieMap)
    closed: bool = False
    ranking: tuple[Ranked, ...] | None = None  # None: not settled
    settled_at: datetime | None = None
    released: int = 0  # outcomes
    over: bool = False  # all are released
    reserve_from: int = 0  # position in the ranking of the first who may still be offered a place
    steps: tuple[str, ...] = ()  # ids of the steps that release the batches

    def is_open(self, at: datetime) -> bool:
        return self.opens <= at < self.closes

    def weights(self) -> dict[str, int]:
        return {one.name: one.weight for one in self.criteria.criteria}


@dataclass(frozen=True)
class Campaign:
    intake: str
    pool: str
    closes: datetime
    invited: int = 0
    answered: int = 0
    accepted: int = 0
    closed: bool = False


@dataclass(frozen=True)
class RoleOffer:
    """An offer, and which way into which intake it is."""

    offer: Offer
    intake: str  # empty: a veteran's, who is asked outside any intake
    campaign: str | None = None
    matter: str | None = None
    by: str | None = None  # the person who nominated


@dataclass(frozen=True)
class Round:
    programme: str
    matched: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)  # mentee -> matched


@dataclass(frozen=True)
class State:
    """`offered` finds an offer by (kind, intake, person); `owed` the step that gives a role."""

    book: Book = field(default_factory=Book)
    agenda: Agenda = field(default_factory=Agenda)
    pending: HashTrieMap[str, Step] = field(default_factory=HashTrieMap)
    owed: HashTrieMap[tuple[str, str], str] = field(default_factory=HashTrieMap)
    rehearsal: bool = False  # the log's clock is virtual
    organisations: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # -> kind
    people: HashTrieMap[str, Person] = field(default_factory=HashTrieMap)
    posts: HashTrieMap[str, Post] = field(default_factory=HashTrieMap)
    programmes: HashTrieMap[str, Programme] = field(default_factory=HashTrieMap)
    intakes: HashTrieMap[str, Intake] = field(default_factory=HashTrieMap)
    campaigns: HashTrieMap[str, Campaign] = field(default_factory=HashTrieMap)
    offers: HashTrieMap[str, RoleOffer] = field(default_factory=HashTrieMap)
    offered: HashTrieMap[tuple[str, str, str], str] = field(default_factory=HashTrieMap)
    roles: HashTrieMap[tuple[str, str], Role] = field(default_factory=HashTrieMap)
    workshops: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # -> programme
    trained: HashTrieMap[tuple[str, str], str] = field(default_factory=HashTrieMap)
    settled: HashTrieMap[int, tuple[str, str]] = field(default_factory=HashTrieMap)
    appeals: HashTrieMap[str, int] = field(default_factory=HashTrieMap)  # upheld -> entry
    rounds: HashTrieMap[str, Round] = field(default_factory=HashTrieMap)
    reports: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # -> point

    def put_person(self, who: str, person: Person) -> State:
        return replace(self, people=self.people.insert(who, person))

    def put_intake(self, id_: str, intake: Intake) -> State:
        return replace(self, intakes=self.intakes.insert(id_, intake))

    def candidate(self, intake: str, person: str) -> Candidate | None:
        cycle = self.intakes.get(intake)
        return cycle.candidates.get(person) if cycle else None

    def mentor_intake(self, person: str, programme: str) -> str | None:
        """The intake in which this person was selected as a mentor of the programme."""
        for id_ in self.people[person].intakes if person in self.people else ():
            intake = self.intakes[id_]
            chosen = intake.candidates[person].outcome == "selected"
            if chosen and (intake.role, intake.programme) == ("mentor", programme):
                return id_
        return None

    def support(self, person: str, pool: Pool, at: datetime) -> str | None:
        """The verified post that makes this person one of the pool at this time (I20)."""
        day = at.date().isoformat()
        held = self.people[person].posts if person in self.people else ()
        return next((id_ for id_ in held if self.posts[id_].supports(pool, day)), None)
