"""What a programme lacks: open roles, capacities that nobody offers, people engaged for them."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from baraza.decider import Code, EntityId, Message, Pseudonym
from baraza.forms.v1.messages import Day, Points, ProgrammeId
from baraza.registration.messages.words import LanguageTag, OrganisationKind, PostKind


class DeclareOpenRole(Message):
    """Say that an organisation of a kind looks for somebody, so that it can be seen who comes."""

    makes: ClassVar[str | None] = "open_role"

    open_role: EntityId
    programme: ProgrammeId
    post_kind: PostKind
    organisation_kind: OrganisationKind
    region: Code | None = None
    from_on: Day

    @property
    def subject(self) -> str:
        return f"open-role.{self.open_role}"


class OpenRoleDeclared(DeclareOpenRole):
    pass


class OfGap(Message):
    gap: EntityId

    @property
    def subject(self) -> str:
        return f"gap.{self.gap}"


class DeclareGap(OfGap):
    """Say that a capacity is wanted by more people than it is offered by."""

    makes: ClassVar[str | None] = "gap"

    programme: ProgrammeId
    capacity: Code
    language: LanguageTag
    region: Code | None = None

    @property
    def turn(self) -> str:
        """One open gap of a capacity in a programme."""
        return f"gap of {self.capacity} in {self.programme}"


class GapDeclared(DeclareGap):
    demand: Points
    """Participants who want it."""
    supply: Points
    """Active mentors who offer it."""


class CloseGap(OfGap):
    """Say by whom it was filled, or that it is looked for no longer."""

    filled_by: Literal["external", "internal", "withdrawn"]
    engagement: EntityId | None = None


class GapClosed(CloseGap):
    pass


class RequestEngagement(Message):
    """Ask for a professional from outside, for a gap, at a cost that an envelope holds."""

    makes: ClassVar[str | None] = "engagement"

    engagement: EntityId
    gap: EntityId
    programme: ProgrammeId
    scope: Literal["teaches", "advises"]
    person: Pseudonym
    cost_minor: Annotated[int, Field(ge=0, lt=2**53)]
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    envelope: EntityId

    @property
    def subject(self) -> str:
        return f"engagement.{self.engagement}"


class EngagementRequested(RequestEngagement):
    pass
