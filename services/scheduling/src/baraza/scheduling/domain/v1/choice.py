"""Which starts a workshop could have, and which of them is the least bad for all zone bands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from baraza.forms.v1.book import in_force
from baraza.scheduling.domain.v1.fairness import Group, least_bad, read_inconvenience
from baraza.scheduling.domain.v1.slots import DAY, quarter_of, quarter_of_day
from baraza.scheduling.domain.v1.state import Planned, Timetable
from baraza.scheduling.messages import WorkshopPlanned


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


def choice_for(table: Timetable, workshop: Planned, at: datetime) -> Choice | None:
    """The choice as it stands at this time; None where no points are in force."""
    plan = workshop.plan
    text = in_force(table.book, "inconvenience", plan.programme, at)
    points = read_inconvenience(text.rules) if text is not None else None
    if text is None or points is None:
        return None
    length = plan.minutes // 15
    return Choice(
        rule=text.rule,
        week=points.week(length),
        groups=_groups(table, plan.programme),
        window=_window(plan, at),
        busy=frozenset(_busy(table, workshop.leader, length)),
    )


def _groups(table: Timetable, programme: str) -> tuple[Group, ...]:
    """All people registered so far, by zone band, with what the programme has cost them."""
    return tuple(
        Group(band, table.bands[band], table.carry.get((programme, band), 0))
        for band in sorted(table.bands)
    )


def _window(plan: WorkshopPlanned, at: datetime) -> range:
    first = quarter_of_day(date.fromisoformat(plan.window_from))
    until = quarter_of_day(date.fromisoformat(plan.window_until)) + DAY
    return range(max(first, quarter_of(at) + 1), until)


def _busy(table: Timetable, leader: str | None, length: int) -> Iterator[int]:
    """Starts that would run into another workshop which the leader leads."""
    for other in table.announced():
        if other.leader == leader:
            first, last = quarter_of(other.start), quarter_of(other.end)
            yield from range(first - length + 1, last)
