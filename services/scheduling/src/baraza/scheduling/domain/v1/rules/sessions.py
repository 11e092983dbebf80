"""Sessions of a pair: booked where both have said they can, and called off."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from baraza.decider import Asked, Refused, made_id
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import in_force
from baraza.scheduling.domain.v1 import horizon
from baraza.scheduling.domain.v1.slots import on_grid, quarter_of
from baraza.scheduling.domain.v1.state import Tie, Timetable
from baraza.scheduling.domain.v1.taken import taken
from baraza.scheduling.messages import (
    BookSession,
    ChangeSession,
    Fact,
    SessionBooked,
    SessionChanged,
)

_WEEK = timedelta(weeks=1)


def book_session(table: Timetable, command: BookSession, asked: Asked) -> Sequence[Fact] | Refused:
    """1. One of a pair asks, whose relationship goes on. 2. There are times when both can.

    3. Each lies in a week of its own among those asked for, ahead, within the relationship, in no
    pause of it, and within the horizon (I29). 4. Neither has anything else then.
    """
    # 1.
    tie = table.ties.get(command.relationship)
    if tie is None:
        return Refused("unknown_entity")
    if not any(is_self(asked, one) for one in tie.pair):
        return Refused("not_concerned")
    if not tie.live:
        return Refused("relationship_not_live")
    # 2.
    if in_force(table.book, "inconvenience", tie.programme, asked.time) is None:
        return Refused("not_adopted")
    if not command.starts or not _in_weeks(command):
        return Refused("outside_availability")
    # 3.
    for start in command.starts:
        if wrong := _when(tie, start, start + timedelta(minutes=command.minutes), asked.time):
            return wrong
    # 4.
    if clashes := _clashes(table, tie, command):
        return Refused("clash", numbers={"clashes": clashes})
    return _sessions(tie, command, asked)


def _in_weeks(command: BookSession) -> bool:
    """Is each start of a later wanted week than the one before, on the grid, over by its Sunday?"""
    length = timedelta(minutes=command.minutes)
    weeks = [(start - command.first_week) // _WEEK for start in command.starts]
    return all(
        on_grid(start)
        and week % command.every_weeks == 0
        and 0 <= week < command.sessions * command.every_weeks
        and start + length <= command.first_week + (week + 1) * _WEEK
        for start, week in zip(command.starts, weeks, strict=True)
    ) and all(one < other for one, other in pairwise(weeks))


def _when(tie: Tie, start: datetime, end: datetime, at: datetime) -> Refused | None:
    if start <= at:
        return Refused("too_late")
    if horizon.beyond(start, at):
        return Refused("beyond_horizon", numbers={"months": horizon.HORIZON_MONTHS})
    if tie.paused_until is not None and start < datetime.fromisoformat(
        f"{tie.paused_until}T00:00Z"
    ):
        return Refused("relationship_not_live")
    if tie.ends_on is not None and end > datetime.fromisoformat(f"{tie.ends_on}T00:00Z"):
        return Refused("relationship_not_live")
    return None


def _clashes(table: Timetable, tie: Tie, command: BookSession) -> int:
    """How many of these times one of the two is not free."""
    length = command.minutes // 15
    wanted = [(first := quarter_of(start), first + length) for start in command.starts]
    spans = [span for person in tie.pair for span in taken(table, person)]
    return sum(
        any(first < until and begun < last for begun, until in spans) for first, last in wanted
    )


def _sessions(tie: Tie, command: BookSession, asked: Asked) -> list[Fact]:
    rows = zip(command.starts, command.mentor_points, command.mentee_points, strict=True)
    return [
        SessionBooked(
            session=made_id(asked.id, "session", k),
            relationship=tie.relationship,
            programme=tie.programme,
            mentor=tie.mentor,
            mentee=tie.mentee,
            number=tie.booked + k,
            start=start,
            minutes=command.minutes,
            mentor_points=mentor_points,
            mentee_points=mentee_points,
            tzdata=command.tzdata,
        )
        for k, (start, mentor_points, mentee_points) in enumerate(rows, 1)
    ]


def change_session(
    table: Timetable, command: ChangeSession, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. One of the pair calls it off. 2. Once, and before it begins."""
    # 1.
    session = table.sessions.get(command.session)
    if session is None:
        return Refused("unknown_entity")
    if not any(is_self(asked, one) for one in table.ties[session.relationship].pair):
        return Refused("not_concerned")
    # 2.
    if session.off:
        return Refused("already_done")
    if asked.time >= session.start:
        return Refused("too_late")
    return [SessionChanged(**dict(command), relationship=session.relationship)]
