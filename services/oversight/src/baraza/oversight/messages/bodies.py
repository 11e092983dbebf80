"""Bodies and seats: who there is, and who sits where."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from baraza.decider import Hex32, Message, Pseudonym, Tier
from baraza.forms.v1.messages import BodyId, Day
from baraza.oversight.messages.common import Seat, StakeholderKind


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
    face: ClassVar[bool] = True


class AuthorityFounded(Message):
    tier: ClassVar[Tier] = "world"

    body: BodyId
    digest: Hex32

    @property
    def subject(self) -> str:
        return "authority.main"
