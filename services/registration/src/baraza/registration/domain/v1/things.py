"""Each thing that registration remembers: a person, a post, an intake, an offer, a round."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import dataclass, field
from datetime import datetime

from rpds import HashTrieMap

from baraza.forms.v1.offer import Offer
from baraza.forms.v1.record import Record
from baraza.forms.v1.role import Role
from baraza.registration.domain.v1.selection import Ranked
from baraza.registration.domain.v1.texts import OfRole, Pool


@dataclass(frozen=True)
class Person:
    """Coarse facts, and short lists of what a decision about this person looks for."""

    region: str | None
    language: str | None = None  # the first of those usable for talks
    affiliate_kind: str | None = None
    posts: tuple[str, ...] = ()  # verified records
    intakes: tuple[str, ...] = ()  # applied to
    terms: tuple[tuple[str, str, int], ...] = ()  # (role, programme, version) acknowledged last
    roles: tuple[str, ...] = ()  # ever given, as `State.roles` names them
    no_contact: bool = False  # asked not to be offered anything after a role

    def acknowledged(self, role: str, programme: str) -> int | None:
        return next((v for r, p, v in self.terms if (r, p) == (role, programme)), None)


@dataclass(frozen=True)
class Post:
    record: Record
    post_kind: str
    starts_on: str
    ends_on: str | None
    over: bool = False  # it was said that it has ended

    def held_on(self, day: str) -> bool:
        """Is it verified, and does its term run?"""
        begun = self.record.outcome == "verified" and not self.over and self.starts_on <= day
        return begun and (self.ends_on is None or day <= self.ends_on)

    def supports(self, pool: Pool, day: str) -> bool:
        """Does this term, verified, make its holder one of the pool on this day (I20)?"""
        ended = self.ends_on is not None and self.ends_on < day
        fits = self.starts_on <= day if pool.running else True
        return self.post_kind == pool.post_kind and ended is not pool.running and fits


@dataclass(frozen=True)
class Noted:
    """A record that is no post: a barrier, a collaboration, a contact."""

    record: Record
    other: str | None = None


@dataclass(frozen=True)
class Held(Role):
    """A role with where it is held; `cites` is the open role or engagement that it rests on, and
    `ended_on` the day on which it was left before its term was over."""

    programme: str = ""
    cites: str | None = None
    ended_on: str | None = None

    def runs(self, day: str) -> bool:
        """It has not ended, paused or not, and its term is not over."""
        return self.state != "ended" and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Certified:
    """A trainer's certificate counts to the end of its last day."""

    certificate: str
    programme: str
    until: str


@dataclass(frozen=True)
class OpenRole:
    """A role for which somebody is looked for; `filled` by whom."""

    programme: str
    organisation_kind: str
    filled: str | None = None


@dataclass(frozen=True)
class Gap:
    programme: str
    capacity: str
    language: str
    region: str | None
    open: bool = True


@dataclass(frozen=True)
class Engagement:
    gap: str
    programme: str
    person: str
    cost_minor: int
    envelope: str


@dataclass(frozen=True)
class Erasure:
    """Which services have forgotten the person; `step` is what the service owes itself next."""

    forgotten: frozenset[str] = frozenset()
    step: str = ""
    completed: bool = False


@dataclass(frozen=True)
class Programme:
    charter: int | None = None  # version approved
    announced: bool = False
    opened: bool = False
    ended: bool = False
    skills: tuple[str, ...] = ()  # announced skills workshops
    envelopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Candidate:
    pool: str
    hours_per_month: int
    capacities: tuple[str, ...] = ()
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
    programme: str | None = None  # of a veteran's
    choice: str | None = None  # as what a veteran returns
    reminded: int = 0


@dataclass(frozen=True)
class Round:
    programme: str
    matched: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)  # mentee -> matched


ReportGroup = tuple[str, str]
"""A programme, and a group of its report."""


@dataclass(frozen=True)
class Sitting:
    """A workshop that was announced, at whose organisation."""

    programme: str
    host: str
    held: bool = False


@dataclass(frozen=True)
class Running:
    """Counts and sums by programme, as they were told; none of them names a person."""

    sessions: HashTrieMap[ReportGroup, tuple[int, int]] = field(default_factory=HashTrieMap)
    """By venue kind and by format: held, and told of."""
    sittings: HashTrieMap[str, Sitting] = field(default_factory=HashTrieMap)  # by workshop
    envelopes: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # -> programme
    money: HashTrieMap[ReportGroup, tuple[int, int]] = field(default_factory=HashTrieMap)
    """By line, in minor units: spent, and given."""
