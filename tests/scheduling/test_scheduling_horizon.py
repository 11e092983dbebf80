"""Months of the calendar: the horizon to the quarter-hour, and days that do not exist."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.scheduling.domain.v1 import horizon

DECIDED = datetime(2027, 1, 25, 11, 30, tzinfo=UTC)
DAYS = st.dates(date(1971, 1, 1), date(2999, 1, 1))


def test_exactly_36_months_ahead_is_allowed() -> None:
    assert not horizon.beyond(datetime(2030, 1, 25, 11, 30, tzinfo=UTC), DECIDED)


def test_a_quarter_of_an_hour_more_is_beyond_the_horizon() -> None:
    assert horizon.beyond(datetime(2030, 1, 25, 11, 45, tzinfo=UTC), DECIDED)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 12, 31), 1, date(2028, 1, 31)),
        (date(2027, 10, 31), 1, date(2027, 11, 30)),
        (date(2028, 2, 29), 36, date(2031, 2, 28)),
        (date(2027, 5, 17), 0, date(2027, 5, 17)),
    ],
)
def test_a_day_that_does_not_exist_becomes_the_last_of_the_month(
    day: date, months: int, expected: date
) -> None:
    actual = horizon.month_on(day, months)

    assert expected == actual


@forall(DAYS, st.integers(0, 48))
def test_months_are_counted_in_the_calendar(day: date, months: int) -> None:
    later = horizon.month_on(day, months)

    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


@forall(DAYS, st.integers(0, 1200), st.integers(1, 12))
def test_sittings_begin_with_the_first_and_end_in_time(first: date, span: int, every: int) -> None:
    last = first + timedelta(days=span)
    days = horizon.sittings(first, last, every)

    assert days[0] == first
    assert days == tuple(sorted(set(days)))
    assert days[-1] <= last < horizon.month_on(first, every * len(days))


def test_a_series_from_the_last_of_january_does_not_drift() -> None:
    expected = (date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31))
    actual = horizon.sittings(date(2027, 1, 31), date(2027, 4, 1), 1)

    assert expected == actual


def test_what_begins_within_six_months_is_firm() -> None:
    assert horizon.firm(date(2027, 7, 25), DECIDED)
    assert not horizon.firm(date(2027, 7, 26), DECIDED)
