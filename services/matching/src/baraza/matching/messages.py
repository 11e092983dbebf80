"""What matching is asked, and what it records: who mentors whom, and why."""

from datetime import datetime, time
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field

from baraza.decider import (
    Code,
    EntityId,
    ExhibitRef,
    FieldCommitment,
    Hex32,
    Instant,
    Message,
    Pseudonym,
    Tier,
)
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import ProgrammeId

RoundId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]


def _monday(week: datetime) -> datetime:
    if week.weekday() or week.time() != time():
        raise ValueError("a week begins on a Monday at 00:00 UTC")
    return week


Week = Annotated[Instant, AfterValidator(_monday)]


def entrant_subject(round_: str, person: str) -> str:
    """One person in one round."""
    return f"entrant.{forms.of_two(round_, person)}"


def places_subject(mentor: str) -> str:
    """A mentor's places, in all rounds: whatever takes one is written here, so in one order."""
    return f"places.{mentor}"


def pair_subject(mentor: str, mentee: str) -> str:
    """What two people say to being a pair."""
    return f"pair.{mentor[:31]}-{mentee[:31]}"


class DraftRules(forms.DraftRules):
    kind: Literal["rule_set"]


class RulesDrafted(forms.RulesDrafted):
    kind: Literal["rule_set"]


# --- who may not be paired -----------------------------------------------------------------


class ExcludePair(Message):
    """Say that one will not, or may not, be paired with somebody; whom stays in the vault."""

    makes: ClassVar[str | None] = "exclusion"

    exclusion: EntityId
    person: Pseudonym
    rule: Literal["conflict", "blocked", "prior"]
    other: FieldCommitment
    """The other person's pseudonym."""

    @property
    def subject(self) -> str:
        return f"exclusion.{self.exclusion}"


class PairExcluded(ExcludePair):
    pass


# --- a round -------------------------------------------------------------------------------


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


class RoundAnnounced(AnnounceRound):
    rule_set: int


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


class FreezeRound(OfRound):
    """Seal the inputs: who is in, which pairs are possible, and every score."""

    askers: ClassVar[frozenset[str]] = frozenset()

    sealed: ExhibitRef
    exclusions: ExhibitRef
    scores: ExhibitRef


class RoundFrozen(OfRound):
    digest: Annotated[str, Field(pattern=r"^sha256:[0-9a-f]{64}$")]
    """Of the instance without `lottery` (`matching.md` 6)."""
    sealed: ExhibitRef
    exclusions: ExhibitRef
    scores: ExhibitRef
    mentees: int
    mentors: int
    excluded: dict[Code, int]


class RecordBeacon(OfRound):
    """The value of the pulse named before the round opened, and the log's root after the freeze."""

    askers: ClassVar[frozenset[str]] = frozenset()

    pulse: int
    randomness: Hex32
    checkpoint_size: int
    checkpoint_root: Hex32


class BeaconRecorded(RecordBeacon):
    pass


class SettleRound(OfRound):
    """The unique best answer, with the prices that prove it (`matching.md` 9)."""

    askers: ClassVar[frozenset[str]] = frozenset()

    instance: ExhibitRef
    result: ExhibitRef
    void: tuple[ExhibitRef, ...] = ()
    """Results of earlier draws in which two answers were equally good."""


class RoundSettled(SettleRound):
    matched: int
    unmatched: int
    welfare: int


class ReleaseOutcomes(forms.ReleaseOutcomes):
    settlement_kind: ClassVar[str] = "round"

    instance: ExhibitRef
    result: ExhibitRef


class OutcomesReleased(forms.OutcomesReleased):
    settlement_kind: ClassVar[str] = "round"


class MenteeUnmatched(OfEntrant):
    reason: Literal["no_candidate", "shortage"]
    shortage: Hex32 | None = None
    """SHA-256 of the canonical shortage set: people who together have too few places."""


# --- pairs ---------------------------------------------------------------------------------


class OfPlaces(Message):
    """About a place with a mentor."""

    round: RoundId
    mentor: Pseudonym
    mentee: Pseudonym

    @property
    def subject(self) -> str:
        return places_subject(self.mentor)


class ProposePair(OfPlaces):
    """Put a free place to the first in the waiting order whom no hard rule excludes.

    Two members are filled in by the service: the settled instance, which says who is a
    candidate, and who would come first but may no longer meet this mentor.
    """

    instance: ExhibitRef | None = None
    passed_over: tuple[Pseudonym, ...] = ()


class PairProposed(OfPlaces):
    origin: Literal["round", "rematch"]
    answer_by: Instant
    score: int


class OfPair(Message):
    mentor: Pseudonym
    mentee: Pseudonym

    @property
    def subject(self) -> str:
        return pair_subject(self.mentor, self.mentee)


class AnswerOffer(OfPair):
    """Accept or decline a proposed pair, or undo one's own answer while it is open."""

    kind: Literal["pair"] = "pair"
    person: Pseudonym
    answer: Literal["accept", "decline", "undo"]
    ground: Code | None = None


class OfferAnswered(AnswerOffer):
    pass


class OfferEnded(OfPair):
    kind: Literal["pair"] = "pair"
    how: Literal["taken", "declined", "expired"]


class RelationshipStarted(Message):
    relationship: EntityId
    round: RoundId
    programme: ProgrammeId
    mentor: Pseudonym
    mentee: Pseudonym

    @property
    def subject(self) -> str:
        return f"relationship.{self.relationship}"


class OfWaiting(Message):
    """About a mentee who waits for a place."""

    round: RoundId
    mentee: Pseudonym

    @property
    def subject(self) -> str:
        return f"waiting.{self.mentee}"


class WaitingListJoined(OfWaiting):
    """Again, while waiting: in another round; the months go on counting."""

    reason: Literal["no_candidate", "shortage", "declined", "expired"]


class WaitingListLeft(OfWaiting):
    """A place was put to them."""


class ReachDeadline(forms.ReachDeadline):
    what: Literal["pair_expires"]


Command = (
    DraftRules | ExcludePair | AnnounceRound | EnterRound | FreezeRound | RecordBeacon
    | SettleRound | ReleaseOutcomes | ProposePair | AnswerOffer | ReachDeadline
)  # fmt: skip
Fact = (
    RulesDrafted | PairExcluded | RoundAnnounced | RoundEntered | RoundFrozen | BeaconRecorded
    | RoundSettled | OutcomesReleased | MenteeUnmatched | PairProposed | OfferAnswered
    | OfferEnded | RelationshipStarted | WaitingListJoined | WaitingListLeft
)  # fmt: skip
Reason = Literal[
    "unknown_entity", "wrong_state", "no_mandate", "mandate_ended", "outside_delegation",
    "too_early", "too_late", "already_done", "not_adopted", "not_concerned", "rules_malformed",
    "weights_out_of_range", "floor_on_personal_dimension", "randomness_before_close",
    "mentor_not_active", "stage_not_reached",
    "already_paired", "too_many_ranked", "round_open", "exhibit_not_by_rules", "other_pulse",
    "bad_signature", "certificate_invalid", "not_unique", "seed_mismatch", "inputs_differ",
    "hard_rule_broken", "no_admissible_mentor", "waiting_order", "no_place_left", "too_large",
]  # fmt: skip
