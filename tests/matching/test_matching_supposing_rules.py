"""What would have been otherwise, of stable answers and of those for crossing groups."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.matching import engine
from baraza.matching.domain.explaining import Answered, Parts
from baraza.matching.domain.explaining.ordered import Ordered
from baraza.matching.domain.explaining.paid import PaidFor
from baraza.matching.domain.explaining.told import answered
from baraza.matching.domain.v1.certificate import canonical
from baraza.matching.engine.command import main
from baraza.matching.engine.supposing import (
    BadChange,
    Part,
    Places,
    Score,
    Target,
    Weight,
    answered_again,
    equity,
    what_if,
)
from baraza.matching.messages import RoundFrozen
from policy_rounds import crossing_instance, crossing_rounds, stable_instance, stable_rounds
from policy_stories import files, released
from rounds import instance


def solved(asked: bytes) -> Answered:
    return answered(asked, engine.solve(asked))


def crossed(asked: bytes) -> PaidFor | None:
    """None: no answer is found that keeps every floor."""
    try:
        found = solved(asked)
    except engine.NoAnswerFound:
        return None
    assert isinstance(found, PaidFor)
    return found


@settings(max_examples=60, deadline=None)
@given(st.one_of(stable_rounds(), crossing_rounds()))
def test_nothing_changed_changes_nothing(asked: bytes) -> None:
    try:
        now = solved(asked)
    except engine.NoAnswerFound:
        return
    told = what_if(now, [])

    assert told.moved == ()
    for before, after in (told.matched, told.welfare, *told.floors, *told.by_group):
        assert before == after


@settings(max_examples=80, deadline=None)
@given(stable_rounds(), st.data())
def test_one_more_place_makes_no_mentee_worse_off(asked: bytes, data: st.DataObject) -> None:
    now = solved(asked)
    assert isinstance(now, Ordered)
    if not now.asked.mentors:
        return
    at = data.draw(st.integers(0, len(now.asked.mentors) - 1))
    more = Places(now.asked.mentors[at], now.asked.places[at] + 1)

    then = answered_again(now, [more])

    for who, (before, after) in enumerate(zip(now.held, then.held, strict=True)):
        if now.is_mentor(before):
            assert now.is_mentor(after)
            assert now.wants(who, after) >= now.wants(who, before)


@settings(max_examples=60, deadline=None)
@given(crossing_rounds())
def test_without_floors_it_is_the_best_answer(asked: bytes) -> None:
    now = crossed(asked)
    if now is None:
        return
    told = equity(now)

    document = json.loads(asked)
    places = [mentor["places"] for mentor in document["mentors"]]
    rows = [
        {j + 1: s for j, s in zip(row["mentors"], row["scores"], strict=True)}
        for row in document["mentees"]
    ]
    best = json.loads(engine.solve(canonical(instance("best", places, rows))))
    assert told.without_floors == best["welfare"] >= told.welfare
    assert told.matched == best["matched"]


STABLE = stable_instance([1], [{1: (5, 7)}, {1: (7, 5)}])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Score("e-0001", "r-0001", 9), "change a part"),
        (Target("g", 0), "no floors"),
        (Weight("waiting", 110), "in neither side's order"),
        (Weight("capacity", 110), "where the scores exhibit is given"),
        (Places("r-0009", 1), "no mentor r-0009"),
    ],
)
def test_what_a_stable_answer_does_not_rest_on_cannot_be_supposed(change: Any, says: str) -> None:
    with pytest.raises(BadChange, match=says):
        what_if(solved(canonical(STABLE)), [change])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (Target("q-09", 0), "no group q-09"),
        (Target("q-00", 2), "q-00 has 1 members"),
        (Places("r-0001", 0), "no answer found"),
    ],
)
def test_what_crossing_groups_do_not_have_cannot_be_supposed(change: Any, says: str) -> None:
    asked = canonical(crossing_instance([1], [{1: 5}, {1: 7}], [((0,), 1)]))

    with pytest.raises(BadChange, match=says):
        what_if(solved(asked), [change])


def test_either_sides_parts_change_either_sides_order() -> None:
    """m0 ranks e3, and so it has m0; without that, the draw decides among those it wants alike."""
    told = released("stable")
    now = answered(*files(told))
    [frozen] = told.facts(RoundFrozen)
    parts = Parts.read(now.asked, told.exhibits[frozen.scores.exhibit])

    ignored = what_if(now, [Weight("mentor_choice", 0)], parts)
    assert [who for who, before, _ in ignored.moved if before is not None] != []
    alike = what_if(now, [Weight("mentee_choice", 100)], parts)
    assert alike.moved == ()
    mentee, mentor = now.asked.mentees[0].id, now.asked.mentors[0]
    wanted = what_if(now, [Part("mentor_choice", mentee, mentor, 2000)], parts)
    assert (mentee, None, mentor) in wanted.moved


def asked_of(folder: Path, document: Any, *words: str) -> int:
    asked = canonical(document)
    for name, body in (("instance", asked), ("result", engine.solve(asked))):
        (folder / f"{name}.json").write_bytes(body)
    first, *rest = words
    return main([first, str(folder / "instance.json"), str(folder / "result.json"), *rest])


def test_the_commands_answer_for_every_rule(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crossing = crossing_instance([1], [{1: 5}, {1: 7}], [((0,), 1)])

    assert asked_of(tmp_path, STABLE, "what-if", "--change", "places:r-0001=2") == 0
    assert "e-0002: r-0001 instead of no mentor." in capsys.readouterr().out
    assert asked_of(tmp_path, crossing, "what-if", "--change", "target:q-00=0") == 0
    said = capsys.readouterr().out
    assert "7 points instead of 5." in said
    assert "q-00: 0 matched instead of 1; 0 as floor instead of 1." in said
    assert asked_of(tmp_path, crossing, "figures") == 0
    said = capsys.readouterr().out
    assert said.startswith("Price of equity: 2 points, 5 with the floors and 7 without")
    assert "The subsidy that the group q-00 needed for its floor is 3 points." in said
    assert asked_of(tmp_path, STABLE, "figures") == 1
    assert "a stable answer has no prices" in capsys.readouterr().err
