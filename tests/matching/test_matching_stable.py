"""Deferred acceptance as a policy: stable, the best such answer for every mentee, and proven."""

import json
from collections.abc import Callable
from contextlib import suppress
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from altered import mutations
from baraza.matching.domain.v1 import stable
from baraza.matching.domain.v1.certificate import Rejected, canonical
from baraza.matching.domain.v1.stable import instance as stable_file
from baraza.matching.domain.v1.stable.acceptance import accepted
from baraza.matching.engine import NotUnique
from baraza.matching.engine import stable as engine
from policy_rounds import (
    both_orders,
    grievances,
    issue_159_ordered,
    permuted,
    stable_answers,
    stable_instance,
    stable_rounds,
)
from rounds import DATA

Change = Callable[[Any], None]

TWO_ANSWERS = stable_instance([1, 1], [{1: (9, 1), 2: (5, 9)}, {1: (5, 9), 2: (9, 1)}])
"""Two stable answers: each mentee with its first mentor, or each mentor with its first mentee."""


def refused(asked: bytes, result: bytes) -> int:
    with pytest.raises(Rejected) as why:
        stable.verify(asked, result)
    return why.value.reason


def changed(document: Any, change: Change) -> bytes:
    other = json.loads(canonical(document))
    change(other)
    return canonical(other)


@settings(max_examples=200, deadline=None)
@given(stable_rounds(mentees=5))
def test_the_answer_is_stable_and_every_mentees_best_of_all_stable_ones(asked: bytes) -> None:
    read = stable.read_instance(asked)
    mine, _ = both_orders(read)
    every = list(stable_answers(read))

    pairs = dict(json.loads(engine.solve(asked))["pairs"])

    assert pairs in every
    for other in every:
        assert other.keys() == pairs.keys()  # the same are matched in every stable answer
        assert all(mine[who, pairs[who]] >= mine[who, other[who]] for who in pairs)


@settings(max_examples=100, deadline=None)
@given(stable_rounds(), st.randoms(use_true_random=False))
def test_the_order_of_proposing_does_not_matter(asked: bytes, chance: Random) -> None:
    read = stable.read_instance(asked)
    order = list(range(len(read.asked.mentees)))
    chance.shuffle(order)

    assert accepted(read.asked, read.wishes(), order) == accepted(read.asked, read.wishes())


@settings(max_examples=100, deadline=None)
@given(stable_rounds(), st.randoms(use_true_random=False))
def test_no_order_of_the_lists_reaches_the_pairs(asked: bytes, chance: Random) -> None:
    read = stable.read_instance(asked)
    other, mentees, within = permuted(read.asked, chance)
    points = tuple(
        tuple(read.mentor_points[who][at] for at in order)
        for who, order in zip(mentees, within, strict=True)
    )
    shuffled = stable.Stable(other, points)

    pairs = sorted(json.loads(engine.written(shuffled, engine.search(shuffled)))["pairs"])

    assert pairs == json.loads(engine.solve(asked))["pairs"]


@settings(max_examples=40, deadline=None)
@given(stable_rounds())
def test_every_single_mutation_of_a_result_is_refused(asked: bytes) -> None:
    for other in mutations(engine.solve(asked)):
        refused(asked, other)


def test_a_stable_answer_that_is_not_the_mentees_best_is_refused() -> None:
    asked = canonical(TWO_ANSWERS)
    best = engine.solve(asked)

    def mentors_best(result: Any) -> None:
        result["pairs"] = [["e-0001", "r-0002"], ["e-0002", "r-0001"]]

    assert json.loads(best)["pairs"] == [["e-0001", "r-0001"], ["e-0002", "r-0002"]]
    assert refused(asked, changed(json.loads(best), mentors_best)) == 27


@pytest.mark.parametrize(
    ("pairs", "reason"),
    [
        ([], 26),
        ([["e-0001", "r-0001"]], 26),
        ([["e-0001", "r-0001"], ["e-0002", "r-0001"]], 5),
        ([["e-0002", "r-0002"], ["e-0001", "r-0001"]], 3),
        ([["e-0001", "r-0009"]], 3),
        ("pairs", 3),
    ],
)
def test_each_fault_of_the_pairs_has_its_number(pairs: Any, reason: int) -> None:
    asked = canonical(TWO_ANSWERS)
    result = json.loads(engine.solve(asked))
    result |= {"pairs": pairs, "matched": len(pairs)}

    assert refused(asked, canonical(result)) == reason


