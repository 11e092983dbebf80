"""The exact cost of a pair against complete enumeration with the pair forced."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.matching import engine
from baraza.matching.domain.explaining import Solved, Worth, exact_cost
from baraza.matching.domain.v1.certificate import BASE, LOW, canonical, read_instance
from rounds import all_answers, instance, keeps, small_rounds


@settings(max_examples=200, deadline=None)
@given(small_rounds(mentees=5, floors=True))
def test_forcing_any_pair_costs_what_enumeration_says(asked: bytes) -> None:
    try:
        result = engine.solve(asked)
    except engine.NotUnique:
        return
    solved, read = Solved.read(asked, result), read_instance(asked)
    floors = json.loads(result)["floors"]
    answers = [one for one in all_answers(read) if keeps(read, one[1], floors)]
    best = max(total for total, _ in answers)

    for who, row in enumerate(read.mentees):
        for mentor in row.mentors:
            forced = [t for t, pairs in answers if pairs.get(row.id) == read.mentors[mentor]]
            cost = best - max(forced) if forced else None
            assert exact_cost(solved, who, mentor) == cost
        without = [total for total, pairs in answers if row.id not in pairs]
        bypass = solved.bypass(who)
        assert exact_cost(solved, who, bypass) == (best - max(without) if without else None)


def test_what_a_pair_would_cost_is_told_in_points() -> None:
    asked = canonical(instance("two", [1, 1], [{1: 900, 2: 400}, {1: 800, 2: 100}]))
    solved = Solved.read(asked, engine.solve(asked))

    assert solved.held == (1, 0)
    cost = exact_cost(solved, 0, 0)
    assert cost is not None
    assert (Worth.of(cost).matched, Worth.of(cost).points) == (0, 200)


@given(st.integers(-3, 3), st.integers(-1_000_000, 1_000_000), st.integers(-(2**62), 2**62))
def test_a_composite_is_its_parts(matched: int, points: int, draw: int) -> None:
    composite = ((matched * BASE + points) << LOW) + draw

    assert Worth.of(composite) == Worth(matched, points, draw)
