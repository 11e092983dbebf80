"""The reference engine against complete enumeration: number, points, lottery and pairs."""

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.matching import engine
from baraza.matching.domain.v1.certificate import (
    BASE,
    DRAW,
    LOW,
    Rejected,
    canonical,
    digest,
    read_instance,
    strict,
    verify,
)
from baraza.matching.domain.v1.lottery import check_voids, drawn_again, drawn_before
from baraza.matching.engine import reference
from draws import every_draw_zero
from rounds import best_answers, instance, small_rounds


def pairs_of(result: bytes) -> dict[str, str]:
    return dict(json.loads(result)["pairs"])


@settings(max_examples=300, deadline=None)
@given(small_rounds())
def test_the_engine_finds_what_enumeration_finds(asked: bytes) -> None:
    total, best = best_answers(read_instance(asked))

    result = json.loads(engine.solve(asked))

    assert [dict(result["pairs"])] == best
    assert result["matched"] == total >> (LOW + DRAW)
    assert result["welfare"] == (total >> LOW) & (BASE - 1)
    assert result["lottery_total"] == str(total & ((1 << LOW) - 1))


@settings(max_examples=200, deadline=None)
@given(small_rounds())
def test_a_forced_tie_ends_in_reason_18_just_when_another_answer_is_as_good(asked: bytes) -> None:
    _, best = best_answers(read_instance(asked), drawn=False)

    with every_draw_zero():
        try:
            unique = pairs_of(engine.solve(asked)) in best
        except engine.NotUnique as tied:
            unique = False
            with pytest.raises(Rejected) as why:
                verify(asked, tied.result)
            assert why.value.reason == 18

    assert unique == (len(best) == 1)


@settings(max_examples=100, deadline=None)
@given(small_rounds(), st.randoms(use_true_random=False))
def test_no_order_of_the_input_reaches_pairs_or_prices(asked: bytes, chance: Random) -> None:
    read = read_instance(asked)
    arcs = reference.weighted(read)
    room = [*read.places, *read.sizes]
    order = list(range(len(arcs)))
    chance.shuffle(order)
    shuffled = [tuple(chance.sample(arcs[k], len(arcs[k]))) for k in order]

    held, price = reference.assign(arcs, room)
    others, other_price = reference.assign(shuffled, room)

    assert [held[k] for k in order] == others
    assert reference.least(arcs, held, price) == reference.least(shuffled, others, other_price)


def test_a_draw_that_does_not_decide_is_drawn_again_and_named() -> None:
    asked = canonical(instance("tie", [1], [{1: 5}, {1: 5}]))

    with every_draw_zero(first_only=True):
        settled = engine.settle(asked)
        check_voids(settled.instance, settled.void)
        verify(settled.instance, settled.result)

    lottery = strict(settled.instance)["lottery"]
    assert (lottery["draw"], lottery["void"]) == (1, [digest(settled.void[0])])
    assert drawn_before(settled.instance) == [asked]


def test_a_result_that_was_no_tie_cannot_be_called_void() -> None:
    """Else an operator could draw again until the answer pleases."""
    asked = canonical(instance("tie", [1], [{1: 5}, {1: 5}]))
    honest = engine.solve(asked)
    again = drawn_again(asked, honest)
    verify(again, engine.solve(again))

    with pytest.raises(Rejected) as why:
        check_voids(again, [honest])
    assert why.value.reason == 23

    with pytest.raises(Rejected) as why:
        check_voids(again, [])
    assert why.value.reason == 23


def test_a_void_result_of_another_kind_is_refused() -> None:
    asked = canonical(instance("tie", [1], [{1: 5}, {1: 5}]))
    again = drawn_again(asked, b"{}")

    with pytest.raises(Rejected) as why:
        check_voids(again, [b"{}"])
    assert why.value.reason == 23


def test_draws_without_end_are_given_up() -> None:
    asked = canonical(instance("tie", [1], [{1: 5}, {1: 5}]))

    with every_draw_zero(), pytest.raises(engine.NotUnique):
        engine.settle(asked, draws=3)


def test_an_instance_of_another_form_is_not_solved() -> None:
    with pytest.raises(Rejected) as why:
        engine.solve(b"{}")

    assert why.value.reason == 1


# --- mistakes of peers (section 14, trap 13) ---


def test_taking_the_best_pair_first_is_no_dead_end() -> None:
    """e-0001 with r-0001 has the most points, and would leave e-0002 alone."""
    asked = canonical(instance("greedy", [1, 1], [{1: 900, 2: 1}, {1: 800}]))

    assert pairs_of(engine.solve(asked)) == {"e-0001": "r-0002", "e-0002": "r-0001"}


def test_one_more_matched_is_worth_more_than_any_points() -> None:
    asked = canonical(instance("number", [1, 1], [{1: 1048575, 2: 0}, {1: 0}]))

    assert json.loads(engine.solve(asked))["matched"] == 2


def test_equal_scores_are_decided_by_the_public_draw_alone() -> None:
    rows = [dict.fromkeys(range(1, 5), 0) for _ in range(8)]
    asked = canonical(instance("zeros", [1] * 4, rows))
    another = canonical(instance("zeros-2", [1] * 4, rows))

    assert engine.solve(asked) == engine.solve(asked)
    assert pairs_of(engine.solve(asked)) != pairs_of(engine.solve(another))


def test_300_by_90_needs_no_deep_recursion() -> None:
    """One long chain: everybody has to move for the last one."""
    rows = [{j % 90 + 1: 10, (j + 1) % 90 + 1: 9} for j in range(300)]
    asked = canonical(instance("chain", [3] * 90, rows))

    verify(asked, engine.solve(asked))
