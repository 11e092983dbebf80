"""Reports as registration publishes them, and the people that they are about."""

from datetime import UTC, datetime
from typing import Any

from baraza.registration import messages as m
from enrolling import PROGRAMME, operator, person, pid
from given import Given

END = datetime(2028, 1, 31, 9, tzinfo=UTC)
Rows = dict[str, tuple[int | None, int | None]]


def publish(kind: Any, point: str = "closing", report: str = "rep1") -> m.PublishReport:
    return m.PublishReport(report=report, kind=kind, point=point, programme=PROGRAMME)


def told(history: Given, kind: Any, point: str = "closing", report: str = "rep1") -> Rows:
    fact = history.when(publish(kind, point, report), operator(END)).facts[0]
    return {row.group: (row.count, row.of) for row in fact.rows}


def role(who: int, name: Any = "participant", **more: Any) -> m.RoleGranted:
    return m.RoleGranted(
        role=name,
        person=pid(who),
        programme=PROGRAMME,
        starts_on="2027-03-05",
        ends_on="2028-01-31",
        **more,
    )


def people(count: int) -> list[Any]:
    """Half of them of each of two regions."""
    return [person(n, "asia" if n % 2 else "africa") for n in range(1, count + 1)]
