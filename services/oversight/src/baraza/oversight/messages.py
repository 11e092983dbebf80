"""What oversight is asked, and what it records: who may decide, what money may do, who looks."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from baraza.decider import (
    Code,
    EntityId,
    FieldCommitment,
    Hex32,
    Instant,
    Message,
    Part,
    Pseudonym,
    Tier,
)
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import BodyId, Day, ProgrammeId

Minor = Annotated[int, Field(ge=0, lt=2**53)]
"""Money in integer minor units of a currency."""
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
StakeholderKind = Literal["wmf", "affiliate", "community", "participants", "external"]
MandateKind = Literal[
    "found", "mandate", "programme", "allocate", "rules", "stages", "instruments", "terms",
    "conclude", "operate", "select", "incidents", "appeals", "oversee", "sealed", "external",
    "disclose", "erasure",
]  # fmt: skip
TextKind = Literal["authority", "deadlines", "alert_rules"]
ALLOTTING = "what is given to envelopes"
"""The turn of whatever takes from an allocation, or makes what may: an envelope that is just
being opened has no version yet, by which another's funding could be told of it. It is one turn
for all programmes, for a move names its envelope alone."""
Seat = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,26}-[0-9]{1,2}$")]
"""A body's id and a number: `council-1`."""


# --- bodies and seats ----------------------------------------------------------------------


class OfBody(Message):
    tier: ClassVar[Tier] = "world"

    body: BodyId

    @property
    def subject(self) -> str:
        return f"body.{self.body}"


class FoundAuthority(OfBody):
    """Begin: a first body that holds every mandate, interim where another shall have it."""

    stakeholder_kind: StakeholderKind
    names: dict[str, str]
    quorum: Annotated[int, Field(ge=1)]
    rules: dict[str, Any]
    """The authority table: which mandate adopts what, with whose approval."""


class RegisterBody(OfBody):
    """Name a body; an operator too, which has no votes."""

    stakeholder_kind: StakeholderKind
    names: dict[str, str]
    quorum: Annotated[int, Field(ge=1)]
    operator: bool = False


class BodyRegistered(RegisterBody):
    pass


class OfSeat(Message):
    role: Literal["seat"] = "seat"
    body: BodyId
    seat: Seat
    person: Pseudonym
    starts_on: Day
    ends_on: Day | None = None

    @property
    def subject(self) -> str:
        return f"seat.{self.seat}"


class GrantRole(OfSeat):
    """Seat a person in a body."""


class RoleGranted(OfSeat):
    pass


class AuthorityFounded(Message):
    tier: ClassVar[Tier] = "world"

    body: BodyId
    digest: Hex32

    @property
    def subject(self) -> str:
        return "authority.main"


# --- texts and resolutions -----------------------------------------------------------------


class DraftRules(forms.DraftRules):
    kind: TextKind


class RulesDrafted(forms.RulesDrafted):
    kind: TextKind


class AdoptText(Part):
    effect: Literal["adopt"] = "adopt"
    kind: Code
    programme: ProgrammeId | None = None
    version: Annotated[int, Field(ge=1)]
    digest: Hex32
    from_on: Day


class ChangeMandate(Part):
    """Give kinds to a body, end them, or hand them over from another (`end` there, `give` here)."""

    effect: Literal["mandate"] = "mandate"
    change: Literal["give", "end", "hand_over"]
    body: BodyId
    from_body: BodyId | None = None
    kinds: tuple[MandateKind, ...]
    programme: ProgrammeId | None = None


class Allocate(Part):
    effect: Literal["allocate"] = "allocate"
    programme: ProgrammeId
    starts_on: Day
    ends_on: Day
    amount_minor: Minor
    currency: Currency
    funder: BodyId


class Approve(Part):
    effect: Literal["approve"] = "approve"
    programme: ProgrammeId
    charter: Annotated[int, Field(ge=1)]


Effect = Annotated[AdoptText | ChangeMandate | Allocate | Approve, Field(discriminator="effect")]


