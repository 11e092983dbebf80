"""Workshops that people rely on: moved for a ground of the list, or called off."""

from collections.abc import Sequence
from datetime import date

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import may
from baraza.scheduling.domain.v1 import horizon
from baraza.scheduling.domain.v1.choice import Choice, Days, choice_for, window_of
from baraza.scheduling.domain.v1.kinds import NOTICE, PILOT_WORKSHOPS_LEAST
from baraza.scheduling.domain.v1.rules.leading import announced
from baraza.scheduling.domain.v1.rules.placing import bands_at, not_the_least_bad
from baraza.scheduling.domain.v1.rules.workshops import has_leader
from baraza.scheduling.domain.v1.state import Announced, Cancelled, Timetable, Workshop
from baraza.scheduling.domain.v1.texts import charter_of
from baraza.scheduling.messages import (
    CancelWorkshop,
    ChangeWorkshop,
    Fact,
    WorkshopCancelled,
    WorkshopChanged,
)


def change_workshop(
    table: Timetable, command: ChangeWorkshop, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. An operator asks about an announced workshop that has not begun. 2. A trainer leads it.

    3. The days lie within the programme. 4. The start is far enough ahead that everybody can be
    told, and not too far. 5. It is the least bad. 6. The time or the leader is another.
    """
    # 1.
    workshop = announced(table, command.workshop)
    if isinstance(workshop, Refused):
        return workshop
    if wrong := may(table.book, asked, "operate", workshop.plan.programme):
        return wrong
    if asked.time >= workshop.start:
        return Refused("too_late")
    # 2.
    if wrong := has_leader(table, workshop, asked.time):
        return wrong
    # 3.
    charter = charter_of(table.book, workshop.plan.programme, asked.time)
    if charter is None:
        return Refused("not_adopted")
    days = days_of(workshop, command.window_from, command.window_until)
    if not charter.holds(*days):
        return Refused("outside_programme", charter.rule)
    # 4.
    if command.start <= asked.time + NOTICE:
        return Refused("too_late", numbers={"days": NOTICE.days})
    if horizon.beyond(command.start, asked.time):
        return Refused("beyond_horizon", numbers={"months": horizon.HORIZON_MONTHS})
    # 5.
    choice = choice_for(table, workshop, days, asked.time, NOTICE)
    if choice is None:
        return Refused("not_adopted")
    if wrong := not_the_least_bad(choice, command.start):
        return wrong
    # 6.
    if (command.start, workshop.leader) == (workshop.start, workshop.told):
        return Refused("already_done")
    return [_change(workshop, command, choice)]


def days_of(workshop: Announced, first: str | None, last: str | None) -> Days:
    """The days that are asked for; the planned ones where none are."""
    planned = window_of(workshop.plan)
    return (
        date.fromisoformat(first) if first else planned[0],
        date.fromisoformat(last) if last else planned[1],
    )


def _change(workshop: Announced, command: ChangeWorkshop, choice: Choice) -> WorkshopChanged:
    plan = workshop.plan
    bands = bands_at(choice, command.start)
    return WorkshopChanged(
        workshop=plan.workshop,
        programme=plan.programme,
        purpose=plan.purpose,
        host=plan.host,
        leader=str(workshop.leader),
        ground=command.ground,
        before=workshop.start,
        start=command.start,
        minutes=plan.minutes,
        tzdata=command.tzdata,
        bands=bands,
        worst=max((band.carry for band in bands), default=0),
        enrolled=len(workshop.places.holders),
    )


def cancel_workshop(
    table: Timetable, command: CancelWorkshop, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. An operator asks. 2. It has not begun, nor been called off. 3. A pilot keeps two (I21)."""
    # 1.
    workshop = table.workshops.get(command.workshop)
    if workshop is None:
        return Refused("unknown_entity")
    plan = workshop.plan
    if wrong := may(table.book, asked, "operate", plan.programme):
        return wrong
    # 2.
    if isinstance(workshop, Cancelled):
        return Refused("already_done")
    known = workshop if isinstance(workshop, Announced) else None
    if known is not None and asked.time >= known.start:
        return Refused("too_late")
    # 3.
    if wrong := _pilot_needs_it(table, workshop, asked):
        return wrong
    return [
        WorkshopCancelled(
            workshop=plan.workshop,
            programme=plan.programme,
            purpose=plan.purpose,
            host=plan.host,
            ground=command.ground,
            start=known.start if known else None,
            enrolled=len(known.places.holders) if known else 0,
        )
    ]


def _pilot_needs_it(table: Timetable, workshop: Workshop, asked: Asked) -> Refused | None:
    plan = workshop.plan
    charter = charter_of(table.book, plan.programme, asked.time)
    if charter is None:
        return Refused("not_adopted")
    if not isinstance(workshop, Announced) or plan.purpose != "skills" or charter.kind != "pilot":
        return None
    of_programme = table.announced_of(plan.programme)
    left = len([one for one in of_programme if one.plan.purpose == "skills"]) - 1
    if left >= PILOT_WORKSHOPS_LEAST:
        return None
    return Refused("pilot_below_two_workshops", charter.rule, {"left": left})
