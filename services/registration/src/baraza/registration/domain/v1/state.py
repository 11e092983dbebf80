"""What registration must remember to decide, as one value."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import dataclass, field, replace
from datetime import datetime

from rpds import HashTrieMap

from baraza.decider import Step
from baraza.forms.v1.agenda import Agenda
from baraza.forms.v1.book import Book
from baraza.forms.v1.identity import Identities
from baraza.registration.domain.v1.evidence import Doings
from baraza.registration.domain.v1.letters import Mail
from baraza.registration.domain.v1.stages import Way
from baraza.registration.domain.v1.texts import Pool
from baraza.registration.domain.v1.things import (
    Campaign,
    Candidate,
    Certified,
    Engagement,
    Erasure,
    Gap,
    Held,
    Intake,
    Noted,
    OpenRole,
    Person,
    Post,
    Programme,
    RoleOffer,
    Round,
    Running,
)

__all__ = [
    "Campaign",
    "Candidate",
    "Certified",
    "Engagement",
    "Erasure",
    "Gap",
    "Held",
    "Intake",
    "Noted",
    "OpenRole",
    "Person",
    "Post",
    "Programme",
    "RoleOffer",
    "Round",
    "State",
]


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
    identities: Identities = field(default_factory=Identities)
    posts: HashTrieMap[str, Post] = field(default_factory=HashTrieMap)
    programmes: HashTrieMap[str, Programme] = field(default_factory=HashTrieMap)
    intakes: HashTrieMap[str, Intake] = field(default_factory=HashTrieMap)
    campaigns: HashTrieMap[str, Campaign] = field(default_factory=HashTrieMap)
    offers: HashTrieMap[str, RoleOffer] = field(default_factory=HashTrieMap)
    offered: HashTrieMap[tuple[str, str, str], str] = field(default_factory=HashTrieMap)
    roles: HashTrieMap[tuple[str, str], Held] = field(default_factory=HashTrieMap)
    """By role and person; a post that fills an open role is `post.<open role>`."""
    notes: HashTrieMap[str, Noted] = field(default_factory=HashTrieMap)  # by record
    veterans: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # -> choice
    certified: HashTrieMap[str, tuple[Certified, ...]] = field(default_factory=HashTrieMap)
    open_roles: HashTrieMap[str, OpenRole] = field(default_factory=HashTrieMap)
    gaps: HashTrieMap[str, Gap] = field(default_factory=HashTrieMap)
    engagements: HashTrieMap[str, Engagement] = field(default_factory=HashTrieMap)
    reserved: HashTrieMap[str, int] = field(default_factory=HashTrieMap)  # by purpose
    live: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # relationship -> programme
    erasures: HashTrieMap[str, Erasure] = field(default_factory=HashTrieMap)
    erased: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)
    workshops: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # -> programme
    trained: HashTrieMap[tuple[str, str], str] = field(default_factory=HashTrieMap)
    settled: HashTrieMap[int, tuple[str, str]] = field(default_factory=HashTrieMap)
    appeals: HashTrieMap[str, int] = field(default_factory=HashTrieMap)  # upheld -> entry
    suspended: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)
    """Who is kept out by an interim measure, and becomes no mentor meanwhile."""
    rounds: HashTrieMap[str, Round] = field(default_factory=HashTrieMap)
    reports: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # -> point
    doings: Doings = field(default_factory=Doings)
    ways: HashTrieMap[str, tuple[Way, ...]] = field(default_factory=HashTrieMap)  # by person
    mail: Mail = field(default_factory=Mail)
    running: Running = field(default_factory=Running)

    def put_person(self, who: str, person: Person) -> State:
        return replace(self, people=self.people.insert(who, person))

    def put_intake(self, id_: str, intake: Intake) -> State:
        return replace(self, intakes=self.intakes.insert(id_, intake))

    def other_names(self, person: str) -> frozenset[str]:
        """Every other pseudonym of this person."""
        return self.identities.all(person) - {person}

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
