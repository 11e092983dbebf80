"""A rule set chooses the question of its rounds; each is settled, proven and told by its own."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given as supposing
from hypothesis import settings
from hypothesis import strategies as st

from altered import mutations
from baraza.matching import messages as m
from baraza.matching.domain import CURRENT
from baraza.matching.domain.v1 import stable
from baraza.matching.domain.v1.certificate import canonical, strict
from baraza.matching.domain.v1.points import worth
from baraza.matching.domain.v1.policy import policy_of, proven, question, totals
from baraza.matching.domain.v1.rule_set import read_rule_set
from baraza.matching.domain.v1.shortage import unmatched
from baraza.matching.domain.v1.stable.acceptance import accepted
from baraza.matching.domain.v1.stable.instance import Wish, Wishes
from baraza.matching.domain.v1.state import Released, Voided
from baraza.matching.engine import solve
from baraza.matching.inbox import PersonRegistered
from given import by, given
from pairings import (
    BODY,
    CLOSES,
    FOUNDED,
    ME,
    OPERATOR,
    PILOT,
    PULSE_AT,
    ROUND,
    RULE_SET,
    Story,
    announce,
    answer,
    drafted,
    enter,
    in_force,
    mandate,
    mentor_role,
    staged,
    who,
)
from policy_rounds import stable_rounds
from policy_stories import (
    FLOORS,
    NO_FLOORS,
    OUT_OF_REACH,
    crossed,
    drawn,
    entered,
    files,
    released,
    rules,
)

RULES = ("best", "stable", "crossing")
NONE: Wish = (-1, 0, 0)


def mates(told: Story) -> dict[str, str]:
    return {fact.mentee: fact.mentor for fact in told.facts(m.PairProposed)}


# --- the text ---


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        (rules("stable", {**NO_FLOORS, "per_mille": [1, 0]}), "floors_with_stability"),
        (rules("stable", FLOORS), "floors_with_stability"),
        (rules("best", FLOORS), "floors_of_other_rule"),
        (rules("crossing", {**FLOORS, "per_mille": [1, 0]}), "floors_of_other_rule"),
        (rules("crossing", crossed(("w", {"gender": "f"}, 0))), "floor_on_personal_dimension"),
        (
            rules("crossing", crossed(("w", {"region": "mena", "gender": "f"}, 5))),
            "floor_on_personal_dimension",
        ),
        (rules("crossing", crossed(("a", {}, 5))), "rules_malformed"),
        (rules("crossing", crossed(("a", {"region": ""}, 5))), "rules_malformed"),
        (rules("crossing", crossed(("A b", {"region": "mena"}, 5))), "rules_malformed"),
        (rules("crossing", crossed(("a", {"region": "mena"}, 1001))), "rules_malformed"),
        (rules("crossing", crossed(*[("a", {"region": "mena"}, 5)] * 2)), "rules_malformed"),
        (rules("crossing", {**NO_FLOORS, "crossing": 7}), "rules_malformed"),
        (rules("crossing", {**NO_FLOORS, "crossing": [{"id": "a"}]}), "rules_malformed"),
        ({"rule": "fair"}, "rules_malformed"),
        ({"rule": ["best"]}, "rules_malformed"),
    ],
)
def test_floors_that_a_rule_would_not_keep_are_refused_with_the_text(
    changes: dict[str, Any], reason: str
) -> None:
    draft = m.DraftRules(kind="rule_set", version=1, rules={**RULE_SET, **changes}, programme=PILOT)

    given(CURRENT, BODY, mandate(kind="rules")).when(draft, by(OPERATOR)).refused(reason)


def test_a_text_that_names_no_rule_asks_for_the_best() -> None:
    assert "rule" not in RULE_SET
    assert read_rule_set(RULE_SET) == read_rule_set({**RULE_SET, "rule": "best"})


def test_crossing_floors_are_read_in_one_order() -> None:
    rows = FLOORS["crossing"]
    turned = {**FLOORS, "crossing": [*reversed(rows)]}

    text = {**RULE_SET, **rules("crossing")}
    assert read_rule_set(text) == read_rule_set({**text, "floors": turned})


def test_whoever_enters_can_know_what_will_be_asked() -> None:
    for rule in RULES:
        [announced] = entered(rule).facts(m.RoundAnnounced)
        assert announced.policy == rule


# --- freeze, settle, release ---


@pytest.mark.parametrize("rule", RULES)
def test_a_round_is_sealed_settled_and_released_by_its_rule(rule: str) -> None:
    told = released(rule)
    instance, result = files(told)
    [settled], [over] = told.facts(m.RoundSettled), told.facts(m.OutcomesReleased)

    assert policy_of(instance) == rule
    assert proven(instance, result) == settled.gap == over.gap
    assert mates(told) == dict(strict(result)["pairs"])
    assert settled.welfare == over.welfare == sum(f.score for f in told.facts(m.PairProposed))
    assert isinstance(told.state.rounds[ROUND].phase, Released)


def test_a_stable_round_follows_both_sides_own_points() -> None:
    """Everybody wants m0 most; m0 wants e3, and m1 wants e1."""
    told = released("stable")
    told_to = {fact.person: fact.reason for fact in told.facts(m.MenteeUnmatched)}

    assert mates(told) == {who("e3"): who("m0"), who("e1"): who("m1")}
    assert told_to == {who("e0"): "outranked", who("e2"): "outranked"}
    assert {w.mentee: w.reason for w in told.facts(m.WaitingListJoined)} == told_to


def test_own_points_are_parts_of_the_same_exhibit() -> None:
    told = released("stable")
    [frozen] = told.facts(m.RoundFrozen)
    scores = strict(told.exhibits[frozen.scores.exhibit])
    asked = stable.read_instance(files(told)[0])
    at = {name: 2 + k for k, name in enumerate(scores["parts"])}

    for row in scores["rows"]:
        position = asked.asked.mentees[row[0]].mentors.index(row[1])
        mine = ("capacity", "mentee_choice", "hours", "language")
        assert asked.asked.mentees[row[0]].scores[position] == sum(row[at[p]] for p in mine)
        assert asked.mentor_points[row[0]][position] == sum(
            row[at[part]] for part in ("mentor_choice", "stage")
        )


def test_floors_of_groups_that_cross_are_kept() -> None:
    told = released("crossing")
    groups = strict(files(told)[0])["crossing"]

    assert [(group["id"], group["members"], group["floor"]) for group in groups] == [
        ("esea-fr", [3], 1),
        ("mena", [0, 1], 1),
    ]
    assert who("e3") in mates(told)  # whom the best answer leaves out
    assert who("e3") not in mates(released("best"))
    assert {fact.reason for fact in told.facts(m.MenteeUnmatched)} == {"shortage"}


def test_a_gap_is_recorded_and_told() -> None:
    """Halves of three people would keep all floors and leave half a place; people are whole."""
    one_of_two = {"region": "mena"}, {"language": "ar"}, {"affiliate_kind": "chapter"}
    rows = [(f"q{k}", where, 500) for k, where in enumerate(one_of_two)]
    text = drafted(**rules("crossing", crossed(*rows)))
    told = Story(FOUNDED, BODY, mandate(), text, in_force(text))
    for name, said in (
        ("e0", {"region": "mena", "languages": ("en",), "organisation_kind": "chapter"}),
        ("e1", {"region": "mena", "languages": ("ar",)}),
        ("e2", {"languages": ("ar",), "organisation_kind": "chapter"}),
        ("e3", {"languages": ("en",)}),
        ("e4", {"languages": ("en",)}),
    ):
        told.hear(PersonRegistered.model_validate({"person": who(name), **said}))
        told.hear(staged(who(name)))
    told.hear(mentor_role(who("m0")))
    told.ask(announce(), OPERATOR, "operate")
    for k in range(5):
        ranked = [who("m0")] if k > 2 else []
        told.ask(enter(who(f"e{k}"), "mentee", languages=("en", "ar"), ranked=ranked))
    told.ask(enter(who("m0"), "mentor", places=2, languages=("en", "ar")))
    told.live()
    instance, result = files(told)
    [settled], [over] = told.facts(m.RoundSettled), told.facts(m.OutcomesReleased)

    assert settled.gap == over.gap == strict(result)["gap"] == proven(instance, result) > 0
    assert len(mates(told).keys() & {who("e0"), who("e1"), who("e2")}) == 2


@pytest.mark.parametrize("rule", RULES)
def test_the_same_log_is_decided_again_byte_for_byte(rule: str) -> None:
    first, again = released(rule), released(rule)

    assert [entry.wire for entry, _ in first.log] == [entry.wire for entry, _ in again.log]
    assert first.exhibits == again.exhibits
    assert first.state == again.state


@pytest.mark.parametrize("rule", RULES)
def test_no_altered_result_settles_a_round(rule: str) -> None:
    """Each single change of the result, and each answer to the question of another rule."""
    told = drawn(rule)
    honest = told.settled(ROUND)
    assert honest.result
    for other in mutations(told.exhibits[honest.result.exhibit]):
        result = told.put(other)
        said = told.ask(honest.model_copy(update={"result": result}), ME, "pm")
        assert said[0]["reason"] in {"certificate_invalid", "not_unique"}
    assert isinstance(told.ask(honest, ME, "pm")[0], m.RoundSettled)


@pytest.mark.parametrize("rule", RULES)
def test_no_altered_exhibit_is_frozen(rule: str) -> None:
    told = entered(rule)
    told.at = CLOSES
    honest = told.frozen(ROUND)
    sealed = strict(told.exhibits[honest.sealed.exhibit])
    for other in (
        {**sealed, "mentees": sealed["mentees"][1:]},
        {**sealed, "scores_exhibit": None},
        {**sealed, "mentors": [{**one, "places": 2} for one in sealed["mentors"]]},
        {**sealed, "format": "baraza-matching-instance/1"} if rule != "best" else {},
        {**sealed, "crossing": []},
    ):
        command = honest.model_copy(update={"sealed": told.put(canonical(other))})
        assert told.ask(command, ME, "pm")[0]["reason"] == "exhibit_not_by_rules"
    assert isinstance(told.ask(honest, ME, "pm")[0], m.RoundFrozen)


# --- no answer ---


def test_a_round_without_an_answer_is_void_at_once_and_says_what_lacked() -> None:
    told = entered("crossing", OUT_OF_REACH)
    told.live()
    [left] = told.facts(m.RoundUnanswered)

    assert left.short == {"esea": 1, "everybody-mena": 1}
    assert not told.facts(m.RoundSettled)
    assert [fact.ground for fact in told.facts(m.RoundVoided)] == ["no_answer_found"]
    assert isinstance(told.state.rounds[ROUND].phase, Voided)
    assert len(told.state.pending) == 0
    told.at = PULSE_AT.replace(year=PULSE_AT.year + 1)
    assert told.turn() == 0


def test_whoever_entered_a_round_without_an_answer_may_enter_the_next() -> None:
    told = entered("crossing", OUT_OF_REACH)
    told.live()
    closes = CLOSES.replace(day=20)
    told.ask(announce("pilot-again", closes), OPERATOR, "operate")
    told.at = closes.replace(day=16)

    said = told.ask(enter(who("e0"), "mentee", "pilot-again"))

    assert isinstance(said[0], m.RoundEntered)


@pytest.mark.parametrize(
    ("rule", "short"), [("best", {"esea": 1}), ("stable", {"esea": 1}), ("crossing", {"esea": 1})]
)
def test_no_floor_that_nobody_set_leaves_a_round_unsettled(
    rule: str, short: dict[str, int]
) -> None:
    told = drawn(rule)
    instance = told.settled(ROUND).instance
    said = told.ask(m.SettleRound(round=ROUND, instance=instance, short=short), ME, "pm")

    assert said[0]["reason"] == "no_such_floor"


def test_a_round_is_unanswered_for_its_own_question_alone() -> None:
    told = drawn("crossing", OUT_OF_REACH)
    honest = told.settled(ROUND)
    other = strict(told.exhibits[honest.instance.exhibit])
    other["crossing"][0]["floor"] = 1

    for body in (canonical(other), b"{}", b"7", b""):
        said = told.ask(honest.model_copy(update={"instance": told.put(body)}), ME, "pm")
        assert said[0]["reason"] == "inputs_differ"


def test_to_settle_names_a_result_or_what_lacked() -> None:
    told = drawn("best")
    honest = told.settled(ROUND)

    for changes in ({"result": None}, {"short": {"esea": 1}}):
        with pytest.raises(ValueError, match="either a result"):
            m.SettleRound.model_validate({**honest.model_dump(), **changes})


def test_a_pair_is_worth_the_same_to_the_round_whoever_reckons() -> None:
    """By hand as by the answer: what its question counts."""
    for rule in RULES:
        told = released(rule)
        [frozen] = told.facts(m.RoundFrozen)
        asked = question(files(told)[0])
        made = read_rule_set({**RULE_SET, **rules(rule)})
        for i, j, *points in strict(told.exhibits[frozen.scores.exhibit])["rows"]:
            row = asked.mentees[i]
            assert worth(made, points) == row.scores[row.mentors.index(j)]


# --- who waits ---


@pytest.mark.parametrize("rule", RULES)
def test_a_place_that_falls_free_goes_to_the_first_who_waits(rule: str) -> None:
    """By the draws of the round, whatever its question was."""
    told = released(rule)
    mentee = next(one for one, mentor in mates(told).items() if mentor == who("m0"))
    waits = {fact.person for fact in told.facts(m.MenteeUnmatched)}

    told.ask(answer(who("m0"), mentee, mentee, "decline"))
    told.turn()

    again = told.facts(m.PairProposed)[-1]
    assert (again.origin, again.mentor) == ("rematch", who("m0"))
    assert again.mentee in waits
    row = next(r for r in question(files(told)[0]).mentees if r.id == again.mentee)
    assert again.score == row.scores[0]


# --- what a stable round promises ---


@settings(max_examples=60, deadline=None)
@supposing(stable_rounds(mentees=5), st.data())
def test_a_mentee_gains_nothing_by_other_points(asked: bytes, data: st.DataObject) -> None:
    """By its true points, whatever it says instead: so it may say the truth."""
    read = stable.read_instance(asked)
    if not any(row.mentors for row in read.asked.mentees):
        return
    true = read.wishes()
    honest = accepted(read.asked, true)
    mentee = data.draw(st.sampled_from([k for k, r in enumerate(read.asked.mentees) if r.mentors]))
    mentors = read.asked.mentees[mentee].mentors
    said = [data.draw(st.sampled_from([0, 1, 2, 700, 900])) for _ in mentors]
    lied = [(points, *wish[1:]) for points, wish in zip(said, true.of_mentee[mentee], strict=True)]
    orders = [*true.of_mentee]
    orders[mentee] = tuple(lied)

    then = accepted(read.asked, Wishes(tuple(orders), true.of_mentor))

    gets = [thinks(true, mentors, mentee, mate[mentee]) for mate in (then, honest)]
    assert gets[0] <= gets[1]


def thinks(true: Wishes, mentors: Sequence[int], mentee: int, mentor: int | None) -> Wish:
    """What this mentee truly thinks of a mentor; of none, least of all."""
    return NONE if mentor is None else true.of_mentee[mentee][mentors.index(mentor)]


@settings(max_examples=60, deadline=None)
@supposing(stable_rounds())
def test_whoever_is_outranked_is_wanted_less_by_each_of_its_mentors(asked: bytes) -> None:
    read = stable.read_instance(asked)
    result = solve(asked)
    mate = dict(strict(result)["pairs"])
    points = {
        (row.id, read.asked.mentors[j]): own
        for row, theirs in zip(read.asked.mentees, read.mentor_points, strict=True)
        for j, own in zip(row.mentors, theirs, strict=True)
    }
    for one in unmatched(asked, result):
        row = next(row for row in read.asked.mentees if row.id == one.mentee)
        assert one.reason == ("outranked" if row.mentors else "no_candidate")
        for j in row.mentors:
            mentor = read.asked.mentors[j]
            held = [other for other, has in mate.items() if has == mentor]
            assert len(held) == read.asked.places[j]
            assert all(points[other, mentor] >= points[one.mentee, mentor] for other in held)


def test_a_stable_round_counts_what_its_pairs_are_worth_to_both_sides() -> None:
    instance, result = files(released("stable"))
    came = totals(instance, result)
    read = stable.read_instance(instance)
    mate = dict(strict(result)["pairs"])
    both = 0
    for row, theirs in zip(read.asked.mentees, read.mentor_points, strict=True):
        if row.id in mate:
            at = row.mentors.index(read.asked.mentors.index(mate[row.id]))
            both += row.scores[at] + theirs[at]

    assert (came.mentees, came.matched, came.welfare, came.gap) == (4, 2, both, 0)
