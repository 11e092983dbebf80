"""Bits of weeks: the same answers as lists of intervals, in every zone and at every change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from baraza.scheduling import engine
from baraza.scheduling.domain.v1 import slots

ZONES = (
    "UTC", "Europe/Warsaw", "America/Santiago", "Australia/Sydney", "America/New_York",
    "Asia/Kathmandu", "Pacific/Chatham", "Australia/Lord_Howe", "America/St_Johns",
    "Africa/Cairo", "Africa/Casablanca", "Pacific/Apia", "Asia/Kolkata",
)  # fmt: skip
MONDAY = datetime(2027, 1, 4, tzinfo=UTC)
WEEKS = st.integers(0, 60).map(lambda n: MONDAY + timedelta(weeks=n))
RANGES = st.lists(
    st.tuples(st.integers(0, 671), st.integers(1, 40)).map(lambda r: (r[0], min(r[0] + r[1], 672))),
    max_size=6,
)


def by_the_clock(ranges: list[tuple[int, int]], zone: str, week: datetime) -> set[int]:
    """What a slow and careful person would write: each quarter looked up by itself."""
    free = set()
    for quarter in range(slots.WEEK):
        here = (week + timedelta(minutes=15 * quarter)).astimezone(ZoneInfo(zone))
        place = here.weekday() * 96 + here.hour * 4 + here.minute // 15
        if any(first <= place < until for first, until in ranges):
            free.add(quarter)
    return free


def bits_of(quarters: set[int]) -> int:
    return sum(1 << quarter for quarter in quarters)


def free(ranges: list[tuple[int, int]], zone: str, week: datetime) -> int:
    first = slots.quarter_of(week)
    offsets = engine.offsets(zone, first, first + slots.WEEK)
    return slots.free_bits(slots.weekly_bits(ranges), offsets, first)


@settings(deadline=None, max_examples=40)
@forall(RANGES, st.sampled_from(ZONES), WEEKS)
def test_bits_agree_with_the_clock_on_the_wall(
    ranges: list[tuple[int, int]], zone: str, week: datetime
) -> None:
    assert bits_of(by_the_clock(ranges, zone, week)) == free(ranges, zone, week)


@pytest.mark.parametrize(
    ("zone", "week"),
    [
        ("Europe/Warsaw", datetime(2027, 3, 22, tzinfo=UTC)),
        ("Europe/Warsaw", datetime(2027, 10, 25, tzinfo=UTC)),
        ("Australia/Sydney", datetime(2027, 3, 29, tzinfo=UTC)),
        ("Australia/Sydney", datetime(2027, 9, 27, tzinfo=UTC)),
        ("Australia/Lord_Howe", datetime(2027, 3, 29, tzinfo=UTC)),
        ("Africa/Casablanca", datetime(2027, 2, 1, tzinfo=UTC)),
        ("Pacific/Apia", datetime(2011, 12, 26, tzinfo=UTC)),
    ],
)
def test_a_week_in_which_the_clocks_change_is_put_together(zone: str, week: datetime) -> None:
    evenings = [(day * 96 + 68, day * 96 + 88) for day in range(7)]

    assert bits_of(by_the_clock(evenings, zone, week)) == free(evenings, zone, week)


@settings(deadline=None, max_examples=40)
@forall(st.sampled_from(ZONES), WEEKS, st.integers(1, 60))
def test_offsets_are_those_of_every_single_quarter(zone: str, week: datetime, weeks: int) -> None:
    first = slots.quarter_of(week)
    until = first + slots.WEEK * weeks
    offsets = engine.offsets(zone, first, until)

    for quarter in range(first, until, 53):
        there = slots.time_of(quarter).astimezone(ZoneInfo(zone)).utcoffset()
        assert timedelta(minutes=slots.minutes_east(offsets, quarter)) == there


def test_quarters_of_a_half_hour_and_of_a_quarter_hour_zone() -> None:
    noon = slots.quarter_of(datetime(2027, 6, 1, 12, tzinfo=UTC))
    kathmandu = engine.offsets("Asia/Kathmandu", noon, noon + 1)
    kolkata = engine.offsets("Asia/Kolkata", noon, noon + 1)

    assert slots.local(kathmandu, noon) - noon == 23
    assert slots.local(kolkata, noon) - noon == 22


def test_before_the_first_row_no_offset_is_known() -> None:
    with pytest.raises(ValueError, match="begin later"):
        slots.minutes_east(((10, 60),), 9)


@forall(st.integers(0, slots.WHOLE), st.integers(1, 100))
def test_starts_have_all_their_quarters(bits: int, length: int) -> None:
    expected = {q for q in range(slots.WEEK) if all(bits >> (q + k) & 1 for k in range(length))}

    assert bits_of(expected) == slots.starts(bits, length)


@pytest.mark.parametrize("spring", [True, False])
@pytest.mark.parametrize("south", ["Australia/Sydney", "America/Santiago"])
def test_a_weekly_pair_over_the_changes_of_both_hemispheres(spring: bool, south: str) -> None:
    """Mondays 18:00 to 22:00 in Warsaw, from 02:00 to 10:00 or 12:00 to 22:00 in the south."""
    month = 3 if spring else 9
    weeks = [datetime(2027, month, 1, tzinfo=UTC) + timedelta(weeks=n) for n in range(12)]
    weeks = [week - timedelta(days=week.weekday()) for week in weeks]
    north_free, south_free = [(72, 88)], [(96 + 8, 96 + 40), (48, 88)]
    first, until = slots.quarter_of(weeks[0]), slots.quarter_of(weeks[-1]) + slots.WEEK
    common = [
        engine.bits_of_weeks(slots.weekly_bits(ranges), engine.offsets(zone, first, until), weeks)
        for ranges, zone in ((north_free, "Europe/Warsaw"), (south_free, south))
    ]
    expected = min(
        len(by_the_clock(north_free, "Europe/Warsaw", w) & by_the_clock(south_free, south, w))
        for w in weeks
    )

    assert expected == slots.shared_quarters(*common)


@settings(deadline=None, max_examples=40)
@forall(RANGES, RANGES, st.sampled_from(ZONES), st.sampled_from(ZONES), WEEKS)
def test_shared_quarters_count_what_both_have(
    mine: list[tuple[int, int]], yours: list[tuple[int, int]], here: str, there: str, week: datetime
) -> None:
    both = by_the_clock(mine, here, week) & by_the_clock(yours, there, week)
    shared = slots.shared_quarters([free(mine, here, week)], [free(yours, there, week)])

    assert min(len(both), slots.SHARED_MAX) == shared


def test_the_grid_has_quarters_only() -> None:
    assert slots.on_grid(datetime(2027, 3, 1, 10, 45, tzinfo=UTC))
    assert not slots.on_grid(datetime(2027, 3, 1, 10, 45, 1, tzinfo=UTC))
    assert slots.position(slots.quarter_of(MONDAY)) == 0
