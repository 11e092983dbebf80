"""Floors against complete enumeration: the vector, what it costs, and the whole answer under it."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from baraza.matching import engine
from baraza.matching.domain.v1.certificate import BASE, DRAW, LOW, canonical, read_instance, verify
from baraza.matching.engine.floors import leximin
from rounds import best_answers, best_floors, instance, small_rounds

EXAMPLES = Path(__file__).parent / "examples"


def number_of(asked: bytes) -> int:
    return int(json.loads(engine.search(read_instance(asked)))["matched"])


@settings(max_examples=600, deadline=None)
@given(small_rounds(floors=True))
def test_the_vector_is_the_best_of_all_that_can_be_had(asked: bytes) -> None:
    read = read_instance(asked)

    assert list(leximin(read).vector) == best_floors(read)


@settings(max_examples=300, deadline=None)
@given(small_rounds(floors=True))
def test_the_answer_is_the_best_of_all_that_keep_the_floors(asked: bytes) -> None:
    read = read_instance(asked)
    total, best = best_answers(read, floors=best_floors(read))

    result = json.loads(engine.solve(asked))

    assert [dict(result["pairs"])] == best
    assert result["matched"] == total >> (LOW + DRAW)
    assert result["welfare"] == (total >> LOW) & (BASE - 1)


@settings(max_examples=300, deadline=None)
@given(small_rounds(floors=True))
def test_floors_never_cost_a_place(asked: bytes) -> None:
    without = json.loads(asked)
    without["floors"]["targets"] = [0] * len(without["groups"])

    assert number_of(asked) == number_of(canonical(without))


def test_a_mentee_gives_way_inside_its_own_group() -> None:
    """The first trap of section 14: e-0002 must leave its place to e-0003, of its own group."""
    rows = [{1: 5}, {1: 9, 2: 5}, {2: 9}]
    asked = canonical(
        instance("trap", [1, 1], rows, groups=["a", "b"], group_of=[0, 1, 1], targets=[1, 2])
    )

    assert leximin(read_instance(asked)).vector == (1, 1)
    assert json.loads(engine.solve(asked))["floors"] == [1, 1]


def test_equal_rates_please_the_group_that_was_declared_earlier() -> None:
    for labels in (["a", "b"], ["b", "a"]):
        asked = instance("tie", [1], [{1: 0}, {1: 9}], groups=labels, group_of=[0, 1])
        asked["floors"]["targets"] = [1, 1]

        assert json.loads(engine.solve(canonical(asked)))["floors"] == [1, 0]


@pytest.mark.parametrize(
    "rows", [[], [{}], [{}, {}], [{1: 0}] * 5], ids=["nobody", "one", "two", "five"]
)
@pytest.mark.parametrize("places", [[], [0], [0, 3]])
def test_rounds_of_nothing_verify(rows: list[dict[int, int]], places: list[int]) -> None:
    kept = [{j: w for j, w in row.items() if j <= len(places)} for row in rows]
    asked = canonical(instance("empty", places, kept, targets=[len(rows)]))

    verify(asked, engine.solve(asked))


def test_the_published_example_is_found_byte_for_byte() -> None:
    asked = (EXAMPLES / "matching-instance.json").read_bytes()

    assert engine.solve(asked) == (EXAMPLES / "matching-result.json").read_bytes()
