"""Quarter-hours: one grid for all zones, weeks as integers of 672 bits, offsets as data.

A *quarter* is a whole number: seconds since 1970-01-01T00:00Z divided by 900. Only UTC is mapped
to local time, never back: that map is total, so there is neither gap nor fold here. Offsets come
in as rows `[from quarter, minutes east]`; no zone database is needed.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TypeAlias

DAY = 96
WEEK = 672
WHOLE = (1 << WEEK) - 1
SHARED_MAX = 60  # more common quarters than this make no pair better

Offsets: TypeAlias = Sequence[tuple[int, int]]
"""Rows (from quarter, minutes east), ascending; the first holds from its quarter on."""
Ranges: TypeAlias = Sequence[Sequence[int]]
"""Rows (from, until) of week positions in local time, 0..672, Monday 00:00 first."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1)
_THURSDAY = 3 * DAY  # where the grid begins within a week


def quarter_of(time: datetime) -> int:
    """The quarter that has begun at this time."""
    return (time - _EPOCH) // timedelta(minutes=15)


def time_of(quarter: int) -> datetime:
    """When a quarter begins."""
    return _EPOCH + timedelta(minutes=15) * quarter


def on_grid(time: datetime) -> bool:
    return time_of(quarter_of(time)) == time


def quarter_of_day(day: date) -> int:
    """The first quarter of a UTC day."""
    return (day - _EPOCH_DAY).days * DAY


def position(local_quarter: int) -> int:
    """Where in its week a quarter lies, counted from Monday 00:00."""
    return (local_quarter + _THURSDAY) % WEEK


def minutes_east(offsets: Offsets, quarter: int) -> int:
    """The offset that holds at a quarter. Raises `ValueError` before the first row."""
    for from_quarter, minutes in reversed(offsets):
        if from_quarter <= quarter:
            return minutes
    raise ValueError("the offsets begin later than this quarter")


def local(offsets: Offsets, quarter: int) -> int:
    """The local quarter of a quarter in UTC."""
    return quarter + minutes_east(offsets, quarter) // 15


def weekly_bits(ranges: Ranges) -> int:
    """A week in local time: bit p is set where position p lies in one of the ranges."""
    bits = 0
    for first, until in ranges:
        bits |= (1 << until) - (1 << first)
    return bits


def free_bits(weekly: int, offsets: Offsets, week: int) -> int:
    """A UTC week that begins with quarter `week`, a Monday 00:00Z: bit q is set if free then.

    Between two changes of the clocks the local week is only turned; a week with a change is put
    together of the parts before and after.
    """
    bits, first = 0, 0
    for row, (_, minutes) in enumerate(offsets):
        last = row + 1 == len(offsets)
        until = WEEK if last else min(max(offsets[row + 1][0] - week, 0), WEEK)
        if until > first:
            bits |= _turned(weekly, minutes // 15) & ((1 << until) - (1 << first))
            first = until
    return bits


def _turned(weekly: int, quarters_east: int) -> int:
    turn = quarters_east % WEEK
    return (weekly >> turn | weekly << (WEEK - turn)) & WHOLE


def starts(bits: int, length: int) -> int:
    """Where `length` set bits in a row begin: x & x>>1 & ... & x>>(length-1), by doubling."""
    run = 1
    while run < length:
        step = min(run, length - run)
        bits &= bits >> step
        run += step
    return bits


def shared_quarters(one: Sequence[int], other: Sequence[int]) -> int:
    """The least number of common quarters in a week, over weeks given in the same order."""
    least = SHARED_MAX
    for mine, yours in zip(one, other, strict=True):
        common = (mine & yours).bit_count()
        if common < least:
            least = common
            if not common:
                break
    return least
