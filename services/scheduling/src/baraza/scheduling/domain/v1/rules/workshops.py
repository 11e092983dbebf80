"""Workshops: planned, announced at the least bad hour, held."""

from collections.abc import Sequence
from datetime import date, datetime

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import in_force, may
from baraza.scheduling.domain.v1 import horizon
from baraza.scheduling.domain.v1.choice import Choice, choice_for
from baraza.scheduling.domain.v1.fairness import points_of, rank
from baraza.scheduling.domain.v1.kinds import PILOT_WORKSHOPS_MOST, THERE
from baraza.scheduling.domain.v1.slots import on_grid, quarter_of
from baraza.scheduling.domain.v1.state import Announced, Planned, Timetable
from baraza.scheduling.domain.v1.texts import charter_of
from baraza.scheduling.messages import (
    AnnounceWorkshop,
    Band,
    Fact,
    HoldWorkshop,
    PlanWorkshop,
    WorkshopAnnounced,
    WorkshopHeld,
    WorkshopPlanned,
)


def plan_workshop(
    table: Timetable, command: PlanWorkshop, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. An operator asks. 2. It is new. 3. The window is ahead, and not too far.

    4. It lies within the programme. 5. Its format is an adopted one.
    """
    # 1.
    if wrong := may(table.book, asked, "operate", command.programme):
        return wrong
    # 2.
    if command.workshop in table.workshops:
        return Refused("already_done")
    # 3.
    first = date.fromisoformat(command.window_from)
    last = date.fromisoformat(command.window_until)
    if last > horizon.last_day(asked.time):
        return Refused("beyond_horizon", numbers={"months": horizon.HORIZON_MONTHS})
    if last < asked.time.date():
        return Refused("too_late")
    # 4.
    charter = charter_of(table.book, command.programme, asked.time)
    if charter is None:
        return Refused("not_adopted")
    if not charter.holds(first, last):
        return Refused("outside_programme", charter.rule)
    # 5.
    formats = in_force(table.book, "formats", command.programme, asked.time)
    if formats is None:
        return Refused("not_adopted")
    if command.format not in formats.rules["formats"]:
        return Refused("unknown_entity", formats.rule)
    return [WorkshopPlanned(**dict(command))]


def announce_workshop(
    table: Timetable, command: AnnounceWorkshop, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. An operator asks about a planned workshop. 2. A trainer leads it, and still may.

    3. A pilot has room for it. 4. The start is on the grid, ahead, within horizon and window, and
    its leader is free. 5. No other start is better by the points in force (R1, R35).
    """
    # 1.
    workshop = table.workshops.get(command.workshop)
    if workshop is None:
        return Refused("unknown_entity")
    plan = workshop.plan
    if wrong := may(table.book, asked, "operate", plan.programme):
        return wrong
    if isinstance(workshop, Announced):
        return Refused("already_done")
    # 2.
    if wrong := _has_leader(table, workshop, asked.time):
        return wrong
    # 3.
    if wrong := _pilot_is_full(table, workshop, asked.time):
        return wrong
    # 4.
    if command.start <= asked.time:
        return Refused("too_late")
    if horizon.beyond(command.start, asked.time):
        return Refused("beyond_horizon", numbers={"months": horizon.HORIZON_MONTHS})
    choice = choice_for(table, workshop, asked.time)
    if choice is None:
        return Refused("not_adopted")
    start = quarter_of(command.start)
    if start in choice.busy:
        return Refused("trainer_double_booked")
    if not on_grid(command.start) or start not in choice.window:
        return Refused("outside_programme")
    # 5.
    least = choice.least_bad()
    if least is not None and start != least:
        worst = {"worst": _worst(choice, start), "least": _worst(choice, least)}
        return Refused("worse_than_stated_bound", choice.rule, worst)
    return [_announcement(workshop, command, choice, start)]


def _has_leader(table: Timetable, workshop: Planned, at: datetime) -> Refused | None:
    if workshop.leader is None:
        return Refused("no_trainer")
    if not table.trains(workshop.leader, workshop.plan.programme, at):
        return Refused("trainer_not_authorised")
    return None


def _pilot_is_full(table: Timetable, workshop: Planned, at: datetime) -> Refused | None:
    """A pilot announces at most three skills workshops (I21)."""
    plan = workshop.plan
    charter = charter_of(table.book, plan.programme, at)
    if charter is None:
        return Refused("not_adopted")
    others = [one for one in table.announced_of(plan.programme) if one.plan.purpose == "skills"]
    if charter.kind != "pilot" or plan.purpose != "skills" or len(others) < PILOT_WORKSHOPS_MOST:
        return None
    return Refused("pilot_has_three_workshops", charter.rule, {"announced": len(others)})


def _worst(choice: Choice, start: int) -> int:
    """The total of the band that is worst off, were it to start then."""
    totals, _ = rank(points_of(choice.week, choice.groups, start), choice.groups)
    return totals[0] if totals else 0


def _announcement(
    workshop: Planned, command: AnnounceWorkshop, choice: Choice, start: int
) -> WorkshopAnnounced:
    plan = workshop.plan
    points = points_of(choice.week, choice.groups, start)
    bands = tuple(
        Band(hours_east=g.hours_east, members=g.members, points=p, carry=g.carry + p)
        for g, p in zip(choice.groups, points, strict=True)
    )
    return WorkshopAnnounced(
        workshop=plan.workshop,
        programme=plan.programme,
        purpose=plan.purpose,
        host=plan.host,
        leader=str(workshop.leader),
        start=command.start,
        minutes=plan.minutes,
        tzdata=command.tzdata,
        places=plan.places,
        bands=bands,
        worst=max((band.carry for band in bands), default=0),
    )


def hold_workshop(
    table: Timetable, command: HoldWorkshop, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. It was announced. 2. Its leader says so, once. 3. It is over."""
    # 1.
    workshop = table.workshops.get(command.workshop)
    if workshop is None:
        return Refused("unknown_entity")
    if isinstance(workshop, Planned):
        return Refused("wrong_state")
    # 2.
    if not is_self(asked, workshop.leader):
        return Refused("not_the_leader")
    if workshop.held is not None:
        return Refused("already_done")
    # 3.
    if asked.time < workshop.end:
        return Refused("too_early")
    there = [r for r in workshop.attendance.values() if table.records[r].state in THERE]
    return [
        WorkshopHeld(
            workshop=command.workshop,
            programme=workshop.plan.programme,
            purpose=workshop.plan.purpose,
            leader=workshop.leader,
            attended=len(there),
        )
    ]
