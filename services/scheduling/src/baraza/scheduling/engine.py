"""What is searched and looked up before anything is decided: starts, and offsets of zones.

Zone rules come from the pinned `tzdata` wheel alone; the system's own would win otherwise. The
domain gets offsets as data.
"""

import zoneinfo
from collections.abc import Sequence
from datetime import datetime, timedelta

import tzdata  # type: ignore[import-untyped]  # it has data, and one name

from baraza.scheduling.domain.v1 import slots
from baraza.scheduling.domain.v1.choice import choice_for
from baraza.scheduling.domain.v1.state import Planned, Timetable

zoneinfo.reset_tzpath(to=[])
TZDATA: str = tzdata.IANA_VERSION
_HOUR = 4  # quarters


def zone_exists(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def offsets(zone: str, first: int, until: int) -> slots.Offsets:
    """Rows (from quarter, minutes east) that cover these quarters.

    Walked hour by hour, then quarter by quarter to the change: rules may change twice in weeks.
    """
    rules = zoneinfo.ZoneInfo(zone)
    rows = [(first, _minutes(rules, first))]
    for hour in range(first, until, _HOUR):
        following = min(hour + _HOUR, until)
        if _minutes(rules, following) != rows[-1][1]:
            for quarter in range(hour + 1, following + 1):
                minutes = _minutes(rules, quarter)
                if minutes != rows[-1][1]:
                    rows.append((quarter, minutes))
    return tuple(rows)


def _minutes(rules: zoneinfo.ZoneInfo, quarter: int) -> int:
    offset = slots.time_of(quarter).astimezone(rules).utcoffset() or timedelta()
    return offset // timedelta(minutes=1)


def bits_of_weeks(
    weekly: int, zone_offsets: slots.Offsets, weeks: Sequence[datetime]
) -> tuple[int, ...]:
    """When somebody is free in each of these UTC weeks, which begin on Mondays."""
    return tuple(slots.free_bits(weekly, zone_offsets, slots.quarter_of(week)) for week in weeks)


def least_bad_start(table: Timetable, name: str, at: datetime) -> datetime:
    """The start to announce; where none can be chosen, one that its rule then refuses."""
    workshop = table.workshops.get(name)
    choice = choice_for(table, workshop, at) if isinstance(workshop, Planned) else None
    quarter = choice.least_bad() if choice else None
    return slots.time_of(slots.quarter_of(at) + 1 if quarter is None else quarter)
