"""Workshops that people rely on: moved for a ground of the list, or called off."""

from typing import ClassVar, Literal

from pydantic import model_validator

from baraza.decider import Code, EntityId, Instant, Pseudonym, Tier
from baraza.forms.v1.messages import ProgrammeId
from baraza.scheduling.messages.common import Day, Purpose
from baraza.scheduling.messages.workshops import Band, OfWorkshop

Ground = Literal["trainer_lost", "safety", "venue_lost", "time_rules_changed", "holiday_revised"]
"""What may move a workshop that people rely on; nothing else may."""


class ChangeWorkshop(OfWorkshop):
    """Move an announced workshop, or tell who leads it now; again at the least bad hour."""

    ground: Ground
    window_from: Day | None = None
    window_until: Day | None = None
    """Where they are left out, the days that were planned."""
    start: Instant
    tzdata: str

    @model_validator(mode="after")
    def _has_days(self) -> "ChangeWorkshop":
        if self.window_from and self.window_until and self.window_until < self.window_from:
            raise ValueError("the window ends before it begins")
        return self


class WorkshopChanged(OfWorkshop):
    """Everybody enrolled is told: that is what `enrolled` counts."""

    face: ClassVar[bool] = True

    programme: ProgrammeId
    purpose: Purpose
    host: EntityId
    leader: Pseudonym
    ground: Ground
    before: Instant
    start: Instant
    minutes: int
    tzdata: str
    bands: tuple[Band, ...]
    worst: int
    enrolled: int


class CancelWorkshop(OfWorkshop):
    """Call it off; a pilot keeps two skills workshops."""

    ground: Code


class WorkshopCancelled(OfWorkshop):
    face: ClassVar[bool] = True
    tier: ClassVar[Tier] = "world"

    programme: ProgrammeId
    purpose: Purpose
    host: EntityId
    ground: Code
    start: Instant | None = None
    """None: it had not been announced."""
    enrolled: int
