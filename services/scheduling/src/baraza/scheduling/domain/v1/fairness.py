"""Who bears the bad hours: points of inconvenience, their carry, and the least bad start.

The rule is step 3 of the rotation, version 1, for one workshop at a time in the order in which
they are announced: the totals of all zone bands, sorted from the worst, are to be as small as
possible, compared from the worst; then the sum over members; then the earlier start. Bands count,
not members: a band is not worse off because few live there. A start that is no worse anywhere is
preferred by that order already, so nothing needs to be dropped beforehand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from baraza.scheduling.domain.v1.slots import DAY, WEEK, position

_SATURDAY = 5
MOST = 10_000  # points: a bound on what a text may say

Rank: TypeAlias = tuple[tuple[int, ...], int]


@dataclass(frozen=True)
class Inconvenience:
    """An adopted text: points by local quarter of the day, and for a day of rest."""

    version: str
    bands: tuple[tuple[int, int, int], ...]  # from, until, points; they cover the day
    weekend: int
    holiday: int

    def week(self, length: int) -> tuple[int, ...]:
        """Points of a workshop of this many quarters, by the week position where it begins.

        The highest band met up to but not including the end, and more on Saturday and Sunday.
        """
        day = [points for first, until, points in self.bands for _ in range(first, until)]
        met = [max(day[(q + k) % DAY] for k in range(min(length, DAY))) for q in range(DAY)]
        return tuple(
            met[p % DAY] + (self.weekend if p // DAY >= _SATURDAY else 0) for p in range(WEEK)
        )


@dataclass(frozen=True)
class Group:
    """The people of one zone band, and what earlier workshops have cost them."""

    hours_east: int
    members: int
    carry: int


def read_inconvenience(rules: Mapping[str, Any]) -> Inconvenience | None:
    """The text that these rules mean; None for any that means nothing."""
    if set(rules) != {"version", "bands", "weekend", "holiday"}:
        return None
    bands, version = rules["bands"], rules["version"]
    if not isinstance(bands, list | tuple) or not isinstance(version, str):
        return None
    if not all(isinstance(row, list | tuple) and len(row) == 3 for row in bands):
        return None
    numbers = [n for row in bands for n in row] + [rules["weekend"], rules["holiday"]]
    if not all(type(n) is int and 0 <= n <= MOST for n in numbers):
        return None
    edges = [0, *(until for _, until, _ in bands)]
    if [first for first, _, _ in bands] != edges[:-1] or edges[-1] != DAY or sorted(edges) != edges:
        return None
    rows = tuple((first, until, points) for first, until, points in bands)
    return Inconvenience(version, rows, rules["weekend"], rules["holiday"])


def points_of(week: Sequence[int], groups: Sequence[Group], start: int) -> tuple[int, ...]:
    """What a start costs each band; `week` is `Inconvenience.week` of the workshop's length."""
    return tuple(week[position(start + 4 * group.hours_east)] for group in groups)


def rank(points: Sequence[int], groups: Sequence[Group]) -> Rank:
    """How bad a start is: all totals from the worst, then the sum over members."""
    totals = sorted((g.carry + p for g, p in zip(groups, points, strict=True)), reverse=True)
    return tuple(totals), sum(g.members * p for g, p in zip(groups, points, strict=True))


def least_bad(week: Sequence[int], groups: Sequence[Group], starts: Iterable[int]) -> int | None:
    """The one start that the rotation takes among these; None if there are none.

    A rank depends on the position in the week alone, so that no more than 672 are computed.
    """
    ranks: dict[int, Rank] = {}
    best: tuple[Rank, int] | None = None
    for start in starts:
        where = position(start)
        if where not in ranks:
            ranks[where] = rank(points_of(week, groups, start), groups)
        if best is None or (ranks[where], start) < best:
            best = ranks[where], start
    return None if best is None else best[1]
