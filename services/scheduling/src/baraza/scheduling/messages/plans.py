"""The plan beyond: series up to 36 months ahead, and its published versions."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from baraza.decider import Code, EntityId, Message, Part, Tier
from baraza.forms.v1.messages import ProgrammeId
from baraza.scheduling.messages.common import Day


class PlanSeries(Message):
    """Plan trainings up to 36 months ahead; past the programme's end they are indicative."""

    tier: ClassVar[Tier] = "world"
    makes: ClassVar[str | None] = "series"

    series: EntityId
    programme: ProgrammeId
    template: Code
    every_months: Annotated[int, Field(ge=1, le=12)]
    first: Day
    last: Day

    @property
    def subject(self) -> str:
        return f"series.{self.series}"

    @model_validator(mode="after")
    def _has_days(self) -> "PlanSeries":
        if self.last < self.first:
            raise ValueError("the series ends before it begins")
        return self


class SeriesPlanned(PlanSeries):
    sittings: tuple[Day, ...]


class Difference(Part):
    kind: Literal["added", "dropped", "moved", "firmed"]
    what: str
    before: str | None = None
    after: str | None = None


class PublishPlan(Message):
    """Publish the next version of the plan, with its differences from the last."""

    tier: ClassVar[Tier] = "world"

    programme: ProgrammeId

    @property
    def subject(self) -> str:
        return f"plan.{self.programme}"


class PlanPublished(PublishPlan):
    version: int
    horizon: Day
    differences: tuple[Difference, ...]
