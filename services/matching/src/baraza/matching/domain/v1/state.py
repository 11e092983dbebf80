"""What matching must remember to decide, as one value."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from rpds import HashTrieMap

from baraza.decider import ExhibitRef, Step
from baraza.forms.v1.agenda import Agenda
from baraza.forms.v1.book import Book
from baraza.forms.v1.identity import Identities
from baraza.forms.v1.places import Places
from baraza.forms.v1.role import Role
from baraza.matching.domain.v1.contributions import LEAST
from baraza.matching.domain.v1.lottery import lottery
from baraza.matching.domain.v1.matches import Backed, Pair, Relationship, Waiting, over_at
from baraza.matching.domain.v1.rule_set import RuleSet
from baraza.matching.messages import pair_subject


@dataclass(frozen=True)
class Person:
    """The coarse facts by which a rule set may declare its groups."""

    region: str | None
    affiliate_kind: str | None
    first_language: str


@dataclass(frozen=True)
class Exclusion:
    """Whom it names stands in the vault, under the command's id."""

    command_id: str
    person: str
    rule: str
    round: str | None = None  # None: in every round

    def binds(self, round_: str) -> bool:
        return self.round in {None, round_}


@dataclass(frozen=True)
class Entered:
    """What somebody said on entering a round; the last time counts."""

    side: Literal["mentee", "mentor"]
    capacities: tuple[str, ...]
    languages: frozenset[str]
    fluent: frozenset[str]
    places: int
    label: str | None
    ranked: tuple[str, ...]


# --- a round is in one of six phases ---------------------------------------------------------


@dataclass(frozen=True)
class Open:
    """Announced: before `opens`, between the two times, or waiting to be frozen."""


@dataclass(frozen=True)
class Frozen:
    sealed: ExhibitRef
    position: int  # of the log, right after the freeze


@dataclass(frozen=True)
class Drawn:
    sealed: ExhibitRef
    checkpoint_size: int
    checkpoint_root: str
    randomness: str


@dataclass(frozen=True)
class Settled:
    instance: ExhibitRef
    result: ExhibitRef
    outcomes: int
    released: int = 0  # outcomes, in their order


@dataclass(frozen=True)
class Released:
    instance: ExhibitRef
    result: ExhibitRef


@dataclass(frozen=True)
class Voided:
    """It does not count; nobody has become a pair by it."""


Phase = Open | Frozen | Drawn | Settled | Released | Voided


@dataclass(frozen=True)
class Round:
    """Its rule set is the one that was in force when it was announced."""

    programme: str
    opens: datetime
    closes: datetime
    beacon: str
    pulse: int
    pulse_at: datetime
    weeks: tuple[datetime, ...]
    rules: RuleSet
    rule: str  # as a refusal names it
    contributors: tuple[str, ...] = ()  # bodies
    committed: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # body -> digest
    revealed: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # body -> contribution
    entrants: HashTrieMap[str, Entered] = field(default_factory=HashTrieMap)
    phase: Phase = field(default_factory=Open)

    def is_open(self, at: datetime) -> bool:
        """Its outcome is still to come; one that was not frozen before its pulse has none."""
        lapsed = isinstance(self.phase, Open) and at >= self.pulse_at
        return not self.is_over and not lapsed

    @property
    def is_over(self) -> bool:
        """Everybody in it was told, or it does not count: nothing more comes of it."""
        return isinstance(self.phase, Released | Voided)

    @property
    def all_revealed(self) -> bool:
        """Nobody who committed to a part of its chance is missing."""
        return len(self.committed) >= LEAST and set(self.revealed) == set(self.committed)

    @property
    def week_after(self) -> str:
        """The day after the last of its weeks."""
        return (max(self.weeks) + timedelta(weeks=1)).date().isoformat()

    def asks(self, person: str) -> bool:
        """Has entered as mentee."""
        entered = self.entrants.get(person)
        return entered is not None and entered.side == "mentee"

    @property
    def mentors(self) -> list[str]:
        """Ascending."""
        return sorted(who for who, entered in self.entrants.items() if entered.side == "mentor")

    def lottery(self, drawn: Drawn) -> dict[str, Any]:
        """The block of a first draw, which instances of this round must carry."""
        return lottery(
            beacon=self.beacon,
            pulse=self.pulse,
            checkpoint_size=drawn.checkpoint_size,
            checkpoint_root=drawn.checkpoint_root,
            randomness=drawn.randomness,
        )


@dataclass(frozen=True)
class Programme:
    ends_on: str
    over: bool = False


