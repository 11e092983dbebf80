"""Whole answers against complete enumeration, level by level, over thousands of small rounds.

A few of them run with every test, and all of them in the campaign.
"""

import json

import pytest

from baraza.matching import engine
from baraza.matching.domain.v1.certificate import Instance, Rejected, read_instance, verify
from baraza.matching.engine import floors as greedy
from baraza.matching.engine import reference
from baraza.matching.engine.floors import leximin
from baraza.matching.engine.result import written
from draws import every_draw_zero
from enumerated import best, made

SAMPLE = range(300)
ALL = range(12_000)
BLOCK = 2_000


def answers_as_enumerated(seed: int) -> bool:
    """Every level, and all pairs; then whether it can be unique without draws. The answer: was it
    unique."""
    asked = made(seed)
    read = read_instance(asked)
    wanted = best(read)
    told = json.loads(engine.solve(asked))

    assert tuple(told["floors"]) == wanted.floors, seed
    assert (told["matched"], told["welfare"], int(told["lottery_total"])) == wanted.levels, seed
    assert [dict(told["pairs"])] == [*wanted.answers], seed
    assert told["matched"] == wanted.number_without_floors, seed

    undrawn = best(read, drawn=False)
    with every_draw_zero():
        try:
            found = engine.solve(asked)
        except engine.NotUnique as tied:
            with pytest.raises(Rejected) as why:
                verify(asked, tied.result)
            assert why.value.reason == 18, seed
            unique, found = False, tied.result
        else:
            unique = True
    assert dict(json.loads(found)["pairs"]) in undrawn.answers, seed
    assert unique == (len(undrawn.answers) == 1), seed
    return unique


def test_a_sample_of_small_rounds_is_answered_as_enumeration_answers() -> None:
    unique = [answers_as_enumerated(seed) for seed in SAMPLE]

    assert 30 < sum(unique) < len(SAMPLE) - 30


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("first", range(0, len(ALL), BLOCK))
def test_thousands_of_small_rounds_are_answered_as_enumeration_answers(first: int) -> None:
    unique = [answers_as_enumerated(seed) for seed in ALL[first : first + BLOCK]]

    assert 200 < sum(unique) < BLOCK - 200


def test_the_rounds_are_those_in_which_mistakes_hide() -> None:
    """Groups of unequal size, targets below and at it, floors out of reach, floors that cost."""
    read = [read_instance(made(seed)) for seed in SAMPLE]
    wanted = [best(one) for one in read]

    assert sum(len(set(one.sizes)) > 1 for one in read) > 80
    assert sum(any(0 < t < n for t, n in _targets(one)) for one in read) > 25
    assert sum(any(0 < t == n for t, n in _targets(one)) for one in read) > 80
    short = [tuple(one.targets) != told.floors for one, told in zip(read, wanted, strict=True)]
    assert sum(short) > 40
    assert sum(len(one.mentees) == 6 and len(one.mentors) == 4 for one in read) > 10


def _targets(asked: Instance) -> list[tuple[int, int]]:
    return list(zip(asked.targets, asked.sizes, strict=True))


# --- the first trap: floors without the step inside a group ---


class WithoutGivingWay(greedy._Search):
    """The mistake: nobody gives way to an unmatched mentee of the own group."""

    def _reach_group(self, mentee: int) -> None:
        """Only who holds a place moves on, into another."""


def wrong_floors(asked: Instance, monkeypatch: pytest.MonkeyPatch) -> greedy.Floors:
    with monkeypatch.context() as patch:
        patch.setattr(greedy, "_Search", WithoutGivingWay)
        return leximin(asked)


def test_floors_without_the_step_inside_a_group_do_not_pass_the_enumeration(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The sample finds the mistake in vectors, and the verifier in proofs."""
    told, kept = 0, list[int]()
    for seed in SAMPLE:
        asked = made(seed)
        read = read_instance(asked)
        wrong = wrong_floors(read, monkeypatch)
        if wrong == leximin(read):
            continue
        told += wrong.vector != best(read).floors
        result = written(read, wrong, *reference.priced(read, wrong.vector))
        with pytest.raises(Rejected) as why:
            verify(asked, result)
        kept.append(why.value.reason)

    assert told > 0
    assert set(kept) <= {8, 9}
    assert len(kept) > told