def test_a_pair_that_is_no_candidate_is_refused() -> None:
    asked = canonical(stable_instance([1, 1], [{1: (1, 1)}]))
    result = json.loads(engine.solve(asked)) | {"pairs": [["e-0001", "r-0002"]]}

    assert refused(asked, canonical(result)) == 4


def test_a_mentor_without_places_gives_nobody_a_grievance() -> None:
    asked = canonical(stable_instance([0], [{1: (9, 9)}]))

    assert json.loads(engine.solve(asked))["pairs"] == []


def test_an_order_that_the_draw_leaves_open_is_void(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stable_file, "draw_of", lambda *_: 0)
    asked = canonical(stable_instance([1], [{1: (3, 5)}, {1: (2, 5)}]))

    with pytest.raises(NotUnique) as tied:
        engine.solve(asked)
    assert refused(asked, tied.value.result) == 18


def _put(*path: Any) -> Change:
    *way, last, value = path

    def change(document: Any) -> None:
        for step in way:
            document = document[step]
        document[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _put("format", "baraza-matching-stable-instance/2"),
        _put("floors", {"targets": [0]}),
        _put("groups", 3),
        _put("mentees", None),
        _put("mentees", [{}]),
        _put("mentees", 0, "scores", [1, 1]),
        _put("mentees", 0, "mentor_points", [1]),
        _put("mentees", 0, "mentor_points", [1, True]),
        _put("mentees", 0, "mentor_points", [1, 1 << 20]),
        _put("mentees", 0, "mentor_points", {}),
        _put("mentees", 0, "mentee_points", [1, -1]),
        _put("mentees", 0, "mentee_points", [1]),
        _put("mentees", 1, "id", "e-0001"),
        _put("mentees", 0, "mentors", [1, 0]),
        _put("mentees", 0, "mentors", None),
        _put("mentors", 0, "places", -1),
        _put("lottery", "draw", 1),
    ],
)
def test_an_instance_of_another_form_is_refused(change: Change) -> None:
    asked = changed(TWO_ANSWERS, change)

    assert refused(asked, b"{}") == 1
    with pytest.raises(Rejected):
        engine.solve(asked)


@pytest.mark.parametrize("asked", [b"", b"[]", b"null", b"\xff", b"{}", b"[" * 100_000])
def test_bytes_that_are_no_instance_are_refused(asked: bytes) -> None:
    assert refused(asked, b"{}") == 1


def test_whatever_is_wrong_with_an_instance_is_a_reason() -> None:
    for other in mutations(canonical(TWO_ANSWERS)):
        with suppress(Rejected):
            engine.solve(other)


def test_everybody_may_have_to_ask_everybody() -> None:
    """Equal tastes on both sides: each place is asked by all who are left, without recursion."""
    rows = [{j: (1000 - j, 1000 - i) for j in range(1, 101)} for i in range(150)]
    asked = canonical(stable_instance([1] * 100, rows))

    result = json.loads(engine.solve(asked))

    assert result["pairs"][:2] == [["e-0001", "r-0001"], ["e-0002", "r-0002"]]
    assert result["matched"] == 100


@pytest.mark.skipif(
    not (DATA / "joss-matching").is_dir(),
    reason="the development data are absent (set BARAZA_TEST_DATA)",
)
@pytest.mark.parametrize("places", [1, 2])
def test_real_preferences_of_two_sides_leave_no_grievance(places: int) -> None:
    """Strict orders of both sides: the draw is never asked."""
    document = issue_159_ordered(places)
    asked = canonical(document)
    read = stable.read_instance(asked)

    pairs = dict(json.loads(engine.solve(asked))["pairs"])

    assert list(grievances(read, pairs, both_orders(read))) == []
    assert len(pairs) > 30
