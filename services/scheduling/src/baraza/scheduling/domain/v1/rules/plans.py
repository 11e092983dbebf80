"""The plan beyond: series up to 36 months ahead, and its published versions."""

from collections.abc import Sequence
from datetime import date, datetime

from baraza.decider import Asked, Refused
from baraza.decider import written as as_written
from baraza.forms.v1.book import in_force, may
from baraza.scheduling.domain.v1 import horizon
from baraza.scheduling.domain.v1.plan import differences
from baraza.scheduling.domain.v1.state import Announced, Cancelled, Timetable, Workshop
from baraza.scheduling.domain.v1.texts import charter_of
from baraza.scheduling.messages import (
    Fact,
    PlanPublished,
    PlanSeries,
    PublishPlan,
    SeriesPlanned,
)


def plan_series(table: Timetable, command: PlanSeries, asked: Asked) -> Sequence[Fact] | Refused:
    """1. An operator asks. 2. It is new, or revises the programme's own series.

    3. Nothing lies beyond the horizon (I29), nothing before the programme or today.
    4. Its template is an adopted one.
    """
    # 1.
    if wrong := may(table.book, asked, "operate", command.programme):
        return wrong
    # 2.
    before = table.series.get(command.series)
    if before is not None and before.programme != command.programme:
        return Refused("wrong_state")
    if before is not None and PlanSeries(**before.model_dump(exclude={"sittings"})) == command:
        return Refused("already_done")
    # 3.
    first = date.fromisoformat(command.first)
    days = _sittings(command, asked.time)
    if days is None:
        return Refused("beyond_horizon", numbers={"months": horizon.HORIZON_MONTHS})
    if first < asked.time.date():
        return Refused("too_late")
    charter = charter_of(table.book, command.programme, asked.time)
    if charter is None:
        return Refused("not_adopted")
    if first < charter.starts_on:
        return Refused("outside_programme", charter.rule)
    # 4.
    templates = in_force(table.book, "template", command.programme, asked.time)
    if templates is None:
        return Refused("not_adopted")
    if command.template not in templates.rules["templates"]:
        return Refused("unknown_entity", templates.rule)
    return [SeriesPlanned(**dict(command), sittings=tuple(day.isoformat() for day in days))]


def _sittings(command: PlanSeries, at: datetime) -> tuple[date, ...] | None:
    """The days of the series; None if one of them lies beyond the horizon."""
    first, last = date.fromisoformat(command.first), date.fromisoformat(command.last)
    most = horizon.last_day(at)
    if first > most:
        return None
    # A step is a year at most, so nothing later needs to be looked at.
    days = horizon.sittings(first, min(last, horizon.month_on(most, 12)), command.every_months)
    return None if days[-1] > most else days


def publish_plan(table: Timetable, command: PublishPlan, asked: Asked) -> Sequence[Fact] | Refused:
    """1. An operator asks. 2. Something has changed since the last version."""
    # 1.
    if wrong := may(table.book, asked, "operate", command.programme):
        return wrong
    # 2.
    last = table.plans.get(command.programme)
    rows = differences(last, plan_items(table, command.programme), asked.time)
    if not rows:
        return Refused("already_done", numbers={"version": last.version if last else 0})
    return [
        PlanPublished(
            programme=command.programme,
            version=1 if last is None else last.version + 1,
            horizon=horizon.last_day(asked.time).isoformat(),
            differences=rows,
        )
    ]


def plan_items(table: Timetable, programme: str) -> dict[str, str]:
    """Everything that this programme plans, and when, as a plan shows it."""
    items = {
        f"workshop.{name}": _when(workshop)
        for name, workshop in table.workshops.items()
        if workshop.plan.programme == programme and not isinstance(workshop, Cancelled)
    }
    for name, series in table.series.items():
        if series.programme == programme:
            items.update({f"series.{name}/{k}": day for k, day in enumerate(series.sittings, 1)})
    return items


def _when(workshop: Workshop) -> str:
    if isinstance(workshop, Announced):
        return as_written(workshop.start)
    return f"{workshop.plan.window_from}/{workshop.plan.window_until}"
