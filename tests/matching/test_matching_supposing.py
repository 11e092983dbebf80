"""Another input under the same draws: what comes out is what enumeration finds."""

import json
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.matching import engine
from baraza.matching.domain.explaining import Parts, Solved, Worth, one_more_place
from baraza.matching.domain.v1.certificate import Instance
from baraza.matching.engine.supposing import (
    BadChange,
    Change,
    Places,
    Score,
    Target,
    Weight,
    equity,
    sensitivity,
    solved_again,
    supposed,
    what_if,
)
from rounds import all_answers, best_answers, best_floors, keeps, small_rounds

EXAMPLES = Path(__file__).parent / "examples"
INSTANCE = (EXAMPLES / "matching-instance.json").read_bytes()
RESULT = (EXAMPLES / "matching-result.json").read_bytes()


@st.composite
def changes(draw: st.DrawFn, asked: Instance) -> Change | None:
    """Any that can be supposed of this round; None of one that has nothing to change."""
    able: list[Change] = [
        Target(group, draw(st.integers(0, size)))
        for group, size in zip(asked.groups, asked.sizes, strict=True)
    ]
    able += [Places(mentor, draw(st.integers(0, 3))) for mentor in asked.mentors]
    able += [
        Score(row.id, asked.mentors[j], draw(st.sampled_from([0, 3, 900])))
        for row in asked.mentees
        for j in row.mentors
    ]
    return draw(st.sampled_from(able)) if able else None


@settings(max_examples=100, deadline=None)
@given(small_rounds(mentees=5, mentors=3, floors=True), st.data())
def test_a_change_gives_what_enumeration_finds(asked: bytes, data: st.DataObject) -> None:
    try:
        now = Solved.read(asked, engine.solve(asked))
    except engine.NotUnique:
        return
    change = data.draw(changes(now.asked))
    other = supposed(now.asked, [change] if change else [])
    floors = best_floors(other)
    best, found = best_answers(other, floors=floors)
    told = what_if(now, [change] if change else [])

    assert other.seed == now.asked.seed
    assert len(found) == 1
    mate = {
        row.id: now.asked.mentors[j]
        for row, j in zip(now.asked.mentees, now.held, strict=True)
        if now.is_mentor(j)
    }
    for mentee, before, after in told.moved:
        assert mate.pop(mentee, None) == before
        if after is not None:
            mate[mentee] = after
    assert mate == found[0]
    assert [then for _, then in told.floors] == floors
    worth = Worth.of(best)
    assert (told.matched[1], told.welfare[1]) == (worth.matched, worth.points)


@settings(max_examples=100, deadline=None)
@given(small_rounds(mentees=5, mentors=3, floors=True))
def test_equity_costs_points_and_no_place(asked: bytes) -> None:
    try:
        now = Solved.read(asked, engine.solve(asked))
    except engine.NotUnique:
        return
    free = Worth.of(max(total for total, _ in all_answers(now.asked)))
    told = equity(now)

    assert told.matched == free.matched
    assert told.without_floors == free.points
    assert told.price == free.points - now.welfare >= 0


@settings(max_examples=60, deadline=None)
@given(small_rounds(mentees=5, mentors=3))
def test_one_more_place_without_floors_is_its_price(asked: bytes) -> None:
    try:
        now = Solved.read(asked, engine.solve(asked))
    except engine.NotUnique:
        return
    for at, mentor in enumerate(now.asked.mentors):
        then = solved_again(now.asked, [Places(mentor, now.asked.places[at] + 1)])
        gain = sum(then.worth(i, j) for i, j in enumerate(then.held)) - sum(
            now.worth(i, j) for i, j in enumerate(now.held)
        )
        assert one_more_place(now, at) == Worth.of(gain)


@settings(max_examples=40, deadline=None)
@given(small_rounds(mentees=4, mentors=3, floors=True), st.data())
def test_a_weight_moved_is_every_part_moved(asked: bytes, data: st.DataObject) -> None:
    try:
        now = Solved.read(asked, engine.solve(asked))
    except engine.NotUnique:
        return
    split = {
        (who, mentor): data.draw(st.integers(0, score))
        for who, row in enumerate(now.asked.mentees)
        for mentor, score in zip(row.mentors, row.scores, strict=True)
    }
    parts = Parts(
        ("one", "two"),
        {pair: (first, now.score(*pair) - first) for pair, first in split.items()},
    )
    told = tuple(sensitivity(now, parts))

    assert [(row.part, row.per_cent) for row in told] == [
        *(("one", 110), ("one", 90)),
        *(("two", 110), ("two", 90)),
    ]
    up = supposed(now.asked, [Weight("one", 110)], parts)
    for who, row in enumerate(up.mentees):
        for mentor, score in zip(row.mentors, row.scores, strict=True):
            one, two = parts.of[who, mentor]
            assert score == one * 110 // 100 + two
    floors = best_floors(now.asked)
    for leaning, per_cent in zip(told[:2], (110, 90), strict=True):
        other = supposed(now.asked, [Weight("one", per_cent)], parts)
        best = max(t for t, pairs in all_answers(other) if keeps(other, pairs, floors))
        assert leaning.welfare == Worth.of(best).points
        assert leaning.adopted_welfare <= now.welfare
        assert sum(leaning.by_group) == sum(now.matched)
        assert (leaning.pairs == 0) <= (leaning.adopted_welfare == now.welfare)


def test_the_published_example_pays_sixty_points_for_its_floors() -> None:
    now = Solved.read(INSTANCE, RESULT)
    told = what_if(now, [Target("africa", 0), Target("asia", 0)])

    assert (equity(now).price, equity(now).without_floors) == (60, 2300)
    assert told.welfare == (2240, 2300)
    assert told.moved == (("e-02", "r-bo", None), ("e-05", None, "r-bo"))
    assert told.by_group == ((1, 0), (2, 3))


def test_two_changes_are_supposed_together() -> None:
    now = Solved.read(INSTANCE, RESULT)
    told = what_if(now, [Places("r-bo", 3), Score("e-01", "r-ada", 2000)])

    assert told.matched == (3, 4)
    assert ("e-01", None, "r-ada") in told.moved
    assert now.asked.places == (1, 2)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Places("r-nobody", 1), "no mentor r-nobody in this round"),
        (Places("r-bo", -1), "-1 places"),
        (Score("e-01", "r-bo", 5), "e-01 and r-bo are no possible pair"),
        (Score("e-09", "r-bo", 5), "no mentee e-09 in this round"),
        (Score("e-02", "r-bo", 1 << 20), "e-02: a score out of range"),
        (Target("mars", 1), "no group mars in this round"),
        (Target("asia", 4), "asia has 3 members"),
        (
            Weight("hours", 110),
            "a weight or a part can be changed where the scores exhibit is given",
        ),
    ],
)
def test_what_cannot_be_supposed_is_said(change: Change, says: str) -> None:
    now = Solved.read(INSTANCE, RESULT)
    with pytest.raises(BadChange, match=says):
        what_if(now, [change])


def test_every_member_of_the_instance_is_carried_over() -> None:
    now = Solved.read(INSTANCE, RESULT).asked
    other = supposed(now, [])

    assert {one.name: getattr(other, one.name) for one in fields(Instance)} == {
        one.name: getattr(now, one.name) for one in fields(Instance)
    }
    assert json.loads(RESULT)["instance"] == other.digest