class OfResolution(Message):
    resolution: EntityId

    @property
    def subject(self) -> str:
        return f"resolution.{self.resolution}"


class ProposeResolution(OfResolution):
    """Put a list of effects to the bodies whose approval they need: one vote for all of them."""

    tier: ClassVar[Tier] = "world"
    makes: ClassVar[str | None] = "resolution"

    effects: Annotated[tuple[Effect, ...], Field(min_length=1, max_length=60)]
    consultation_until: Instant
    until: Instant
    languages: tuple[str, ...]


class ResolutionProposed(ProposeResolution):
    body: BodyId


class SubmitComment(OfResolution):
    makes: ClassVar[str | None] = "comment"

    comment: EntityId
    stakeholder_kind: StakeholderKind
    stance: Literal["support", "concern", "objection"]
    text: FieldCommitment


class CommentSubmitted(OfResolution):
    comment: EntityId
    stakeholder_kind: StakeholderKind
    stance: Literal["support", "concern", "objection"]
    text: FieldCommitment


class AnswerObjection(OfResolution):
    comment: EntityId
    text: FieldCommitment
    changed: bool


class ObjectionAnswered(OfResolution):
    comment: EntityId
    text: FieldCommitment
    changed: bool


class OfVote(OfResolution):
    body: BodyId
    seats_for: Annotated[int, Field(ge=0)]
    seats_against: Annotated[int, Field(ge=0)]
    abstained: Annotated[int, Field(ge=0)] = 0
    recused: Annotated[int, Field(ge=0)] = 0


class VoteOnResolution(OfVote):
    """Record how a body's seats voted; with the last approval needed, all effects follow."""

    @property
    def turn(self) -> str:
        """An allocation may be cut by a vote, not below what its envelopes hold by then."""
        return ALLOTTING


class BodyVoted(OfVote):
    tier: ClassVar[Tier] = "world"


class ResolutionAdopted(OfResolution):
    tier: ClassVar[Tier] = "world"

    approvals: tuple[BodyId, ...]
    effects: int


class ResolutionEnded(OfResolution):
    tier: ClassVar[Tier] = "world"

    how: Literal["withdrawn", "rejected", "lapsed"]


class RulesInForce(Message):
    tier: ClassVar[Tier] = "world"

    kind: Code
    programme: ProgrammeId | None = None
    version: Annotated[int, Field(ge=1)]
    digest: Hex32
    from_on: Day
    resolution: EntityId | None = None
    """The resolution that adopted it; None for the authority table of the founding."""

    @property
    def subject(self) -> str:
        return f"inforce.{self.kind.replace('_', '-')}-{self.programme or 'all'}"


class MandateChanged(Message):
    tier: ClassVar[Tier] = "world"

    body: BodyId
    change: Literal["give", "end"]
    kinds: tuple[MandateKind, ...]
    programme: ProgrammeId | None = None
    interim: bool = False
    resolution: EntityId | None = None

    @property
    def subject(self) -> str:
        return f"mandate.{self.body}"


class AllocationChanged(Message):
    tier: ClassVar[Tier] = "world"

    programme: ProgrammeId
    starts_on: Day
    ends_on: Day
    amount_minor: Minor
    currency: Currency
    funder: BodyId
    resolution: EntityId

    @property
    def subject(self) -> str:
        return f"allocation.{self.programme}"


class ProgrammeDecided(Message):
    tier: ClassVar[Tier] = "world"

    programme: ProgrammeId
    decision: Literal["approved"]
    charter: int
    resolution: EntityId

    @property
    def subject(self) -> str:
        return f"decided.{self.programme}"


# --- money ---------------------------------------------------------------------------------


class Line(Part):
    name: Code
    planned_minor: Minor


class OfEnvelope(Message):
    tier: ClassVar[Tier] = "world"

    envelope: EntityId

    @property
    def subject(self) -> str:
        return f"envelope.{self.envelope}"


