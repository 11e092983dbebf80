"""Floors on groups that cross: the answer is the best for its subsidies, and its gap is true."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from altered import mutations
from baraza.matching.domain.v1 import certificate, crossing
from baraza.matching.domain.v1.certificate import BASE, MOST_POINTS, Rejected, canonical
from baraza.matching.domain.v1.crossing import instance as crossing_file
from baraza.matching.engine import NotUnique, reference
from baraza.matching.engine import crossing as engine
from baraza.matching.engine import result as result_file
from policy_rounds import (
    answers_that_keep,
    crossing_instance,
    crossing_rounds,
    made_crossing,
    permuted,
    points_of,
)

Change = Callable[[Any], None]

EXAMPLE = canonical(
    crossing_instance(
        [1, 1],
        [{1: 90, 2: 80}, {1: 70}, {2: 40}, {1: 20, 2: 30}],
        [((2, 3), 1), ((1, 3), 1), ((), 0)],
    )
)
"""Without floors the first two are matched; the first group's floor has to be paid for."""
RESULT = engine.solve(EXAMPLE)


THREE_IN_TWO = canonical(
    crossing_instance(
        [2],
        [{1: 0}, {1: 0}, {1: 0}, {1: 100}, {1: 99}],
        [((0, 1), 1), ((1, 2), 1), ((0, 2), 1)],
    )
)
"""Halves of the first three would keep every floor and leave half a place for the fourth; whole
people take both places. No subsidies close the gap between the two."""


def refused(asked: bytes, result: bytes) -> int:
    with pytest.raises(Rejected) as why:
        crossing.verify(asked, result)
    return why.value.reason


def changed(data: bytes, change: Change) -> bytes:
    document = json.loads(data)
    change(document)
    return canonical(document)


def put(*path: Any) -> Change:
    *way, last, value = path

    def change(document: Any) -> None:
        for step in way:
            document = document[step]
        document[last] = value

    return change


@settings(max_examples=250, deadline=None)
@given(crossing_rounds())
def test_no_matching_that_keeps_the_floors_has_more_than_welfare_and_gap(asked: bytes) -> None:
    every = answers_that_keep(crossing.read_instance(asked))
    try:
        result = json.loads(engine.solve(asked))
    except engine.NoAnswerFound:
        return

    best = max(total for total, _ in every)  # empty: an answer was found where there is none
    assert result["welfare"] <= points_of(best) <= result["welfare"] + result["gap"]
    assert dict(result["pairs"]) in [pairs for _, pairs in every]
    if result["gap"] == 0:
        assert [dict(result["pairs"])] == [pairs for total, pairs in every if total == best]


@settings(max_examples=150, deadline=None)
@given(crossing_rounds(), st.data())
def test_the_bound_holds_for_whatever_subsidies_are_stated(
    asked: bytes, data: st.DataObject
) -> None:
    read = crossing.read_instance(asked)
    amount = st.integers(0, 900)
    subsidies = tuple(data.draw(amount) if group.floor else 0 for group in read.groups)
    tried = engine.answered(read, subsidies, reference.priced)
    result = engine.result_of(read, tried)

    every = answers_that_keep(read)
    if all(c >= group.floor for c, group in zip(tried.counts, read.groups, strict=True)):
        gap = crossing.verify(asked, result)
        best = points_of(max(total for total, _ in every))
        welfare = json.loads(result)["welfare"]
        assert welfare <= best <= welfare + gap
    else:
        assert refused(asked, result) == 7


@settings(max_examples=40, deadline=None)
@given(crossing_rounds())
def test_both_engines_write_the_same_bytes(asked: bytes) -> None:
    assert answer(asked, "ortools") == answer(asked, "reference")


def answer(asked: bytes, by: str) -> Any:
    try:
        return engine.solve(asked, engine=by, steps=16)
    except engine.NoAnswerFound as none:
        return none.short


