"""Days and hours of a rehearsed year, all in UTC."""

from datetime import UTC, date, datetime, time, timedelta


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=UTC)


def end_of(day: date) -> datetime:
    """When a day that is a deadline is over."""
    return at(day, 0) + timedelta(days=1)


def days_from(first: date, last: date) -> list[date]:
    """Both ends included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def mondays(first: date, months: int, last: date) -> list[datetime]:
    """The weeks of so many months (of 30 days) after a day, as their Mondays at 00:00.

    None reaches beyond the last day, except that there is always one.
    """
    monday = first + timedelta(days=-first.weekday() % 7)
    weeks = [monday + timedelta(weeks=n) for n in range(months * 30 // 7)]
    within = [week for week in weeks if week + timedelta(days=6) <= last]
    return [at(week, 0) for week in within or weeks[:1]]