@dataclass(frozen=True)
class State:
    """`paired` finds the open or live pair of a mentee; `said_in` a mentor's last round."""

    book: Book = field(default_factory=Book)
    agenda: Agenda = field(default_factory=Agenda)
    pending: HashTrieMap[str, Step] = field(default_factory=HashTrieMap)
    openings: HashTrieMap[str, Step] = field(default_factory=HashTrieMap)
    """By mentor: why a free place of theirs is to be put to who waits; the last reason counts."""
    rehearsal: bool = False
    erased: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)
    programmes: HashTrieMap[str, Programme] = field(default_factory=HashTrieMap)
    people: HashTrieMap[str, Person] = field(default_factory=HashTrieMap)
    identities: Identities = field(default_factory=Identities)
    roles: HashTrieMap[tuple[str, str], Role] = field(default_factory=HashTrieMap)
    left: HashTrieMap[tuple[str, str], bool] = field(default_factory=HashTrieMap)
    """Who is no longer a participant of a programme."""
    stages: HashTrieMap[tuple[str, str], int] = field(default_factory=HashTrieMap)
    exclusions: HashTrieMap[str, Exclusion] = field(default_factory=HashTrieMap)
    rounds: HashTrieMap[str, Round] = field(default_factory=HashTrieMap)
    places: HashTrieMap[str, Places] = field(default_factory=HashTrieMap)  # mentor -> mentees
    said_in: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # mentor -> round
    pairs: HashTrieMap[str, Pair] = field(default_factory=HashTrieMap)  # by subject
    paired: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # mentee -> subject
    relationships: HashTrieMap[str, Relationship] = field(default_factory=HashTrieMap)
    parted: HashTrieMap[str, frozenset[tuple[str, str]]] = field(default_factory=HashTrieMap)
    """Mentee -> mentors they had, each with the ground on which it ended."""
    rematches: HashTrieMap[tuple[str, str], int] = field(default_factory=HashTrieMap)
    """(mentee, programme) -> how many mentors the mentee has given up before the time."""
    waiting: HashTrieMap[str, Waiting] = field(default_factory=HashTrieMap)
    backed: HashTrieMap[str, Backed] = field(default_factory=HashTrieMap)
    """By mentee who waits: the backup of the mentor whom they lost."""
    unmatched: HashTrieMap[int, tuple[str, str]] = field(default_factory=HashTrieMap)
    """By index of the entry that told them so: round and mentee. An appeal names the entry."""
    upheld: HashTrieMap[str, str] = field(default_factory=HashTrieMap)
    """Mentee -> round in which they should have had a place, until one is offered."""
    ties: HashTrieMap[str, frozenset[str]] = field(default_factory=HashTrieMap)  # of labels
    suspended: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)
    """Who is kept out by an interim measure: in no round, put to nobody (I15)."""
    findings: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)  # at oversight

    def put_round(self, id_: str, round_: Round) -> State:
        return replace(self, rounds=self.rounds.insert(id_, round_))

    def put_pair(self, pair: Pair) -> State:
        subject = pair_subject(pair.mentor, pair.mentee)
        return replace(self, pairs=self.pairs.insert(subject, pair))

    def pair(self, mentor: str, mentee: str) -> Pair | None:
        return self.pairs.get(pair_subject(mentor, mentee))

    def free(self, mentor: str) -> int:
        """Places without an open offer or a live relationship."""
        return self.places.get(mentor, Places(0)).free

    def held(self, mentor: str) -> int:
        return len(self.places.get(mentor, Places(0)).holders)

    def open_rounds(self, at: datetime) -> list[str]:
        return sorted(id_ for id_, round_ in self.rounds.items() if round_.is_open(at))

    def in_open_round(self, person: str, at: datetime) -> bool:
        """Whose outcome is still to come is asked for no place beside it."""
        return any(person in self.rounds[id_].entrants for id_ in self.open_rounds(at))

    def last_day(self, round_: Round) -> str:
        """On which relationships of this round end."""
        programme = self.programmes.get(round_.programme)
        after = round_.week_after
        return after if programme is None else min(after, programme.ends_on)

    def runs(self, round_: Round, at: datetime) -> bool:
        """May relationships of this round still begin?"""
        programme = self.programmes.get(round_.programme)
        over = programme is not None and programme.over
        return not over and at < over_at(self.last_day(round_))

    def stays(self, mentee: str, programme: str) -> bool:
        """Neither has left the programme nor is erased."""
        return (mentee, programme) not in self.left and mentee not in self.erased

    def kept_out(self, person: str) -> bool:
        """By an interim measure, under whatever name."""
        return any(name in self.suspended for name in self.identities.all(person))

    def has_mentor(self, person: str) -> bool:
        """Or is just being asked about one, under whatever name."""
        return any(name in self.paired for name in self.identities.all(person))

    def holds(self, person: str) -> int:
        """Places of this mentor that are taken or offered, under whatever name."""
        return sum(self.held(name) for name in self.identities.all(person))

    def speaks(self, round_: Round, person: str) -> bool:
        """Somebody who entered one side twice is in it once: under the name they go on by, else
        under the first of those that they entered with."""
        side = round_.entrants[person].side
        entrants = round_.entrants
        names = self.identities.all(person)
        said = {name for name in names if name in entrants and entrants[name].side == side}
        going_on = self.identities.of(person)
        return person == (going_on if going_on in said else min(said))

    def may_be_paired(self, mentee: str, programme: str) -> bool:
        """Is still there, and not kept out."""
        return self.stays(mentee, programme) and not self.kept_out(mentee)

    def active_mentor(self, person: str, programme: str, at: datetime) -> bool:
        role = self.roles.get((person, programme))
        return role is not None and role.active_at(at) and not self.kept_out(person)
