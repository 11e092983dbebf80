"""Reports: figures that follow from the log alone; and what was sent to whom, as a digest."""

from typing import ClassVar, Literal

from baraza.decider import Code, EntityId, Hex32, Message, Part, Tier
from baraza.forms.v1.messages import Day, Points, ProgrammeId


class Row(Part):
    """One group of a report; a count that would single people out is None."""

    group: Code
    count: int | None = None
    of: int | None = None


class OfReport(Message):
    makes: ClassVar[str | None] = "report"
    tier: ClassVar[Tier] = "world"

    report: EntityId
    kind: Literal[
        "retention", "equity", "identification", "development", "roles_filled", "ties",
        "forecast", "formats", "investment", "delivery",
    ]  # fmt: skip
    point: Code
    """What it is taken at: `baseline`, `applied`, `selected`, `matched`, ..., `closing`."""
    programme: ProgrammeId | None = None

    @property
    def subject(self) -> str:
        return f"report.{self.report}"


class PublishReport(OfReport):
    """Figures that follow from the log alone, small cells suppressed."""

    @property
    def turn(self) -> str:
        """What one report of a kind shows, hides something of the next."""
        return f"reports of {self.kind}"


class ReportPublished(OfReport):
    face: ClassVar[bool] = True

    rows: tuple[Row, ...]
    suppressed: int


class RecordDeliveries(Message):
    """Say what went out on a day: letters follow from the log, so their digest is enough (I30)."""

    tier: ClassVar[Tier] = "world"
    askers: ClassVar[frozenset[str]] = frozenset()

    day: Day

    @property
    def subject(self) -> str:
        return f"delivery.{self.day}"


class DeliveriesRecorded(RecordDeliveries):
    digest: Hex32
    sent: Points
    failed: Points
