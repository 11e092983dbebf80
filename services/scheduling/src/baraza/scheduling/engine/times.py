"""The least bad time of a workshop, found before its rule checks it."""

from datetime import datetime

from baraza.scheduling.domain.v1 import slots
from baraza.scheduling.domain.v1.choice import Choice, choice_for, window_of
from baraza.scheduling.domain.v1.kinds import NOTICE
from baraza.scheduling.domain.v1.rules.moving import days_of
from baraza.scheduling.domain.v1.state import Announced, Planned, Timetable
from baraza.scheduling.messages import ChangeWorkshop


def least_bad_start(table: Timetable, name: str, at: datetime) -> datetime:
    """The start to announce; where none can be chosen, one that its rule then refuses."""
    workshop = table.workshops.get(name)
    if not isinstance(workshop, Planned):
        return _none(at)
    return _least_bad(choice_for(table, workshop, window_of(workshop.plan), at), at)


def moved_start(table: Timetable, command: ChangeWorkshop, at: datetime) -> datetime:
    """The start to move to; where none can be chosen, one that its rule then refuses."""
    workshop = table.workshops.get(command.workshop)
    if not isinstance(workshop, Announced):
        return _none(at)
    days = days_of(workshop, command.window_from, command.window_until)
    return _least_bad(choice_for(table, workshop, days, at, NOTICE), at)


def _least_bad(choice: Choice | None, at: datetime) -> datetime:
    quarter = choice.least_bad() if choice else None
    return _none(at) if quarter is None else slots.time_of(quarter)


def _none(at: datetime) -> datetime:
    return slots.time_of(slots.quarter_of(at) + 1)
