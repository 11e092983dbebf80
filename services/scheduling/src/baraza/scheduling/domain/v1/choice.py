"""Which starts a workshop could have, and which of them is the least bad for all zone bands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

from baraza.forms.v1.book import in_force
from baraza.scheduling.domain.v1.fairness import Group, least_bad, read_inconvenience
from baraza.scheduling.domain.v1.slots import DAY, quarter_of, quarter_of_day
from baraza.scheduling.domain.v1.state import Announced, Planned, Timetable
from baraza.scheduling.messages import WorkshopPlanned

Days: TypeAlias = tuple[date, date]


@dataclass(frozen=True)
class Choice:
    """Everything that the start of one workshop follows from."""

    rule: str  # the text whose points count
    week: tuple[int, ...]  # points by local week position
    groups: tuple[Group, ...]  # by hours east
    window: range  # every quarter of its days that is still ahead
    busy: frozenset[int]  # quarters at which its leader could not begin

    def starts(self) -> Iterator[int]:
        """Only those that the leader can lead (step 1 of `rotation/1`)."""
        return (quarter for quarter in self.window if quarter not in self.busy)

    def least_bad(self) -> int | None:
        return least_bad(self.week, self.groups, self.starts())


def window_of(plan: WorkshopPlanned) -> Days:
    """The days that were planned, the last included."""
    return date.fromisoformat(plan.window_from), date.fromisoformat(plan.window_until)


def choice_for(
    table: Timetable,
    workshop: Planned | Announced,
    days: Days,
    at: datetime,
    notice: timedelta = timedelta(0),
) -> Choice | None:
    """Among the starts of these days, later than now and this notice.

    None where no points are in force. A workshop that moves no longer costs what it would have.
    """
    plan = workshop.plan
    text = in_force(table.book, "inconvenience", plan.programme, at)
    points = read_inconvenience(text.rules) if text is not None else None
    if text is None or points is None:
        return None
    length = plan.minutes // 15
    return Choice(
        rule=text.rule,
        week=points.week(length),
        groups=_groups(table, workshop),
        window=_window(days, at + notice),
        busy=frozenset(_busy(table, workshop, length)),
    )


def _groups(table: Timetable, workshop: Planned | Announced) -> tuple[Group, ...]:
    """All people registered so far, by zone band, with what the programme has cost them."""
    programme = workshop.plan.programme
    spared = workshop.points if isinstance(workshop, Announced) else {}
    return tuple(
        Group(band, table.bands[band], table.carry.get((programme, band), 0) - spared.get(band, 0))
        for band in sorted(table.bands)
    )


def _window(days: Days, after: datetime) -> range:
    first, last = days
    return range(max(quarter_of_day(first), quarter_of(after) + 1), quarter_of_day(last) + DAY)


def _busy(table: Timetable, workshop: Planned | Announced, length: int) -> Iterator[int]:
    """Starts that would run into another workshop which the leader leads."""
    for other in table.announced():
        if other.leader == workshop.leader and other.plan.workshop != workshop.plan.workshop:
            first, last = quarter_of(other.start), quarter_of(other.end)
            yield from range(first - length + 1, last)
