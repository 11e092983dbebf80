"""Explanations of stable answers, and of those for crossing groups, against the definitions."""

import json

from hypothesis import given, settings

from baraza.matching import engine
from baraza.matching.domain.explaining import exact_cost
from baraza.matching.domain.explaining.ordered import Ordered, none_taken, not_taken, passed, taken
from baraza.matching.domain.explaining.paid import PaidFor
from baraza.matching.domain.explaining.told import answered, as_json, of_group, of_mentee
from baraza.matching.domain.v1.crossing import read_instance
from baraza.matching.domain.v1.stable import read_instance as read_stable
from policy_rounds import both_orders, crossing_rounds, stable_rounds
from rounds import all_answers


@settings(max_examples=150, deadline=None)
@given(stable_rounds(mentees=5))
def test_whatever_a_mentee_does_not_have_it_wants_less_or_is_wanted_less(asked: bytes) -> None:
    result = engine.solve(asked)
    solved = answered(asked, result)
    assert isinstance(solved, Ordered)
    mine, theirs = both_orders(read_stable(asked))
    mate = dict(json.loads(result)["pairs"])

    for who, row in enumerate(solved.asked.mentees):
        for told in none_taken(solved, who):
            pair = told.mentee, told.mentor
            held = [other for other, mentor in mate.items() if mentor == told.mentor]
            if told.cause == "own_order":
                assert told.has
                assert mine[row.id, told.has] > mine[pair]
                continue
            assert told.cause == "outranked"
            assert told.has is None or mine[row.id, told.has] < mine[pair]
            assert len(held) == told.places
            assert all(theirs[other, told.mentor] > theirs[pair] for other in held)
            if held:
                least = min(held, key=lambda other: theirs[other, told.mentor])
                assert (told.least, told.wants) == (
                    least,
                    (theirs[pair], theirs[least, told.mentor]),
                )
        has, none = taken(solved, who), passed(solved, who)
        assert (has is None) == (none is not None) == (row.id not in mate)
        if has is not None:
            better = [
                m for m in row.mentors if solved.wants(who, m) > solved.wants(who, solved.held[who])
            ]
            assert has.rank == 1 + len(better)
        others = set(range(len(solved.asked.mentors))) - set(row.mentors)
        assert all(not_taken(solved, who, mentor).cause == "excluded" for mentor in others)


@settings(max_examples=100, deadline=None)
@given(crossing_rounds())
def test_forcing_a_pair_costs_what_enumeration_says_with_subsidies(asked: bytes) -> None:
    try:
        result = engine.solve(asked)
    except engine.NoAnswerFound:
        return
    solved, read = answered(asked, result), read_instance(asked)
    assert isinstance(solved, PaidFor)
    answers = [*all_answers(read.subsidised(json.loads(result)["subsidies"]))]
    best = max(total for total, _ in answers)

    for who, row in enumerate(solved.asked.mentees):
        for mentor in row.mentors:
            forced = [
                t for t, pairs in answers if pairs.get(row.id) == solved.asked.mentors[mentor]
            ]
            cost = best - max(forced) if forced else None
            assert exact_cost(solved, who, mentor) == cost


@settings(max_examples=50, deadline=None)
@given(crossing_rounds())
def test_groups_of_a_mentee_are_told_with_what_they_were_paid(asked: bytes) -> None:
    try:
        result = engine.solve(asked)
    except engine.NoAnswerFound:
        return
    solved, answer = answered(asked, result), json.loads(result)
    assert solved.welfare == answer["welfare"]
    for who, row in enumerate(solved.asked.mentees):
        told, says = of_group(solved, who, ())
        groups = json.loads(asked)["crossing"]
        inside = [q for q, group in enumerate(groups) if who in group["members"]]

        assert [each["group"] for each in told["crossing"]] == [groups[q]["id"] for q in inside]
        assert [each["subsidy"] for each in told["crossing"]] == [
            answer["subsidies"][q] for q in inside
        ]
        assert all(each["matched"] >= each["floor"] for each in told["crossing"])
        assert len(says) == len(inside)
        about, sentences = of_mentee(solved, who)
        assert json.loads(json.dumps(as_json(about)))
        assert next(iter(sentences)).startswith(row.id)
