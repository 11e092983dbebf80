"""When a pair meets: never outside their hours, never a clash, and the bad hour alternates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import assume, settings
from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.decider import Refused
from baraza.scheduling import engine
from baraza.scheduling.domain import CURRENT
from baraza.scheduling.domain.v1 import slots
from baraza.scheduling.domain.v1.common import Shared, best, choose, places, points_of_week
from baraza.scheduling.domain.v1.fairness import read_inconvenience
from baraza.scheduling.messages import BookSession
from baraza.scheduling.vault import Hours
from given import Given, given
from timetables import (
    ANA,
    BOB,
    FIRST_WEEK,
    LEE,
    READY,
    TIED_AT,
    adopted,
    book,
    booked,
    changed,
    enrolled,
    myself,
    running,
    starter,
    tie,
)

ZONES = ("Africa/Lagos", "Asia/Kathmandu", "Europe/Warsaw", "Pacific/Chatham", "America/Lima")
LATER = TIED_AT + timedelta(hours=1)
POINTS = read_inconvenience(starter("inconvenience"))
assert POINTS is not None


def search(history: Given, command: BookSession, said: dict[str, Hours]) -> engine.Sessions:
    def hours(who: str) -> Sequence[Hours]:
        return [said[who]] if who in said else []

    return engine.sessions(history.state, command, hours, LATER)


def filled(command: BookSession, found: engine.Sessions) -> BookSession:
    return BookSession.model_validate({**dict(command), **vars(found)})


def stated(*weekly: tuple[int, int], zone: str = "Africa/Lagos", on: str = "2027-03-01") -> Hours:
    return Hours(on, weekly, zone)


# --- the rule of choice --------------------------------------------------------------------


@dataclass(frozen=True)
class Oracle:
    """The choice by its definition, over all starts."""

    bits: int
    length: int

    def starts(self) -> list[int]:
        """By trying every quarter in turn."""
        return [
            q
            for q in range(slots.WEEK - self.length + 1)
            if all(self.bits >> (q + k) & 1 for k in range(self.length))
        ]

    def best(self, mentor: Any, mentee: Any, carry: tuple[int, int]) -> int | None:
        def rank(q: int) -> Any:
            totals = sorted((carry[0] + mentor[q], carry[1] + mentee[q]), reverse=True)
            return totals, mentor[q] + mentee[q], q

        return min(self.starts(), key=rank, default=None)


runs = st.lists(st.tuples(st.integers(0, slots.WEEK - 1), st.integers(1, 12)), max_size=12)


@settings(deadline=None, max_examples=60)
@forall(
    runs,
    st.sampled_from([1, 2, 3, 4, 5, 8]),
    st.lists(st.integers(0, 20), min_size=7, max_size=7),
    st.lists(st.integers(0, 20), min_size=5, max_size=5),
    st.tuples(st.integers(0, 40), st.integers(0, 40)),
)
def test_the_best_common_start_is_the_best_of_all(
    free: list[tuple[int, int]],
    length: int,
    mine: list[int],
    yours: list[int],
    carry: tuple[int, int],
) -> None:
    bits = slots.weekly_bits([(q, q + n) for q, n in free]) & slots.WHOLE
    mentor = [mine[q % 7] for q in range(slots.WEEK)]
    mentee = [yours[q % 5] for q in range(slots.WEEK)]
    oracle = Oracle(bits, length)
    possible = slots.starts(bits, length)

    assert list(places(possible)) == oracle.starts()
    assert best(possible, mentor, mentee, carry) == oracle.best(mentor, mentee, carry)


def test_the_bad_hour_alternates_within_a_pair() -> None:
    """Two starts, each bad for one of them: each has it every other week."""
    mentor, mentee = [0] * slots.WEEK, [0] * slots.WEEK
    mentor[40], mentee[60] = 8, 8
    free = 1 << 40 | 1 << 60
    weeks = [Shared(slots.WEEK * k, free, mentor, mentee) for k in range(4)]

    picks = choose(weeks, 1, (0, 0))

    assert [pick.start % slots.WEEK for pick in picks] == [40, 60, 40, 60]


def test_a_week_without_a_common_start_is_left_out() -> None:
    none = [0] * slots.WEEK
    weeks = [Shared(0, 0b0111, none, none), Shared(slots.WEEK, 0b1111, none, none)]

    assert [pick.start for pick in choose(weeks, 4, (0, 0))] == [slots.WEEK]


@settings(deadline=None, max_examples=60)
@forall(st.sampled_from(ZONES), st.integers(0, 104), st.integers(1, 12))
def test_points_of_a_week_are_those_of_each_quarter(zone: str, later: int, length: int) -> None:
    """In weeks in which the clocks change too."""
    week = FIRST_WEEK + timedelta(weeks=later)
    first = slots.quarter_of(week)
    offsets = engine.offsets(zone, first, first + slots.WEEK)
    holiday = (first + 300 + slots.minutes_east(offsets, first) // 15) // slots.DAY
    assert POINTS is not None
    points = POINTS.week(length)

    row = points_of_week(points, offsets, first, frozenset({holiday}), 15)

    assert len(row) == slots.WEEK
    for q in range(slots.WEEK):
        local = slots.local(offsets, first + q)
        more = 15 if local // slots.DAY == holiday else 0
        assert row[q] == points[slots.position(local)] + more


# --- what is proposed to a pair ------------------------------------------------------------

ranges = st.lists(
    st.tuples(st.integers(0, slots.WEEK - 16), st.integers(4, 16)), min_size=1, max_size=10
)
people = st.tuples(st.sampled_from(ZONES), ranges)


def of(drawn: tuple[str, list[tuple[int, int]]]) -> Hours:
    zone, rows = drawn
    return stated(*((first, first + long) for first, long in rows), zone=zone)


@settings(deadline=None, max_examples=80)
@forall(
    people,
    people,
    st.integers(0, 40),
    st.integers(1, 3),
    st.sampled_from([30, 60, 90]),
    st.lists(st.integers(0, slots.WEEK * 3), max_size=6),
    st.integers(0, slots.WEEK - 8),
)
def test_what_is_proposed_is_never_outside_hours_nor_a_clash(
    mentor: Any, mentee: Any, later: int, every: int, minutes: int, taken: list[int], at: int
) -> None:
    """And its rule accepts it (I29 too: nothing beyond the horizon is proposed)."""
    first = FIRST_WEEK + timedelta(weeks=later)
    others = [
        booked(slots.time_of(slots.quarter_of(first) + q), f"o{k}", relationship="t2", mentee=BOB)
        for k, q in enumerate(taken)
    ]
    workshop = running(start=slots.time_of(slots.quarter_of(first) + at))
    history = given(
        CURRENT,
        *READY,
        tie(ends_on=None),
        tie("t2", LEE, BOB),
        *others,
        *workshop,
        enrolled(ANA),
    )
    command = book(first_week=first, every_weeks=every, sessions=4, minutes=minutes)
    said = {LEE: of(mentor), ANA: of(mentee)}

    found = search(history, command, said)

    assume(found.starts)
    outcome = history.when(filled(command, found), myself(ANA, LATER)).stands()
    assert len(outcome.facts) == len(found.starts)
    for start, end in ((s, s + timedelta(minutes=minutes)) for s in found.starts):
        for hours in said.values():
            assert_free(hours, slots.quarter_of(start), slots.quarter_of(end))


def assert_free(hours: Hours, first: int, until: int) -> None:
    for quarter in range(first, until):
        offsets = engine.offsets(hours.zone, quarter, quarter + 1)
        where = slots.position(slots.local(offsets, quarter))
        assert any(low <= where < high for low, high in hours.weekly)


def test_a_pair_keeps_its_hours_over_both_clock_changes() -> None:
    """Warsaw and Lagos, 13 to 14 in Warsaw each Monday, from March to November."""
    history = given(CURRENT, *READY, tie(ends_on=None))
    week = datetime.fromisoformat("2027-03-22T00:00Z")
    later = datetime.fromisoformat("2027-10-25T00:00Z")
    said = {LEE: stated((52, 56), zone="Europe/Warsaw", on="2027-01-01"), ANA: stated((40, 72))}

    def hours(who: str) -> Sequence[Hours]:
        return [said[who]]

    def hour(first: datetime, k: int) -> str:
        command = book(first_week=first, sessions=2)
        found = engine.sessions(history.state, command, hours, TIED_AT - timedelta(days=20))
        return found.starts[k].strftime("%m-%d %H:%M")

    assert [hour(week, 0), hour(week, 1)] == ["03-22 12:00", "03-29 11:00"]
    assert [hour(later, 0), hour(later, 1)] == ["10-25 11:00", "11-01 12:00"]


def test_a_holiday_costs_more_than_another_day() -> None:
    feast = {"source": "told", "version": "1", "dates": {"Africa/Lagos": ["2027-04-05"]}}
    history = given(CURRENT, *READY, *adopted("holidays", feast, None), tie())
    said = {LEE: stated((36, 40), (132, 136)), ANA: stated((36, 40), (132, 136))}

    found = search(history, book(sessions=1), said)

    assert found.starts[0].date().isoformat() == "2027-04-06"
    assert (found.mentor_points, found.mentee_points) == ((0,), (0,))


def test_hours_that_hold_later_do_not_hold_yet() -> None:
    history = given(CURRENT, *READY, tie())
    said = {LEE: stated((36, 60)), ANA: stated((36, 60), on="2027-04-12")}

    found = search(history, book(sessions=3), said)

    assert [start.date().isoformat() for start in found.starts] == ["2027-04-12", "2027-04-19"]


@pytest.mark.parametrize("without", ["tie", "points", "hours"])
def test_where_nothing_can_be_found_nothing_is_proposed(without: str) -> None:
    facts = READY[:8] if without == "points" else READY
    history = given(CURRENT, *facts, *([] if without == "tie" else [tie()]))
    said = {} if without == "hours" else {LEE: stated((36, 60)), ANA: stated((36, 60))}

    assert search(history, book(sessions=3), said) == engine.Sessions()


def test_nothing_is_proposed_after_the_relationship_ends() -> None:
    history = given(CURRENT, *READY, tie(ends_on="2027-04-13"))
    said = {LEE: stated((36, 60), (132, 156)), ANA: stated((132, 156))}

    found = search(history, book(sessions=3), said)

    assert [start.date().isoformat() for start in found.starts] == ["2027-04-06"]


def test_nothing_is_proposed_in_a_pause() -> None:
    history = given(CURRENT, *READY, tie(), changed("pause", "2027-04-13"))
    said = {LEE: stated((36, 60), (132, 156)), ANA: stated((36, 60), (132, 156))}

    found = search(history, book(sessions=3), said)

    assert [start.date().isoformat() for start in found.starts] == ["2027-04-13", "2027-04-19"]


def test_what_the_search_leaves_out_its_rule_refuses() -> None:
    history = given(CURRENT, *READY, tie())
    found = search(history, book(sessions=3), {})
    decided = history.when(filled(book(), found), myself(ANA, LATER)).decided

    assert decided == Refused("outside_availability")
