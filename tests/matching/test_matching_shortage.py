"""Whoever has no place is told why, and the reason can be counted."""

from hypothesis import assume, given, settings

from baraza.matching import engine
from baraza.matching.domain.v1.certificate import canonical, read_instance, strict
from baraza.matching.domain.v1.shortage import Shortage, unmatched
from rounds import instance, small_rounds


def test_without_a_candidate_no_shortage_is_claimed() -> None:
    asked = canonical(instance("r", [1], [{}, {1: 5}]))
    result = engine.solve(asked)

    (why,) = unmatched(asked, result)

    assert (why.mentee, why.reason, why.shortage) == ("e-0001", "no_candidate", None)


def test_a_shortage_names_all_who_share_too_few_places() -> None:
    asked = canonical(instance("r", [1, 1, 1], [{1: 9}, {1: 5, 2: 5}, {2: 1}, {3: 1}]))

    (why,) = unmatched(asked, engine.solve(asked))

    assert why.shortage == Shortage(("e-0001", "e-0002", "e-0003"), ("r-0001", "r-0002"), 2)
    assert why.shortage.digest("r") != why.shortage.digest("s")


@settings(max_examples=100, deadline=None)
@given(small_rounds())
def test_a_shortage_is_a_hall_set(asked: bytes) -> None:
    try:
        result = engine.solve(asked)
    except engine.NotUnique:
        assume(False)
        return
    read = read_instance(asked)
    rows = {row.id: row for row in read.mentees}
    placed = {pair[0] for pair in strict(result)["pairs"]}

    told = unmatched(asked, result)

    assert [each.mentee for each in told] == sorted(rows.keys() - placed)
    for each in told:
        assert (each.shortage is None) == (not rows[each.mentee].mentors)
        if each.shortage:
            short = each.shortage
            permitted = {read.mentors[j] for who in short.mentees for j in rows[who].mentors}
            assert each.mentee in short.mentees
            assert permitted == set(short.mentors)
            assert short.places < len(short.mentees)
