"""How far ahead: calendar months, the horizon of 36 of them, and what is firm."""

from datetime import date, datetime, timedelta

HORIZON_MONTHS = 36
FIRM_MONTHS = 6


def month_on(day: date, months: int) -> date:
    """The same day so many months later; a day that does not exist becomes the last there is."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def moment_on(time: datetime, months: int) -> datetime:
    """The same time of day, so many calendar months later in UTC."""
    return datetime.combine(month_on(time.date(), months), time.timetz())


def beyond(start: datetime, decided: datetime) -> bool:
    """Is a start too far ahead of the decision? Exactly 36 months is allowed (I29)."""
    return start > moment_on(decided, HORIZON_MONTHS)


def last_day(decided: datetime) -> date:
    """The last day that may be planned at this time."""
    return month_on(decided.date(), HORIZON_MONTHS)


def firm(day: date, published: datetime) -> bool:
    """May people rely on it? What begins within six months of the publication is firm."""
    return day <= month_on(published.date(), FIRM_MONTHS)


def sittings(first: date, last: date, every_months: int) -> tuple[date, ...]:
    """The days of a series. Each is counted from the first, so that 31 January does not drift."""
    span = (last.year - first.year) * 12 + last.month - first.month
    days = (month_on(first, months) for months in range(0, span + 1, every_months))
    return tuple(day for day in days if day <= last)
