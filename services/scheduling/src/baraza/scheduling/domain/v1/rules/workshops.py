"""Workshops: planned, announced at the least bad hour, held."""

from collections.abc import Sequence
from datetime import date, datetime

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import in_force, may
from baraza.scheduling.domain.v1 import horizon
from baraza.scheduling.domain.v1.choice import Choice, choice_for, window_of
from baraza.scheduling.domain.v1.kinds import PILOT_WORKSHOPS_MOST, THERE
from baraza.scheduling.domain.v1.rules.leading import led
from baraza.scheduling.domain.v1.rules.placing import bands_at, not_the_least_bad
from baraza.scheduling.domain.v1.state import Announced, Planned, Timetable
from baraza.scheduling.domain.v1.texts import charter_of
from baraza.scheduling.messages import (
    AnnounceWorkshop,
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

    3. A pilot has room for it. 4. The start is ahead, and not too far. 5. It is the least bad.
    """
    # 1.
    workshop = table.workshops.get(command.workshop)
    if workshop is None:
        return Refused("unknown_entity")
    plan = workshop.plan
    if wrong := may(table.book, asked, "operate", plan.programme):
        return wrong
    if not isinstance(workshop, Planned):
        return Refused("already_done" if isinstance(workshop, Announced) else "wrong_state")
    # 2.
    if wrong := has_leader(table, workshop, asked.time):
        return wrong
    # 3.
    if wrong := _pilot_is_full(table, workshop, asked.time):
        return wrong
    # 4.
    if command.start <= asked.time:
        return Refused("too_late")
    if horizon.beyond(command.start, asked.time):
        return Refused("beyond_horizon", numbers={"months": horizon.HORIZON_MONTHS})
    # 5.
    choice = choice_for(table, workshop, window_of(workshop.plan), asked.time)
    if choice is None:
        return Refused("not_adopted")
    if wrong := not_the_least_bad(choice, command.start):
        return wrong
    return [_announcement(workshop, command, choice)]


def has_leader(table: Timetable, workshop: Planned | Announced, at: datetime) -> Refused | None:
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


def _announcement(
    workshop: Planned, command: AnnounceWorkshop, choice: Choice
) -> WorkshopAnnounced:
    plan = workshop.plan
    bands = bands_at(choice, command.start)
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
    """1. It was announced, and its leader says so. 2. Once. 3. It is over."""
    # 1.
    workshop = led(table, command.workshop, asked)
    if isinstance(workshop, Refused):
        return workshop
    # 2.
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
            leader=str(workshop.leader),
            attended=len(there),
        )
    ]