class OpenEnvelope(OfEnvelope):
    """Make a container of money for one organisation, one programme, one period (R41)."""

    makes: ClassVar[str | None] = "envelope"

    organisation: EntityId
    programme: ProgrammeId
    starts_on: Day
    ends_on: Day
    currency: Currency
    lines: Annotated[tuple[Line, ...], Field(min_length=1)]

    @property
    def turn(self) -> str:
        """An organisation has one envelope of a programme and period, and whoever funds another
        from the same allocation has to know of it."""
        return ALLOTTING


class EnvelopeOpened(OpenEnvelope):
    pass


class Account(Part):
    """Where money lies; `line` names which, for the accounts that have lines."""

    account: Literal["allocation", "line", "reserved", "spent", "next_period"]
    line: Code | None = None


class OfMove(OfEnvelope):
    tier: ClassVar[Tier] = "bodies"

    source: Account
    target: Account
    amount_minor: Annotated[int, Field(gt=0, lt=2**53)]
    purpose: str | None = None
    """What a reserve or spend is for: `workshop.<id>`, `series.<id>`, ..., `administration`."""
    payee: FieldCommitment | None = None


class MoveMoney(OfMove):
    """One of the nine moves that the table allows; nothing else takes money anywhere."""

    @property
    def turn(self) -> str:
        """What is left of an allocation is counted over all envelopes, new ones too."""
        return ALLOTTING if self.source.account == "allocation" else self.subject


class MoneyMoved(OfMove):
    pass


# --- matters -------------------------------------------------------------------------------

MatterKind = Literal["appeal"]


class OpenMatter(forms.OpenMatter):
    """Appeal: ask that others take a decision about oneself again."""

    kind: MatterKind
    about: Annotated[int, Field(ge=0)]
    """Index of the entry appealed against."""
    appeal_ground: Code
    text: FieldCommitment

    @property
    def turn(self) -> str:
        """One matter of a kind about one decision."""
        return f"{self.kind} about {self.about}"


class MatterOpened(forms.MatterOpened):
    kind: MatterKind
    about: int
    person: Pseudonym
    text: FieldCommitment


class DecideMatter(forms.DecideMatter):
    kind: MatterKind


class MatterDecided(forms.MatterDecided):
    tier: ClassVar[Tier] = "world"
    kind: MatterKind
    about: int


class MatterOverdue(forms.MatterOverdue):
    kind: MatterKind


class ReachDeadline(forms.ReachDeadline):
    what: Literal["lapse", "answer", "decision"]


Command = (
    FoundAuthority | RegisterBody | GrantRole | DraftRules | ProposeResolution | SubmitComment
    | AnswerObjection | VoteOnResolution | OpenEnvelope | MoveMoney | OpenMatter | DecideMatter
    | ReachDeadline
)  # fmt: skip
Fact = (
    AuthorityFounded | BodyRegistered | RoleGranted | RulesDrafted | ResolutionProposed
    | CommentSubmitted | ObjectionAnswered | BodyVoted | ResolutionAdopted | ResolutionEnded
    | RulesInForce | MandateChanged | AllocationChanged | ProgrammeDecided | EnvelopeOpened
    | MoneyMoved | MatterOpened | MatterDecided | MatterOverdue
)  # fmt: skip
Reason = Literal[
    "unknown_entity", "wrong_state", "no_mandate", "mandate_ended", "outside_delegation",
    "already_done", "too_early", "too_late", "not_adopted", "no_quorum", "objection_unanswered",
    "stakeholder_kinds_missing", "digest_differs", "would_leave_unwatched",
    "operator_may_not_oversee", "receiver_not_seated", "reserved_kind_lost", "not_wmf_level",
    "already_in_envelopes", "text_missing", "seat_taken", "outside_ring_fence",
    "no_programme_purpose", "insufficient", "over_allocation", "appeal_time_over",
    "not_concerned", "took_part_in_decision", "not_answered", "unknown_outcome",
    "rules_malformed",
]  # fmt: skip
