"""Terms, roles and the stages that somebody goes through."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from baraza.decider import Code, EntityId, FieldCommitment
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import Day, ProgrammeId
from baraza.registration.messages.people import OfPerson
from baraza.registration.messages.words import AnyRole, LanguageTag, RoleKind


class AcknowledgeTerms(OfPerson):
    """Acknowledge the terms of a role, with the code of conduct, in a language one reads."""

    role: RoleKind
    programme: ProgrammeId
    version: Annotated[int, Field(ge=1)]
    language: LanguageTag


class TermsAcknowledged(AcknowledgeTerms):
    pass


class GrantRole(forms.OfRole):
    """Give a role. A post cites the open role that it fills, an external the engagement."""

    role: AnyRole
    programme: ProgrammeId
    places: Annotated[int, Field(ge=0, le=50)] | None = None
    hours_per_month: Annotated[int, Field(ge=0, le=744)] | None = None
    record: EntityId | None = None
    """The verified post of this person that the role is, if there is such a record."""
    open_role: EntityId | None = None
    engagement: EntityId | None = None
    interests: FieldCommitment | None = None
    """What an external professional has declared: `none`, or which."""

    @model_validator(mode="after")
    def _of_its_role(self) -> "GrantRole":
        post = self.open_role is not None or self.record is not None
        if post and self.role != "post":
            raise ValueError("only a post fills an open role")
        if self.role != "external" and (self.engagement or self.interests) is not None:
            raise ValueError("only an external is engaged")
        return self

    @property
    def turn(self) -> str:
        """One person for one open role."""
        return f"filling of {self.open_role}" if self.open_role else self.subject


class RoleGranted(GrantRole):
    face: ClassVar[bool] = True


class ChangeRole(forms.ChangeRole):
    """A mentor pauses or rests until a day, or is active again."""

    role: Literal["mentor"]


class RoleChanged(ChangeRole, forms.RoleChanged):
    pass


class EndRole(forms.EndRole):
    role: AnyRole
    record: EntityId | None = None
    """The verified post that ends, if it is known by a record."""
    open_role: EntityId | None = None
    """The open role by which a post was filled, if it was."""

    @model_validator(mode="after")
    def _of_its_role(self) -> "EndRole":
        named = [self.record, self.open_role]
        if named.count(None) != (1 if self.role == "post" else 2):
            raise ValueError("a post is named by its record or by the open role that it filled")
        return self


class RoleEnded(EndRole, forms.RoleEnded):
    offered: EntityId | None = None
    """The veteran's offer made in this decision (I19)."""
    not_offered: (
        Literal["still_in_role", "erased", "declined_contact", "not_of_this_kind"] | None
    ) = None


class StageEntered(OfPerson):
    programme: ProgrammeId
    track: Code
    stage: Code
    number: Annotated[int, Field(ge=0)]
    """The stage's place in its track, from 0."""
    stage_set: int


class OfStage(OfPerson):
    programme: ProgrammeId
    track: Code
    stage: Code


class AdvanceStage(OfStage):
    """Leave a stage whose criteria are met, and enter the next."""


class StageCompleted(OfStage):
    face: ClassVar[bool] = True

    number: Annotated[int, Field(ge=0)]
    stage_set: int
    """The version by which the stage was entered: that one counts (I8)."""
    cited: tuple[int, ...]
    """The entries that show it."""


class ExtendStage(OfStage):
    """Give more time to somebody whom an accepted barrier keeps."""

    barrier: EntityId
    until: Day


class StageExtended(ExtendStage):
    pass


class AssessPersistence(OfPerson):
    """Count who kept coming to what was open to them (R13)."""

    programme: ProgrammeId


class PersistenceAssessed(AssessPersistence):
    done: int
    open: int
    excused: int
    per_mille: Annotated[int, Field(ge=0, le=1000)]
    committed: bool
    """Did it reach what the stage set asks for?"""
    cited: Annotated[tuple[int, ...], Field(max_length=200)]
