"""The sessions of a pair, found where both are free before their rule checks them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from baraza.forms.v1.book import in_force
from baraza.scheduling.domain.v1 import horizon, slots
from baraza.scheduling.domain.v1.common import Shared, choose, points_of_week
from baraza.scheduling.domain.v1.fairness import read_inconvenience
from baraza.scheduling.domain.v1.state import Tie, Timetable
from baraza.scheduling.domain.v1.taken import bits_of, taken
from baraza.scheduling.engine.zones import Stated, Week, weeks_of
from baraza.scheduling.messages import BookSession

Hours = Callable[[str], Sequence[Stated]]
"""What a person has stated, oldest first."""


@dataclass(frozen=True)
class Costs:
    """The points in force, by local position, and which days are holidays where."""

    week: Sequence[int]
    holiday: int
    dates: Mapping[str, frozenset[int]]

    def of(self, week: Week) -> Sequence[int]:
        """What a start costs this person at each place of this week."""
        days = self.dates.get(week.zone or "", frozenset())
        return points_of_week(self.week, week.offsets, week.begins, days, self.holiday)


def costs_for(table: Timetable, programme: str, length: int, at: datetime) -> Costs | None:
    """What is in force for this programme; None where no points are."""
    text = in_force(table.book, "inconvenience", programme, at)
    points = read_inconvenience(text.rules) if text is not None else None
    if points is None:
        return None
    feasts = in_force(table.book, "holidays", programme, at)
    dates = {
        zone: frozenset(slots.quarter_of_day(date.fromisoformat(day)) // slots.DAY for day in days)
        for zone, days in (feasts.rules["dates"] if feasts is not None else {}).items()
    }
    return Costs(points.week(length), points.holiday, dates)


@dataclass(frozen=True)
class Sessions:
    """What is proposed to a pair, in the order of weeks; empty where they share no time."""

    starts: tuple[datetime, ...] = ()
    mentor_points: tuple[int, ...] = ()
    mentee_points: tuple[int, ...] = ()


def sessions(
    table: Timetable,
    command: BookSession,
    hours: Hours,
    at: datetime,
) -> Sessions:
    """The best common start of each wanted week, of those in which neither has anything else."""
    tie = table.ties.get(command.relationship)
    length = command.minutes // 15
    costs = costs_for(table, tie.programme, length, at) if tie else None
    if tie is None or costs is None:
        return Sessions()
    weeks = wanted_weeks(command, tie, at)
    shared = shared_weeks(table, tie, costs, hours, weeks, at)
    picks = choose(shared, length, tie.carry)
    return Sessions(
        tuple(slots.time_of(pick.start) for pick in picks),
        tuple(pick.mentor_points for pick in picks),
        tuple(pick.mentee_points for pick in picks),
    )


def wanted_weeks(command: BookSession, tie: Tie, at: datetime) -> list[datetime]:
    """Those of the wanted weeks that are not over yet, as far as relationship and horizon reach."""
    last = horizon.last_day(at).isoformat()
    until = last if tie.ends_on is None else min(last, tie.ends_on)
    step = timedelta(weeks=command.every_weeks)
    weeks = (command.first_week + step * k for k in range(command.sessions))
    return [w for w in weeks if at < w + timedelta(weeks=1) and w.date().isoformat() < until]


def shared_weeks(
    table: Timetable,
    tie: Tie,
    costs: Costs,
    hours: Hours,
    weeks: Sequence[datetime],
    at: datetime,
) -> Iterator[Shared]:
    """When both can and have nothing else, and what each start costs either."""
    spans = [span for person in tie.pair for span in taken(table, person)]
    until = slots.quarter_of(horizon.moment_on(at, horizon.HORIZON_MONTHS))
    if tie.ends_on is not None:
        until = min(until, slots.quarter_of_day(date.fromisoformat(tie.ends_on)))
    since = slots.quarter_of(at) + 1
    if tie.paused_until is not None:
        since = max(since, slots.quarter_of_day(date.fromisoformat(tie.paused_until)))
    outside = [(0, since), (until, until + slots.WEEK)]
    for mine, yours in zip(*(weeks_of(hours(one), weeks) for one in tie.pair), strict=True):
        busy = bits_of([*outside, *spans], mine.begins)
        free = mine.free & yours.free & ~busy
        yield Shared(mine.begins, free, costs.of(mine), costs.of(yours))
