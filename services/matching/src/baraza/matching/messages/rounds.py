"""A round: it is announced, entered, sealed, drawn, settled, and told to each."""

from datetime import datetime, time
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from baraza.decider import (
    Code,
    ExhibitRef,
    FieldCommitment,
    Hex32,
    Instant,
    Message,
    Pseudonym,
    Tier,
)
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import BodyId, ProgrammeId

RoundId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
CrossingId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


def _monday(week: datetime) -> datetime:
    if week.weekday() or week.time() != time():
        raise ValueError("a week begins on a Monday at 00:00 UTC")
    return week


Week = Annotated[Instant, AfterValidator(_monday)]


def _ascending(bodies: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if bodies is not None and list(bodies) != sorted(set(bodies)):
        raise ValueError("each body once, ascending")
    return bodies


Randomness = Annotated[str, Field(pattern=r"^([0-9a-f]{2}){32,128}$")]
"""Of public chance: 32 bytes or as many as its beacon publishes, in hex."""


def entrant_subject(round_: str, person: str) -> str:
    """One person in one round."""
    return f"entrant.{forms.of_two(round_, person)}"


class OfRound(Message):
    tier: ClassVar[Tier] = "world"

    round: RoundId

    @property
    def subject(self) -> str:
        return f"round.{self.round}"


class AnnounceRound(OfRound):
    """Open a round, and name the public chance that will order equally good answers."""

    programme: ProgrammeId
    opens: Instant
    closes: Instant
    beacon: Annotated[str, Field(pattern=r"^[a-z0-9/-]{1,40}$")]
    pulse: Annotated[int, Field(ge=0)]
    pulse_at: Instant
    weeks: Annotated[tuple[Week, ...], Field(min_length=1, max_length=160)]
    """Those of the relationship: in each of them shared hours must be enough."""
    contributors: Annotated[
        tuple[BodyId, ...] | None, Field(max_length=50), AfterValidator(_ascending)
    ] = None
    """The bodies that make the chance together, where the beacon is `commit-reveal/1`."""


class RoundAnnounced(AnnounceRound):
    """The rule set is the one in force; `policy` is the question that it asks."""

    rule_set: int
    policy: Literal["best", "stable", "crossing"] = "best"


class OfEntrant(Message):
    round: RoundId
    person: Pseudonym

    @property
    def subject(self) -> str:
        return entrant_subject(self.round, self.person)


class EnterRound(OfEntrant):
    """Enter a round as mentee or mentor; again replaces what was said before."""

    side: Literal["mentee", "mentor"]
    capacities: tuple[Code, ...]
    """A mentee's wanted ones in rank order; a mentor's available ones."""
    languages: tuple[Language, ...]
    fluent: tuple[Language, ...] = ()
    places: Annotated[int, Field(ge=0, le=50)] = 0
    goals: FieldCommitment | None = None
    organisation: FieldCommitment | None = None
    organisation_label: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")] | None = None
    """Derived by the service: equal organisations, equal labels; it names nobody."""
    ranked: Annotated[tuple[Pseudonym, ...], Field(max_length=5)] = ()

    @property
    def turn(self) -> str:
        """A round has room for so many mentors, and who is just entering counts."""
        return f"mentors of {self.round}" if self.side == "mentor" else self.subject


class RoundEntered(EnterRound):
    pass


class LeaveRound(OfEntrant):
    """Take oneself out of a round while it is open."""


class RoundLeft(OfEntrant):
    """Not in it any more; what a mentor offers is what they said in the round before."""


class FreezeRound(OfRound):
    """Seal the inputs: who is in, which pairs are possible, and every score."""

    tier: ClassVar[Tier] = "bodies"  # its evidence is about people
    askers: ClassVar[frozenset[str]] = frozenset()

    sealed: ExhibitRef
    exclusions: ExhibitRef
    scores: ExhibitRef


class RoundFrozen(OfRound):
    tier: ClassVar[Tier] = "bodies"

    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
    """Of the instance without `lottery` (`matching.md` 6)."""
    sealed: ExhibitRef
    exclusions: ExhibitRef
    scores: ExhibitRef
    mentees: int
    mentors: int
    excluded: dict[Code, int]


class RecordBeacon(OfRound):
    """The value of the pulse named before the round opened, and the log's root after the freeze.

    Where a beacon publishes it, whoever operates the programme brings the pulse; everything else is
    read from it, and from the log.
    """

    pulse: Annotated[int, Field(ge=0)]
    randomness: Randomness
    checkpoint_size: int
    checkpoint_root: Hex32
    published: ExhibitRef | None = None
    """The pulse with its signature, as its beacon publishes it."""


class BeaconRecorded(RecordBeacon):
    pass


class OfSettling(OfRound):
    tier: ClassVar[Tier] = "bodies"  # its evidence is about people; the totals come at the end

    instance: ExhibitRef
    void: tuple[ExhibitRef, ...] = ()
    """Results of earlier draws in which two answers were equally good."""


class SettleRound(OfSettling):
    """The one answer to the question that the rule set asks, with its proof (`matching.md` 9).

    Where no answer was found that keeps every floor on crossing groups, there is no result: then
    `short` names the places that were lacking for each group in the nearest attempt.
    """

    askers: ClassVar[frozenset[str]] = frozenset()

    result: ExhibitRef | None = None
    short: dict[CrossingId, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_of_both(self) -> "SettleRound":
        if (self.result is None) != bool(self.short):
            raise ValueError("either a result, or what was lacking")
        return self


class RoundSettled(OfSettling):
    """`welfare` is what the pairs are worth together, by the question of the round."""

    face: ClassVar[bool] = True

    result: ExhibitRef
    matched: int
    unmatched: int
    welfare: int
    gap: int = 0
    """Points by which, at most, another answer that keeps all floors on crossing groups could be
    better; 0 says that none is."""


class RoundUnanswered(OfSettling):
    """No answer was found that keeps every floor: the round has none, and is void.

    That is no proof that there is none. Whoever set the floors may lower one by a decision, and
    the programme announces another round.
    """

    short: dict[CrossingId, int]
    """Places lacking by group, in the attempt that left the fewest lacking."""


class ReleaseOutcomes(forms.ReleaseOutcomes):
    settlement_kind: ClassVar[str] = "round"

    instance: ExhibitRef
    result: ExhibitRef


class OutcomesReleased(forms.OutcomesReleased):
    """With the totals of the round, which are for the world."""

    settlement_kind: ClassVar[str] = "round"

    matched: int
    unmatched: int
    welfare: int
    gap: int = 0


class MenteeUnmatched(OfEntrant):
    reason: Literal["no_candidate", "shortage", "outranked", "left", "place_lost"]
    """`outranked`: under `stable`, each of their mentors is full with mentees whom it wants more;
    `left`: before the outcome, the mentee; `place_lost`: the mentor of the settled pair, or the
    place with them, or the mentee is kept out for now."""
    shortage: Hex32 | None = None
    """SHA-256 of the canonical shortage set: people who together have too few places."""