@settings(max_examples=80, deadline=None)
@given(crossing_rounds(), st.randoms(use_true_random=False))
def test_no_order_of_the_lists_reaches_pairs_or_subsidies(asked: bytes, chance: Random) -> None:
    read = crossing.read_instance(asked)
    other, mentees, _ = permuted(read.asked, chance)
    now = {old: new for new, old in enumerate(mentees)}
    groups = tuple(
        replace(group, members=tuple(now[who] for who in group.members)) for group in read.groups
    )

    def found(question: crossing.Crossing) -> Any:
        try:
            result = json.loads(engine.result_of(question, engine.search(question, steps=16)))
        except engine.NoAnswerFound as none:
            return none.short
        return sorted(result["pairs"]), result["subsidies"], result["gap"]

    assert found(crossing.Crossing(other, groups)) == found(read)


def test_where_halves_would_do_better_the_gap_says_how_much() -> None:
    result = engine.solve(THREE_IN_TWO)

    assert crossing.verify(THREE_IN_TWO, result) == 50
    assert json.loads(result)["welfare"] == 0


def test_larger_rounds_are_answered_within_a_small_gap() -> None:
    """Floors at nine tenths of the proportional share, on ten groups of three kinds."""
    for seed in range(3):
        asked = made_crossing(seed, 200, 60, 90)

        result = json.loads(engine.solve(asked, engine="ortools"))

        assert result["gap"] * 100 <= result["welfare"]  # within one per cent


def test_a_floor_out_of_reach_names_the_group_and_what_a_body_may_do() -> None:
    asked = changed(EXAMPLE, put("crossing", 0, "floor", 2))
    asked = changed(asked, put("mentees", 2, {"id": "e-0003", "mentors": [], "scores": []}))

    with pytest.raises(engine.NoAnswerFound, match=r"q-00 with 1 of 2.*lower one") as none:
        engine.solve(asked)

    assert none.value.short[0] == ("q-00", 1, 2)


# --- the example: its answer, and every fault of it by its number ---


def test_the_example_pays_for_its_floors() -> None:
    result = json.loads(RESULT)

    assert result["gap"] == crossing.verify(EXAMPLE, RESULT)
    assert result["matched"] == 2
    assert result["subsidies"][2] == 0


def test_every_single_mutation_of_the_example_is_refused() -> None:
    altered = mutations(RESULT)

    for other in altered:
        refused(EXAMPLE, other)
    assert len(altered) > 150


@settings(max_examples=25, deadline=None)
@given(crossing_rounds())
def test_every_single_mutation_of_a_small_result_is_refused(asked: bytes) -> None:
    try:
        result = engine.solve(asked, steps=16)
    except engine.NoAnswerFound:
        return

    for other in mutations(result):
        refused(asked, other)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (put("instance", "sha256:" + "0" * 64), 2),
        (put("format", "baraza-matching-result/1"), 2),
        (put("prices", "groups", [[0, "0"]]), 2),
        (put("prices", 3), 2),
        (put("pairs", 0, ["e-0099", "r-0001"]), 3),
        (put("pairs", []), 7),
        (put("subsidies", []), 10),
        (put("subsidies", 0, True), 10),
        (put("subsidies", 2, 1), 10),
        (put("subsidies", 0, 1 << 20), 10),
        (put("subsidies", 0, -1), 11),
        (put("subsidies", 0, 1_000), 13),
        (put("prices", "mentors", 0, [-1, "5"]), 11),
        (put("matched", 3), 16),
        (put("welfare", "130"), 16),
        (put("gap", 1_000), 16),
        (put("gap", False), 16),
        (put("lottery_total", "0"), 16),
    ],
)
def test_each_fault_has_its_number(change: Change, reason: int) -> None:
    assert refused(EXAMPLE, changed(RESULT, change)) == reason


def test_more_mentees_than_the_format_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crossing_file, "MOST_MENTEES", 3)

    assert refused(EXAMPLE, RESULT) == 1


