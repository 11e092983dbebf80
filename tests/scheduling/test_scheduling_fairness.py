"""The least bad hour: the same as trying them all, whatever the order of bands."""

import json
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.scheduling.domain.v1 import slots
from baraza.scheduling.domain.v1.fairness import (
    Group,
    Inconvenience,
    least_bad,
    points_of,
    rank,
    read_inconvenience,
)

STARTER = Path(__file__).parents[2] / "deploy" / "starter" / "scheduling"
RULES: dict[str, Any] = json.loads((STARTER / "inconvenience.json").read_bytes())
POINTS = read_inconvenience(RULES)
assert POINTS is not None
WEEK: tuple[int, ...] = POINTS.week(8)
MONDAY = slots.quarter_of(datetime(2027, 4, 19, tzinfo=UTC))

GROUPS = st.lists(
    st.builds(
        Group, hours_east=st.integers(-12, 15), members=st.integers(1, 50), carry=st.integers(0, 40)
    ),
    max_size=4,
    unique_by=lambda group: group.hours_east,
)
STARTS = st.lists(st.integers(MONDAY, MONDAY + 2000), min_size=1, max_size=30)


def slowly(group: Group, start: int, length: int) -> int:
    """Points by walking through every quarter on the wall clock of the band."""
    first = start + 4 * group.hours_east
    highest = 0
    for quarter in range(first, first + length):
        for begin, until, points in RULES["bands"]:
            if begin <= quarter % 96 < until:
                highest = max(highest, points)
    saturday_or_sunday = (first // 96 + 3) % 7 >= 5
    return highest + (RULES["weekend"] if saturday_or_sunday else 0)


@forall(GROUPS, st.integers(MONDAY, MONDAY + 5000), st.integers(1, 96))
def test_points_are_the_highest_band_met(groups: list[Group], start: int, length: int) -> None:
    week = Inconvenience("t", tuple(map(tuple, RULES["bands"])), 2, 15).week(length)
    expected = tuple(slowly(group, start, length) for group in groups)

    assert expected == points_of(week, groups, start)


@forall(GROUPS, STARTS)
def test_the_choice_is_that_of_trying_all(groups: list[Group], starts: list[int]) -> None:
    def badness(start: int) -> tuple[list[int], int, int]:
        points = [slowly(group, start, 8) for group in groups]
        totals = sorted((g.carry + p for g, p in zip(groups, points, strict=True)), reverse=True)
        return totals, sum(g.members * p for g, p in zip(groups, points, strict=True)), start

    assert min(starts, key=badness) == least_bad(WEEK, groups, starts)


@forall(GROUPS, STARTS)
def test_neither_order_of_bands_nor_of_starts_matters(
    groups: list[Group], starts: list[int]
) -> None:
    chosen = {least_bad(WEEK, order, reversed(starts)) for order in list(permutations(groups))[:24]}

    assert chosen == {least_bad(WEEK, groups, starts)}


@forall(st.lists(st.lists(st.integers(MONDAY, MONDAY + 400), min_size=4, max_size=4), min_size=1))
def test_taken_one_at_a_time_each_is_the_best_that_is_left(offered: list[list[int]]) -> None:
    """Three zones, four starts each: carry goes from one workshop to the next."""
    groups = [Group(-5, 6, 3), Group(1, 9, 0), Group(6, 4, 8)]
    for starts in offered[:4]:
        start = least_bad(WEEK, groups, starts)
        assert start is not None
        ranks = [rank(points_of(WEEK, groups, one), groups) for one in starts]
        assert rank(points_of(WEEK, groups, start), groups) == min(ranks)
        groups = [
            Group(g.hours_east, g.members, g.carry + p)
            for g, p in zip(groups, points_of(WEEK, groups, start), strict=True)
        ]


def test_the_worst_off_decide_before_the_many() -> None:
    """Rather seven in the morning for a thousand than late at night for one."""
    many, one = Group(0, 1000, 0), Group(12, 1, 0)
    starts = [MONDAY + hour * 4 for hour in range(24)]

    assert least_bad(WEEK, [many, one], starts) == MONDAY + 7 * 4


def test_who_bore_the_last_bad_hour_is_spared() -> None:
    west, east = Group(-6, 5, 0), Group(6, 5, 0)
    starts = [MONDAY + 14 * 4, MONDAY + 2 * 4]
    first = least_bad(WEEK, [west, east], starts)
    assert first is not None
    carried = points_of(WEEK, [west, east], first)
    second = least_bad(WEEK, [Group(-6, 5, 10 * carried[0]), Group(6, 5, 10 * carried[1])], starts)

    assert second is not None
    assert second != first


def test_nobody_to_ask_means_the_earliest() -> None:
    assert least_bad(WEEK, [], [MONDAY + 3, MONDAY]) == MONDAY
    assert least_bad(WEEK, [], []) is None


def test_points_of_the_example_of_the_published_format() -> None:
    """(0, 8, 1) at 11:00Z, (0, 1, 3) at 13:00Z, (0, 0, 8) at 14:00Z on 17 February 2027."""
    points = []
    for hour in (11, 13, 14):
        start = slots.quarter_of(datetime(2027, 2, 17, hour, tzinfo=UTC))
        lagos, bogota = points_of(WEEK, [Group(1, 9, 0), Group(-5, 6, 0)], start)
        kathmandu = WEEK[slots.position(slots.local(((0, 345),), start))]
        points.append((lagos, bogota, kathmandu))

    assert points == [(0, 8, 1), (0, 1, 3), (0, 0, 8)]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {**RULES, "more": 1},
        {**RULES, "weekend": -1},
        {**RULES, "weekend": True},
        {**RULES, "version": 1},
        {**RULES, "bands": "none"},
        {**RULES, "bands": [[0, 96]]},
        {**RULES, "bands": [[0, 40, 1], [48, 96, 0]]},
        {**RULES, "bands": [[0, 95, 1]]},
        {**RULES, "bands": [[0, 97, 1], [97, 96, 1]]},
        {**RULES, "bands": [[0, 96, 0.5]]},
        {**RULES, "bands": []},
    ],
)
def test_a_text_that_does_not_cover_the_day_means_nothing(wrong: dict[str, Any]) -> None:
    assert read_inconvenience(wrong) is None
