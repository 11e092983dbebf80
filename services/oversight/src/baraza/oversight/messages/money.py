"""Money: an envelope for one organisation and programme, moves, and its end."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from baraza.decider import Code, EntityId, FieldCommitment, Message, Part, Tier
from baraza.forms.v1.messages import Day, ProgrammeId
from baraza.oversight.messages.common import ALLOTTING, Currency, Minor


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
    """What a reserve or spend is for: `workshop.<id>`, `series.<id>`, `relationship.<id>`,
    `engagement.<id>`, `administration`."""
    payee: FieldCommitment | None = None


class MoveMoney(OfMove):
    """One of the nine moves that the table allows; nothing else takes money anywhere."""

    @property
    def turn(self) -> str:
        """What is left of an allocation is counted over all envelopes, new ones too."""
        return ALLOTTING if self.source.account == "allocation" else self.subject


class MoneyMoved(OfMove):
    face: ClassVar[bool] = True


class CloseEnvelope(OfEnvelope):
    """Say that an envelope is empty and stays so."""


class EnvelopeClosed(OfEnvelope):
    """What went through it: funded = spent + returned + rolled over."""

    funded_minor: Minor
    spent_minor: Minor
    returned_minor: Minor
    rolled_over_minor: Minor
