"""Zones and weeks: where the offsets come from, and when somebody is free in UTC.

Zone rules come from the pinned `tzdata` wheel alone; the system's own would win otherwise. The
domain gets offsets as data.
"""

import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Protocol

import tzdata  # type: ignore[import-untyped]  # it has data, and one name

from baraza.scheduling.domain.v1 import slots

zoneinfo.reset_tzpath(to=[])
TZDATA: str = tzdata.IANA_VERSION
_HOUR = 4  # quarters
_YEAR = 52 * slots.WEEK


class Stated(Protocol):
    """Weekly hours in a zone's local time, from a day on: the vault's `Hours` are such."""

    @property
    def from_on(self) -> str: ...
    @property
    def weekly(self) -> slots.Ranges: ...
    @property
    def zone(self) -> str: ...


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
    before = _hours(first, until)[0].astimezone(rules).utcoffset()
    rows = [(first, _minutes(rules, first))]
    for number, hour in enumerate(_hours(first, until)):
        offset = hour.astimezone(rules).utcoffset()
        if offset == before:
            continue
        before, last = offset, first + number * _HOUR
        for quarter in range(last - _HOUR + 1, last + 1):
            minutes = _minutes(rules, quarter)
            if minutes != rows[-1][1]:
                rows.append((quarter, minutes))
    return tuple(row for row in rows if row[0] < until)


@lru_cache(maxsize=64)
def _hours(first: int, until: int) -> tuple[datetime, ...]:
    """Every hour from the first quarter on, and one that is not before the end: for all zones."""
    return tuple(slots.time_of(quarter) for quarter in range(first, until + _HOUR, _HOUR))


_offsets = lru_cache(maxsize=1024)(offsets)


def _minutes(rules: zoneinfo.ZoneInfo, quarter: int) -> int:
    offset = slots.time_of(quarter).astimezone(rules).utcoffset() or timedelta()
    return offset // timedelta(minutes=1)


def bits_of_weeks(
    weekly: int, zone_offsets: slots.Offsets, weeks: Sequence[datetime]
) -> tuple[int, ...]:
    """When somebody is free in each of these UTC weeks, which begin on Mondays."""
    return tuple(slots.free_bits(weekly, zone_offsets, slots.quarter_of(week)) for week in weeks)


@dataclass(frozen=True)
class Week:
    """Somebody's week: where it begins in UTC, when they are free, and how their clocks go."""

    begins: int
    free: int
    zone: str | None
    offsets: slots.Offsets


def weeks_of(stated: Sequence[Stated], weeks: Sequence[datetime]) -> list[Week]:
    """Each of these weeks by what was last said to hold from its Monday or earlier."""
    said = [(one, slots.weekly_bits(one.weekly)) for one in stated]
    return [_week(said, week) for week in weeks]


def _week(said: Sequence[tuple[Stated, int]], week: datetime) -> Week:
    day, begins = week.date().isoformat(), slots.quarter_of(week)
    holding = [one for one in said if one[0].from_on <= day]
    if not holding:
        return Week(begins, 0, None, ((begins, 0),))
    last, weekly = holding[-1]
    rows = _offsets_in(last.zone, begins)
    return Week(begins, slots.free_bits(weekly, rows, begins), last.zone, rows)


@lru_cache(maxsize=8192)
def _offsets_in(zone: str, week: int) -> slots.Offsets:
    """The offsets that hold in a week; the zone's rules are walked a year at a time, once."""
    first = week - week % _YEAR
    rows = _offsets(zone, first, first + _YEAR + slots.WEEK)
    before = [row for row in rows if row[0] <= week]
    return (*before[-1:], *(row for row in rows if week < row[0] < week + slots.WEEK))


def hours_by_week(stated: Sequence[Stated], weeks: Sequence[datetime]) -> tuple[int, ...]:
    """Free bits for each week."""
    return tuple(week.free for week in weeks_of(stated, weeks))


def shared_hours(
    mentees: Sequence[Sequence[int]], mentors: Sequence[Sequence[int]]
) -> list[tuple[int, int, int]]:
    """(mentee's place, mentor's place, common quarters in the scarcest week), where there are any.

    Bits are made once for each person and week; a pair costs one AND and one count for each week.
    """
    found = []
    for i, mine in enumerate(mentees):
        if not any(mine):
            continue
        for j, yours in enumerate(mentors):
            quarters = slots.shared_quarters(mine, yours)
            if quarters:
                found.append((i, j, quarters))
    return found
