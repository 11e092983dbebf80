"""How one cell or member is read: each type says what is expected of it."""

import re
import zoneinfo
from collections.abc import Callable
from datetime import date, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict
from pydantic_core import PydanticCustomError

zoneinfo.reset_tzpath(to=[])
"""Zones are those of the pinned `tzdata` wheel: the system's own differ from machine to machine."""

QUARTERS_PER_DAY = 96
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_COUNT = re.compile(r"0|[1-9]\d{0,14}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_YEARS = (1970, 2999)
_RANGE = re.compile(r"(mon|tue|wed|thu|fri|sat|sun) (\d\d:\d\d)-(\d\d:\d\d)")


class Value(BaseModel):
    """One line of a table, or one object of the charter: frozen, and nothing unknown in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def unexpected(expected: str) -> PydanticCustomError:
    """The one error of this module; its text is what was expected."""
    return PydanticCustomError("expected", "{expected}", {"expected": expected})


def like(pattern: str, expected: str) -> AfterValidator:
    compiled = re.compile(pattern)

    def check(text: str) -> str:
        if not compiled.fullmatch(text):
            raise unexpected(expected)
        return text

    return AfterValidator(check)


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise unexpected("a day as YYYY-MM-DD")
    try:
        day = date.fromisoformat(value)
    except ValueError as error:
        raise unexpected("a day of the calendar as YYYY-MM-DD") from error
    if not _YEARS[0] <= day.year <= _YEARS[1]:
        raise unexpected(f"a day of the years {_YEARS[0]} to {_YEARS[1]}")
    return day


def whole(least: int, most: int, read: Callable[[Any], Any] = lambda value: value) -> Any:
    """A whole number, within what the services take."""

    def check(value: Any) -> Any:
        number = read(value)
        if isinstance(number, bool) or not isinstance(number, int) or number < least:
            raise unexpected(f"a whole number, {least} or more")
        if number > most:
            raise unexpected(f"a whole number from {least} to {most}")
        return number

    return BeforeValidator(check)


def digits(least: int, most: int) -> Any:
    """The same in a cell of a table, where it stands as a text."""
    return whole(least, most, lambda text: int(text) if _COUNT.fullmatch(str(text)) else text)


def _quarters(minutes: int) -> int:
    if minutes % 15:
        raise unexpected("minutes in quarters of an hour, such as 90")
    return minutes


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise unexpected("a zone of the IANA database, such as Africa/Nairobi") from error
    return name


def _hour(value: Any) -> Any:
    try:
        if isinstance(value, str) and re.fullmatch(r"\d\d:\d\d", value):
            return time.fromisoformat(value)
    except ValueError as error:
        raise unexpected("a time of day as HH:MM") from error
    if isinstance(value, time):
        return value
    raise unexpected("a time of day as HH:MM")


def _parts(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    parts = tuple(part.strip() for part in value.split(";")) if value else ()
    if "" in parts:
        raise unexpected("values with ';' between them, none of them empty")
    if len(set(parts)) != len(parts):
        raise unexpected("each value once")
    return parts


def nothing(value: Any) -> Any:
    return None if value == "" else value


def _quarter(text: str) -> int:
    hours, minutes = int(text[:2]), int(text[3:])
    if minutes % 15 or minutes > 45 or hours * 60 + minutes > 24 * 60:
        raise unexpected("times on the quarter hour, from 00:00 to 24:00")
    return (hours * 60 + minutes) // 15


def _weekly(value: Any) -> Any:
    """Ranges of week positions, Monday 00:00 first; what touches is joined."""
    if not isinstance(value, str):
        return value
    ranges = []
    for part in filter(None, (part.strip() for part in value.split(";"))):
        match = _RANGE.fullmatch(part)
        if match is None:
            raise unexpected("'day HH:MM-HH:MM' with ';' between, as in 'mon 18:00-20:30'")
        day = WEEKDAYS.index(match[1]) * QUARTERS_PER_DAY
        start, until = _quarter(match[2]), _quarter(match[3])
        if start >= until:
            raise unexpected("an end after the start, on the same day (24:00 at most)")
        ranges.append((day + start, day + until))
    return joined(ranges)


def joined(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The same quarters in order, without overlaps."""
    result: list[tuple[int, int]] = []
    for start, until in sorted(ranges):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(until, result[-1][1]))
        else:
            result.append((start, until))
    return tuple(result)


def choice(*words: str) -> Callable[[Any], Any]:
    """For a `BeforeValidator`: one of these words."""

    def check(value: Any) -> Any:
        if value not in words:
            raise unexpected("one of " + ", ".join(words))
        return value

    return check


Day = Annotated[date, BeforeValidator(_day)]
OptionalDay = Annotated[Day | None, BeforeValidator(nothing)]
Hour = Annotated[time, BeforeValidator(_hour)]
_MANY = 2**31 - 1
_MONEY = 2**53 - 1  # more than any envelope holds, and exact in every reader of JSON
Count = Annotated[int, whole(0, _MANY)]
CountCell = Annotated[int, digits(0, _MANY)]
Positive = Annotated[int, whole(1, _MANY)]
PerMille = Annotated[int, whole(0, 1000)]
Minor = Annotated[int, whole(0, _MONEY)]
PositiveMinor = Annotated[int, whole(1, _MONEY)]
Minutes = Annotated[int, whole(1, 24 * 60), AfterValidator(_quarters)]
Text = Annotated[
    str,
    like(
        r"(?=.{1,300}$)[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*",
        "a text on one line, of at most 300 characters",
    ),
]
Code = Annotated[
    str, like(r"[a-z][a-z0-9_]{0,63}", "a code: lower-case letters, digits and underscores")
]
OptionalCode = Annotated[Code | None, BeforeValidator(nothing)]
Slug = Annotated[
    str, like(r"[a-z][a-z0-9-]{0,31}", "a short name: lower-case letters, digits, hyphens")
]
Country = Annotated[str, like(r"[A-Z]{2}", "a country code of two capital letters")]
Zone = Annotated[str, AfterValidator(_zone)]
Tag = Annotated[
    str, like(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", "a language tag, such as en or zh-Hant")
]
Currency = Annotated[str, like(r"[A-Z]{3}", "a currency code of three capital letters")]
Tags = Annotated[tuple[Tag, ...], BeforeValidator(_parts)]
Codes = Annotated[tuple[Code, ...], BeforeValidator(_parts)]
Weekly = Annotated[tuple[tuple[int, int], ...], BeforeValidator(_weekly)]
Email = Annotated[str, like(r"[^@\s]+@[^@\s]+", "an e-mail address")]
Ref = Annotated[str, like(r"[A-Za-z0-9_.-]{1,64}", "a reference of letters, digits and hyphens")]
OptionalRef = Annotated[Ref | None, BeforeValidator(nothing)]
Entity = Annotated[
    str, like(r"[A-Za-z0-9_-]{1,64}", "a reference of letters, digits, hyphens and underscores")
]
OptionalEntity = Annotated[Entity | None, BeforeValidator(nothing)]
BodyRef = Annotated[
    str, like(r"(body-|(?!body-))[a-z][a-z0-9-]{0,26}", "a body's id, such as body-council")
]
