"""Effects: what an adopted resolution does, and the facts of it."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from baraza.decider import Code, EntityId, Hex32, Message, Part, Tier
from baraza.forms.v1.messages import BodyId, Day, ProgrammeId
from baraza.oversight.messages.common import Currency, MandateKind, Minor


class AdoptText(Part):
    effect: Literal["adopt"] = "adopt"
    kind: Code
    programme: ProgrammeId | None = None
    version: Annotated[int, Field(ge=1)]
    digest: Hex32
    from_on: Day


class ChangeMandate(Part):
    """Give kinds to a body, end them, or hand them over from another (`end` there, `give` here).

    Who takes over to watch has seen the log as it stood at a checkpoint: its size and root.
    """

    effect: Literal["mandate"] = "mandate"
    change: Literal["give", "end", "hand_over"]
    body: BodyId
    from_body: BodyId | None = None
    kinds: tuple[MandateKind, ...]
    programme: ProgrammeId | None = None
    checkpoint_size: Annotated[int, Field(ge=1)] | None = None
    checkpoint_root: Hex32 | None = None


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


Outcome = Literal["continue", "change", "stop"]
"""What follows from a programme that has ended."""


class Conclude(Part):
    """Say what follows from a programme that has ended, having read its dossier (R42)."""

    effect: Literal["conclude"] = "conclude"
    programme: ProgrammeId
    decision: Outcome
    dossier: Hex32


Effect = Annotated[
    AdoptText | ChangeMandate | Allocate | Approve | Conclude, Field(discriminator="effect")
]


class RulesInForce(Message):
    face: ClassVar[bool] = True
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
    face: ClassVar[bool] = True
    tier: ClassVar[Tier] = "world"

    body: BodyId
    change: Literal["give", "end"]
    kinds: tuple[MandateKind, ...]
    programme: ProgrammeId | None = None
    interim: bool = False
    resolution: EntityId | None = None
    to_body: BodyId | None = None
    """Where one ends because another has it now: who, and with it the open matters (I44)."""
    checkpoint_size: int | None = None
    checkpoint_root: Hex32 | None = None

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
    decision: Literal["approved", "concluded"]
    charter: int | None = None
    """The version approved."""
    outcome: Outcome | None = None
    dossier: Hex32 | None = None
    """What was concluded, and from which dossier."""
    resolution: EntityId

    @property
    def subject(self) -> str:
        return f"decided.{self.programme}"
