"""Texts and resolutions: what is proposed, voted, and done with the last approval."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from baraza.decider import EntityId, FieldCommitment, Instant, Message, Tier
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import BodyId
from baraza.oversight.messages.common import ALLOTTING, StakeholderKind, TextKind
from baraza.oversight.messages.effects import Effect


class DraftRules(forms.DraftRules):
    kind: TextKind


class RulesDrafted(forms.RulesDrafted):
    kind: TextKind


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
    face: ClassVar[bool] = True
    tier: ClassVar[Tier] = "world"

    approvals: tuple[BodyId, ...]
    effects: int


class ResolutionEnded(OfResolution):
    tier: ClassVar[Tier] = "world"

    how: Literal["withdrawn", "rejected", "lapsed"]
