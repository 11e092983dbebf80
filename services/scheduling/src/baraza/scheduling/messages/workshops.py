"""Workshops: planned, announced at the least bad hour, held."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from baraza.decider import Code, EntityId, Instant, Message, Part, Pseudonym, Tier
from baraza.forms.v1.messages import Points, ProgrammeId
from baraza.scheduling.messages.common import DAY_MINUTES, Day, Purpose, VenueKind


class OfWorkshop(Message):
    """For bodies, unless a message says otherwise: who leads it stands in its guards."""

    workshop: EntityId

    @property
    def subject(self) -> str:
        return f"workshop.{self.workshop}"


class PlanWorkshop(OfWorkshop):
    """Say what will be taught, when at the earliest and latest, for how many, at whose cost."""

    tier: ClassVar[Tier] = "world"

    programme: ProgrammeId
    purpose: Purpose
    format: Code
    capacities: tuple[Code, ...]
    language: str
    venue_kind: VenueKind
    minutes: Annotated[int, Field(gt=0, le=DAY_MINUTES, multiple_of=15)]
    window_from: Day
    window_until: Day
    places: Points
    host: EntityId
    """The organisation whose envelope pays."""

    @model_validator(mode="after")
    def _has_days(self) -> "PlanWorkshop":
        if self.window_until < self.window_from:
            raise ValueError("the window ends before it begins")
        return self


class WorkshopPlanned(PlanWorkshop):
    pass


class AnnounceWorkshop(OfWorkshop):
    """Fix the time: the least bad hour for all zones, by the published points (R1, R35)."""

    start: Instant
    tzdata: str
    """Version of the time-zone rules from which local readings were derived."""


class Band(Part):
    """People of one zone band, and what this plan costs them."""

    hours_east: int
    members: int
    points: int
    carry: int
    """Sum of points of this programme's workshops so far, this one included."""


class WorkshopAnnounced(OfWorkshop):
    face: ClassVar[bool] = True

    programme: ProgrammeId
    purpose: Purpose
    host: EntityId
    leader: Pseudonym
    authority: Literal["utc"] = "utc"
    start: Instant
    minutes: int
    tzdata: str
    places: Points
    bands: tuple[Band, ...]
    worst: int


class HoldWorkshop(OfWorkshop):
    """The leader says that it took place."""


class WorkshopHeld(OfWorkshop):
    face: ClassVar[bool] = True

    programme: ProgrammeId
    purpose: Purpose
    leader: Pseudonym
    attended: int
