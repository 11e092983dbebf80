"""When a pair meets: among the starts that both have in common, the one that is fairest to both.

Wanted sessions are taken week by week. Of the starts of a week the one is taken for which the
worse off of the two, with what earlier sessions have cost, is least badly off; then the other;
then the one with fewer points; then the earliest. So the bad hour alternates within a pair.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from baraza.scheduling.domain.v1.slots import DAY, WEEK, Offsets, starts


@dataclass(frozen=True)
class Shared:
    """A week of two people: when both are free, and what a start costs each, by its place."""

    begins: int  # a Monday 00:00Z
    free: int  # bits of quarters at which both can
    mentor: Sequence[int]
    mentee: Sequence[int]


@dataclass(frozen=True)
class Pick:
    start: int
    mentor_points: int
    mentee_points: int


def choose(weeks: Iterable[Shared], length: int, carry: tuple[int, int]) -> list[Pick]:
    """The sessions of these weeks, in their order; none in a week without a common start."""
    picks = []
    for week in weeks:
        place = best(starts(week.free, length), week.mentor, week.mentee, carry)
        if place is not None:
            pick = Pick(week.begins + place, week.mentor[place], week.mentee[place])
            carry = carry[0] + pick.mentor_points, carry[1] + pick.mentee_points
            picks.append(pick)
    return picks


def best(
    possible: int, mentor: Sequence[int], mentee: Sequence[int], carry: tuple[int, int]
) -> int | None:
    """The one place among these bits that the rule takes; None where there is none."""
    chosen: tuple[int, int, int, int] | None = None
    for place in places(possible):
        mine, yours = mentor[place], mentee[place]
        one, other = carry[0] + mine, carry[1] + yours
        rank = (max(one, other), min(one, other), mine + yours, place)
        if chosen is None or rank < chosen:
            chosen = rank
    return None if chosen is None else chosen[-1]


def places(bits: int) -> Iterator[int]:
    """Which bits are set, the lowest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def points_of_week(
    points: Sequence[int],
    offsets: Offsets,
    begins: int,
    holidays: AbstractSet[int] = frozenset(),
    more: int = 0,
) -> Sequence[int]:
    """What a start costs somebody at each place of a UTC week, from points by local position.

    `holidays` are local days, counted from 1970, on which it costs so much `more`.
    """
    row: list[int] = []
    for number, (_, minutes) in enumerate(offsets):
        last = number + 1 == len(offsets)
        until = WEEK if last else min(max(offsets[number + 1][0] - begins, 0), WEEK)
        turn, first = minutes // 15 % WEEK, len(row)
        row += [*points[turn:], *points[:turn]][first:until]
        if holidays:
            for place in range(first, len(row)):
                if (begins + place + minutes // 15) // DAY in holidays:
                    row[place] += more
    return row
