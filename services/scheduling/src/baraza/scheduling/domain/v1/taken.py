"""When somebody has something else already: their other sessions, and workshops."""

from collections.abc import Iterator

from rpds import HashTrieMap

from baraza.scheduling.domain.v1.slots import WEEK, quarter_of
from baraza.scheduling.domain.v1.state import Timetable

Span = tuple[int, int]


def taken(table: Timetable, person: str) -> Iterator[Span]:
    """The first quarter of each, and the first after it; in no order."""
    yield from table.diaries.get(person, HashTrieMap()).values()
    for workshop in table.announced():
        if workshop.expects(person):
            yield quarter_of(workshop.start), quarter_of(workshop.end)


def bits_of(spans: list[Span], week: int) -> int:
    """Which quarters of this week lie in one of them."""
    bits = 0
    for first, until in spans:
        low, high = max(first - week, 0), min(until - week, WEEK)
        if low < high:
            bits |= (1 << high) - (1 << low)
    return bits
