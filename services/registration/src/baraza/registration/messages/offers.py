"""Offers: somebody is invited, nominated, offered a place; or asked what comes after a role."""

from typing import ClassVar, Literal

from pydantic import model_validator

from baraza.decider import Code, EntityId, FieldCommitment, Pseudonym
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import ProgrammeId

OfferKind = Literal["invitation", "nomination", "place", "veteran"]
Choice = Literal["mentor", "trainer", "adviser", "rest"]
"""What somebody who stepped down may become (R32)."""


class OfferRole(forms.OfOffer):
    """Invite somebody of a pool; offer a place after an upheld appeal; ask a veteran."""

    makes: ClassVar[str | None] = "offer"

    kind: Literal["invitation", "place", "veteran"]
    intake: EntityId | None = None
    campaign: EntityId | None = None
    matter: EntityId | None = None
    programme: ProgrammeId | None = None
    """Of a veteran's offer: where they are wanted."""

    @model_validator(mode="after")
    def _of_its_kind(self) -> "OfferRole":
        if (self.kind == "veteran") is not (self.intake is None):
            raise ValueError("a place or invitation is in an intake, a veteran's offer is not")
        if self.kind == "veteran" and (self.campaign is not None or self.matter is not None):
            raise ValueError("a veteran's offer rests on no campaign and no matter")
        if self.kind != "veteran" and self.programme is not None:
            raise ValueError("the intake says of which programme it is")
        return self

    @property
    def turn(self) -> str:
        """One offer of a kind to one person in one intake."""
        return f"{self.kind} of {self.person} for {self.intake or 'veterans'}"


class NominatePerson(forms.OfOffer):
    """Name somebody else for an intake, and say why."""

    makes: ClassVar[str | None] = "offer"

    kind: Literal["nomination"] = "nomination"
    intake: EntityId
    grounds: FieldCommitment

    @property
    def turn(self) -> str:
        """One nomination of one person for one intake."""
        return f"nomination of {self.person} for {self.intake}"


class OfferMade(forms.OfferMade):
    kind: OfferKind
    intake: EntityId | None = None
    pool: Code | None = None
    campaign: EntityId | None = None
    matter: EntityId | None = None
    grounds: FieldCommitment | None = None
    nominated_by: Pseudonym | None = None
    """Whoever nominates somebody does not screen them."""
    programme: ProgrammeId | None = None
    choices: tuple[Choice, ...] = ()


class AnswerOffer(forms.AnswerOffer):
    kind: OfferKind
    choice: Choice | None = None

    @model_validator(mode="after")
    def _of_its_kind(self) -> "AnswerOffer":
        chooses = self.kind == "veteran" and self.answer == "accept"
        if chooses is not (self.choice is not None):
            raise ValueError("whoever accepts a veteran's offer says as what, nobody else does")
        return self


class OfferAnswered(forms.OfferAnswered):
    kind: OfferKind
    choice: Choice | None = None


class OfferReminded(forms.OfferReminded):
    kind: Literal["veteran"]


class OfferEnded(forms.OfferEnded):
    kind: OfferKind
