"""Every explanation against complete enumeration of small rounds, and the published example."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.matching import engine
from baraza.matching.domain.explaining import (
    Exclusions,
    Parts,
    Solved,
    Worth,
    blocking,
    chosen,
    floors_below,
    one_more_place,
    rearranged,
    shortage,
    subsidies,
    why_none_of,
    why_not,
    without,
)
from baraza.matching.domain.explaining import sentences as say
from baraza.matching.domain.v1.certificate import (
    Instance,
    Rejected,
    canonical,
    digest,
    read_instance,
)
from baraza.matching.domain.v1.shortage import unmatched
from rounds import all_answers, instance, keeps, small_rounds

EXAMPLES = Path(__file__).parent / "examples"
INSTANCE = (EXAMPLES / "matching-instance.json").read_bytes()
RESULT = (EXAMPLES / "matching-result.json").read_bytes()
PARTS = ("capacity", "mentee_choice", "mentor_choice", "stage")


def solved(asked: bytes) -> tuple[Solved, dict[str, Any]] | None:
    try:
        result = engine.solve(asked)
    except engine.NotUnique:
        return None
    return Solved.read(asked, result), json.loads(result)


@settings(max_examples=80, deadline=None)
@given(small_rounds(mentees=5, floors=True))
def test_the_first_cause_is_what_enumeration_says(asked: bytes) -> None:
    found = solved(asked)
    if found is None:
        return
    one, result = found
    read = one.asked
    answers = [a for a in all_answers(read) if keeps(read, a[1], result["floors"])]
    best = max(total for total, _ in answers)

    for who, row in enumerate(read.mentees):
        for told in why_none_of(one, who):
            forced = [t for t, pairs in answers if pairs.get(row.id) == told.mentor]
            assert told == why_not(one, who, read.mentors.index(told.mentor))
            if not forced:
                assert told.cause == "floors"
                continue
            lost = Worth.of(best - max(forced))
            assert told.cost == lost
            causes = [bool(lost.matched), bool(lost.points), True]
            assert told.cause == ("number", "points", "draw")[causes.index(True)]
            if told.draws is not None:
                assert told.draws[1] - told.draws[0] == lost.draw > 0
            assert say.why_not_that(told)


@settings(max_examples=80, deadline=None)
@given(small_rounds(mentees=5, floors=True))
def test_the_moves_are_an_answer_that_costs_as_much(asked: bytes) -> None:
    found = solved(asked)
    if found is None:
        return
    one, result = found
    total = {
        tuple(sorted(pairs.items())): total
        for total, pairs in all_answers(one.asked)
        if keeps(one.asked, pairs, result["floors"])
    }
    now = total[tuple(sorted(map(tuple, result["pairs"])))]

    for who in range(len(one.held)):
        for moved in rearranged(one, who, one.may_take(who)).values():
            if moved is not None:
                held = dict(enumerate(one.held)) | dict(moved.moves)
                pairs = tuple(
                    (one.asked.mentees[i].id, one.asked.mentors[j])
                    for i, j in held.items()
                    if one.is_mentor(j)
                )
                assert total[pairs] == now - moved.cost


@settings(max_examples=80, deadline=None)
@given(small_rounds(mentees=4, mentors=3, floors=True))
def test_one_more_place_brings_its_price(asked: bytes) -> None:
    found = solved(asked)
    if found is None:
        return
    one, result = found

    def best(read: Instance) -> int:
        answers = all_answers(read)
        return max(t for t, pairs in answers if keeps(read, pairs, result["floors"]))

    for mentor in range(len(one.asked.mentors)):
        more = [*one.asked.places]
        more[mentor] += 1
        wider = SameDraws(**{**vars_of(one.asked), "places": tuple(more)}, luck=one.asked.seed)
        assert one_more_place(one, mentor) == Worth.of(best(wider) - best(one.asked))


def vars_of(asked: Instance) -> dict[str, Any]:
    return {name: getattr(asked, name) for name in Instance.__dataclass_fields__}


class SameDraws(Instance):
    """Another question under the draws of the first."""

    def __init__(self, *, luck: bytes, **members: Any) -> None:
        super().__init__(**members)
        object.__setattr__(self, "_luck", luck)

    @property
    def seed(self) -> bytes:
        luck: bytes = self.__dict__["_luck"]
        return luck


@settings(max_examples=100, deadline=None)
@given(small_rounds(floors=True))
def test_who_has_none_is_told_the_reason_of_the_fact(asked: bytes) -> None:
    found = solved(asked)
    if found is None:
        return
    one, result = found
    due = {each.mentee: each for each in unmatched(asked, canonical(result))}

    for who, row in enumerate(one.asked.mentees):
        told = without(one, who)
        assert (told is None) == (chosen(one, who) is not None) == (row.id not in due)
        if told is not None:
            assert (told.reason, told.shortage) == (due[row.id].reason, due[row.id].shortage)
            assert len(told.candidates) == len(row.mentors)
            assert list(say.why_without(told))
        if told is not None and told.shortage is not None:
            assert told.shortage == shortage(one, who)
            assert told.digest == told.shortage.digest("small-1")
            assert len(told.shortage.mentees) > told.shortage.places


@settings(max_examples=100, deadline=None)
@given(small_rounds(floors=True))
def test_a_floor_that_is_not_reached_is_told_with_its_bound(asked: bytes) -> None:
    found = solved(asked)
    if found is None:
        return
    one, result = found
    for told in floors_below(one, result["floor_proofs"]):
        within = {
            row.id for row in one.asked.mentees if one.asked.groups[row.group] in told.together
        }
        most = max(len(within & set(pairs)) for _, pairs in all_answers(one.asked, drawn=False))
        assert told.places == most
        assert told.floor < told.target <= told.size
        assert f"at most {most} place" in say.why_floor(told)


# --- the published example ---


def test_the_example_says_what_its_page_says() -> None:
    one = Solved.read(INSTANCE, RESULT)
    at = {row.id: who for who, row in enumerate(one.asked.mentees)}
    proofs = json.loads(RESULT)["floor_proofs"]

    assert say.why_not_that(why_not(one, at["e-03"], 1)) == (
        "e-03 with r-ada is chosen; with r-bo instead the programme would lose 30 points."
    )
    assert say.why_not_that(why_not(one, at["e-05"], 1)) == (
        "e-05 has no mentor; with r-bo the points would be the same: "
        "the public draw decided: 454271388854 against 635659254357 (e-05 against e-04)."
    )
    assert [say.why_floor(told) for told in floors_below(one, proofs)] == [
        "the groups africa and asia together have at most 3 places; "
        "one more for africa would take asia below.",
        "the groups africa and asia together have at most 3 places; "
        "one more for asia would take africa below.",
    ]
    assert subsidies(one)["africa"].points == 60
    assert say.subsidy("asia", subsidies(one)["asia"]).endswith("is nothing.")
    told = without(one, at["e-05"])
    assert told is not None
    assert next(say.why_without(told)) == (
        "e-05 has no mentor: these 4 mentees have only 3 places "
        "among all mentors permitted to them."
    )
    found = chosen(one, at["e-03"])
    assert found is not None
    assert (found.score, found.rank, found.candidates, found.parts) == (900, 1, 2, None)
    assert list(say.why_chosen(found))[-1] == (
        "One more place with r-ada is worth 1 more mentee matched and 870 points to the programme."
    )


def test_a_pair_that_is_none_is_told_without_a_cost() -> None:
    told = why_not(Solved.read(INSTANCE, RESULT), 0, 1)

    assert (told.cause, told.codes, told.cost) == ("excluded", (), None)
    assert say.why_not_that(told) == (
        "e-01 with r-bo is no possible pair: excluded by a hard rule."
    )


# --- the exhibits ---


def with_parts() -> tuple[bytes, bytes]:
    """Two mentees and two mentors; e-0001 may not meet r-0002."""
    rows = [[0, 0, 4000, 0, 0, 300], [1, 0, 0, 2000, 400, 0], [1, 1, 0, 0, 1000, 300]]
    asked = instance("two", [1, 1], [{1: 4300}, {1: 2400, 2: 1300}])
    scores = {"format": "baraza-matching-scores/1", "round": "two", "weights": "test/1"}
    exhibit = canonical({**scores, "parts": list(PARTS), "rows": rows})
    asked["scores_exhibit"] = digest(exhibit)
    return canonical(asked), exhibit


def exclusions(**changes: Any) -> bytes:
    said = {"counts": {"personal": 1}, "personal": [[0, 1]], "round": "two"}
    return canonical({"format": "baraza-matching-exclusions/1", **said, **changes})


def test_the_parts_of_the_score_are_told() -> None:
    asked, exhibit = with_parts()
    one = Solved.read(asked, engine.solve(asked))
    told = chosen(one, 0, Parts.read(one.asked, exhibit))

    assert told is not None
    assert told.parts == {"capacity": 4000, "mentee_choice": 0, "mentor_choice": 0, "stage": 300}
    said = list(say.why_chosen(told))
    assert said[1:3] == [
        "The points are the sum of: capacity 4000, stage 300.",
        "r-0001 is the only mentor permitted to e-0001.",
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"weights":"test/1"', b'"weights":"test/2"'),
        (b"[0,0,4000,0,0,300]", b"[0,0,4000,0,0,301]"),
        (b"[1,0,0,2000,400,0],", b""),
        (b"[1,0,0,2000,400,0]", b"[1,0,0,2000,400]"),
        (b'"round":"two"', b'"round":"one"'),
    ],
)
def test_scores_that_are_not_the_sums_are_refused(old: bytes, new: bytes) -> None:
    asked, exhibit = with_parts()
    other = exhibit.replace(old, new)
    assert other != exhibit
    with pytest.raises(Rejected) as why:
        Parts.read(read_instance(asked), other)
    assert why.value.reason == 24

    document = json.loads(asked)
    document["scores_exhibit"] = digest(other)
    with pytest.raises(Rejected) as why:
        Parts.read(read_instance(canonical(document)), other)
    assert why.value.reason == 24


@pytest.mark.parametrize(
    "changes",
    [
        {"round": "one"},
        {"counts": {"personal": 2}},
        {"counts": {"hours": 1}},
        {"counts": {"whim": 1}},
        {"counts": {}, "personal": []},
        {"personal": [[1, 1]]},
        {"personal": [[0, 2]]},
        {"personal": [[0, 1], [0, 1]], "counts": {"personal": 2}},
        {"more": 1},
    ],
)
def test_exclusions_that_cannot_be_are_refused(changes: dict[str, Any]) -> None:
    asked, _ = with_parts()
    with pytest.raises(Rejected) as why:
        Exclusions.read(read_instance(asked), exclusions(**changes))
    assert why.value.reason == 25


def test_an_exclusion_is_told_with_the_rules_that_the_files_leave_open() -> None:
    asked, _ = with_parts()
    one = Solved.read(asked, engine.solve(asked))

    personal = Exclusions.read(one.asked, exclusions())
    assert say.why_not_that(why_not(one, 0, 1, personal)) == (
        "e-0001 with r-0002 is no possible pair: excluded by the rule personal."
    )
    hours = Exclusions.read(one.asked, exclusions(counts={"hours": 1}, personal=[]))
    assert why_not(one, 0, 1, hours).codes == ("hours",)


def test_no_candidate_is_told_with_exclusions_by_code() -> None:
    asked = canonical(instance("none", [1, 0, 1], [{}, {1: 7}]))
    one = Solved.read(asked, engine.solve(asked))
    counts = {"places": 2, "language": 2, "personal": 1}
    listed = canonical(
        {
            "format": "baraza-matching-exclusions/1",
            "round": "none",
            "counts": counts,
            "personal": [[0, 2]],
        }
    )
    told = without(one, 0, Exclusions.read(one.asked, listed))

    assert told is not None
    assert (told.reason, dict(told.excluded)) == (
        "no_candidate",
        {"places or language": 1, "places": 1, "personal": 1},
    )
    assert next(say.why_without(told)).startswith("e-0001 has no mentor: no mentor is permitted")


# --- who would rather have others ---


@settings(max_examples=100, deadline=None)
@given(small_rounds(floors=True), st.data())
def test_pairs_that_would_rather_are_counted_as_their_words_say(
    asked: bytes, data: st.DataObject
) -> None:
    found = solved(asked)
    if found is None:
        return
    one, result = found
    row = st.tuples(*[st.sampled_from([0, 1, 1500])] * 4)
    read = one.asked
    pairs = [(i, j) for i, row_ in enumerate(read.mentees) for j in row_.mentors]
    parts = Parts(PARTS, {pair: data.draw(row) for pair in pairs})
    own = {pair: points[0] + points[1] for pair, points in parts.of.items()}
    theirs = {pair: points[2] + points[3] for pair, points in parts.of.items()}
    at = {id_: j for j, id_ in enumerate(read.mentors)}
    mate = {one.mentees[i]: at[j] for i, j in result["pairs"]}

    count = much = 0
    for i, j in pairs:
        there = [theirs[k, j] for k, m in mate.items() if m == j]
        has, room = mate.get(i), len(there) < read.places[j]
        rather = has is None or own[i, j] > own[i, has]
        taken = room or any(theirs[i, j] > each for each in there)
        if has != j and rather and taken:
            count += 1
            gain = own[i, j] - (own[i, has] if has is not None else 0)
            much += gain > 1000 and theirs[i, j] - (0 if room else min(there)) > 1000
    told = blocking(one, parts)
    assert (told.count, told.much, told.candidates) == (count, much, len(pairs))
    assert say.who_would_rather(told)


def test_of_a_large_shortage_the_first_are_listed() -> None:
    asked = canonical(instance("crowd", [49], [{1: score} for score in range(50)]))
    one = Solved.read(asked, engine.solve(asked))
    told = without(one, 0)

    assert told is not None
    assert told.shortage is not None
    assert len(told.shortage.mentees) == 50
    assert "e-0040 and 10 more." in "".join(say.why_without(told))
