"""Months on the calendar, by integers: a date stays the text that the log writes."""

from datetime import UTC, datetime, timedelta

Date = tuple[int, int, int]


def parts(day: str) -> Date:
    """Year, month, day of a date as the log writes it."""
    return int(day[:4]), int(day[5:7]), int(day[8:10])


def add_months(day: str, months: int) -> Date:
    """The same day so many months later, comparable with `parts`; the 31st of any month will do."""
    year, month, of_month = parts(day)
    count = year * 12 + month - 1 + months
    return count // 12, count % 12 + 1, of_month


def lasted(starts_on: str, ends_on: str, months: int) -> bool:
    """Did what began and ended on these days last at least so many months?"""
    return add_months(starts_on, months) <= parts(ends_on)


def midnight(day: str) -> datetime:
    """The instant at which this day begins, in UTC."""
    return datetime(*parts(day), tzinfo=UTC)


def day_after(day: str) -> datetime:
    """The instant at which this day is over."""
    return midnight(day) + timedelta(days=1)