ONE_OF_TWO = canonical(crossing_instance([1, 1], [{1: 5}, {1: 9}], []))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (put("pairs", [["e-0002", "r-0002"]]), 4),
        (put("pairs", [["e-0001", "r-0001"], ["e-0002", "r-0001"]]), 5),
        (put("prices", "mentors", []), 10),
        (put("prices", "mentors", 0, 1, "-0"), 10),
        (put("prices", "mentees", 0, [-1, "0"]), 12),
        (put("prices", "mentees", 0, [1, "0"]), 14),
        (put("prices", "mentors", 1, [1, "0"]), 15),
    ],
)
def test_each_fault_of_a_round_without_groups_has_its_number(change: Change, reason: int) -> None:
    assert refused(ONE_OF_TWO, changed(engine.solve(ONE_OF_TWO), change)) == reason


def test_prices_that_are_not_the_least_are_refused() -> None:
    def raised(result: Any) -> None:
        mentor, mentee = result["prices"]["mentors"][0], result["prices"]["mentees"][1]
        mentor[0], mentee[0] = mentor[0] + 1, mentee[0] - 1

    assert refused(ONE_OF_TWO, changed(engine.solve(ONE_OF_TWO), raised)) == 17


def test_an_answer_that_the_draw_leaves_open_is_void(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = canonical(crossing_instance([1], [{1: 5}, {1: 5}], []))
    for module in (certificate, reference, result_file):
        monkeypatch.setattr(module, "draw_of", lambda *_: 0)

    with pytest.raises(NotUnique) as tied:
        engine.solve(asked)
    assert refused(asked, tied.value.result) == 18


def test_subsidies_of_one_mentee_are_bounded_together() -> None:
    asked = canonical(crossing_instance([1], [{1: 5}], [((0,), 1), ((0,), 1)]))
    result = changed(engine.solve(asked), put("subsidies", [1 << 19, 1 << 19]))

    assert refused(asked, result) == 10


@pytest.mark.parametrize(
    "change",
    [
        put("format", "baraza-matching-crossing-instance/2"),
        put("groups", ["all"]),
        put("floors", {"targets": [0]}),
        put("crossing", 3),
        put("crossing", 0, "floor", 3),
        put("crossing", 0, "floor", -1),
        put("crossing", 0, "floor", True),
        put("crossing", 0, "members", [3, 2]),
        put("crossing", 0, "members", [2, 4]),
        put("crossing", 0, "members", [True, 3]),
        put("crossing", 0, "id", "q-01"),
        put("crossing", 0, "id", "Q"),
        put("crossing", 0, "id", 7),
        put("crossing", 0, "extra", 1),
        put("mentees", 0, "group", "all"),
        put("mentees", 0, "scores", [1]),
        put("mentees", {}),
        put("mentors", 0, "places", -1),
        put("mentors", 0, "id", "r-0002"),
    ],
)
def test_an_instance_of_another_form_is_refused(change: Change) -> None:
    asked = changed(EXAMPLE, change)

    assert refused(asked, RESULT) == 1
    with pytest.raises(Rejected):
        engine.solve(asked)


def test_whatever_is_wrong_with_an_instance_is_a_reason() -> None:
    for other in mutations(EXAMPLE):
        with suppress(Rejected, engine.NoAnswerFound):
            engine.solve(other, steps=2)


@pytest.mark.parametrize("groups", [[], [((), 0)]])
@pytest.mark.parametrize("rows", [[], [{}], [{1: 0}, {1: 0}]])
@pytest.mark.parametrize("places", [[0], [3]])
def test_rounds_of_next_to_nothing_verify(
    groups: list[Any], rows: list[dict[int, int]], places: list[int]
) -> None:
    asked = canonical(crossing_instance(places, rows, groups))

    assert crossing.verify(asked, engine.solve(asked)) == 0


def test_the_greatest_points_and_subsidies_stay_below_one_more_matched() -> None:
    """What the limit of this format is for."""
    most = (MOST_POINTS - 1) + (crossing.MOST_SUBSIDY - 1)

    assert most * crossing_file.MOST_MENTEES < BASE
