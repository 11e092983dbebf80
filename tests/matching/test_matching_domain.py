"""Matching's rules, one sentence each: who may, when, and why not."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from baraza.decider import ExhibitRef, FieldCommitment, Refused
from baraza.forms.v1.book import text_digest
from baraza.matching import messages as m
from baraza.matching.domain import CURRENT
from baraza.matching.domain.v1.certificate import canonical, digest, strict
from baraza.matching.domain.v1.lottery import drawn_again
from baraza.matching.domain.v1.outcomes import batches
from baraza.matching.domain.v1.reads import STANDING
from baraza.matching.domain.v1.sides import group, months
from baraza.matching.domain.v1.state import Drawn, Person, Released
from given import by, given, happened
from pairings import (
    BODY,
    CLOSES,
    FIRST,
    FOUNDED,
    ME,
    OPERATOR,
    PILOT,
    PULSE_AT,
    READY,
    ROOT,
    ROUND,
    RULE_SET,
    TEXT,
    Story,
    announce,
    answer,
    beacon,
    drafted,
    enter,
    in_force,
    mandate,
    mentor_role,
    registered,
    staged,
    story,
    who,
)

ADA, BEN, GRACE, LEE = who("ada"), who("ben"), who("grace"), who("lee")
OPERATES: dict[str, Any] = {"actor": OPERATOR, "acting_as": "operate", "at": FIRST}
AT_CLOSING: dict[str, Any] = {"actor": ME, "acting_as": "pm", "at": CLOSES}
FAR = CLOSES + timedelta(days=1000)


def refused(said: list[Any], code: str, /, **numbers: int) -> None:
    """One answer of a story is a refusal, and this."""
    assert [(one["reason"], one["numbers"]) for one in said] == [(code, numbers)]


# --- texts ---


def draft(**changes: Any) -> m.DraftRules:
    said = {"kind": "rule_set", "version": 1, "rules": RULE_SET, "programme": PILOT}
    return m.DraftRules.model_validate({**said, **changes})


def test_a_body_writes_down_a_rule_set() -> None:
    digest_ = text_digest("rule_set", PILOT, 1, RULE_SET, None)

    given(CURRENT, BODY, mandate(kind="rules")).when(draft(), by(OPERATOR)).then(
        m.RulesDrafted(**draft().model_dump(), digest=digest_)
    )


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ({}, "rules_malformed"),
        ({**RULE_SET, "quarter_hours_min": 61}, "weights_out_of_range"),
        (
            {**RULE_SET, "weights": "weights of 2027"},
            "rules_malformed",
        ),  # no instance could name it
        ({**RULE_SET, "weights": "w" * 129}, "rules_malformed"),
        (
            {**RULE_SET, "floors": {"groups_by": "gender", "groups": ["a"], "per_mille": [1]}},
            "floor_on_personal_dimension",
        ),
    ],
)
def test_a_text_that_the_machine_cannot_apply_is_refused(
    rules: dict[str, Any], reason: str
) -> None:
    given(CURRENT, *READY).when(draft(rules=rules), by(OPERATOR)).refused(reason)


def test_a_text_is_at_most_24_kilobytes() -> None:
    children = {f"c{k:04d}": ["x" * 60] for k in range(400)}

    given(CURRENT, *READY).when(
        draft(rules={**RULE_SET, "capacity_children": children}), by(OPERATOR)
    ).refused("rules_malformed", bytes_max=24 * 1024)


def test_a_version_is_written_once() -> None:
    once = given(CURRENT, *READY).when(draft(version=2), by(OPERATOR)).after

    once.when(draft(version=2, rules={**RULE_SET, "answer_days": 3}), by(OPERATOR)).refused(
        "already_done"
    )


def test_who_decides_nothing_writes_no_text() -> None:
    given(CURRENT, *READY).when(draft(), by("person.p00001")).refused("no_mandate")
    given(CURRENT, BODY, mandate(), mandate(change="end")).when(draft(), by(OPERATOR)).refused(
        "mandate_ended"
    )


# --- exclusions ---


def exclude(**changes: Any) -> m.ExcludePair:
    said = {
        "exclusion": "x1",
        "person": ADA,
        "rule": "blocked",
        "other": FieldCommitment(commit="0" * 64),
    }
    return m.ExcludePair.model_validate({**said, **changes})


@pytest.mark.parametrize("actor", [f"person.{ADA}", OPERATOR])
def test_one_excludes_for_oneself_and_an_operator_for_others(actor: str) -> None:
    given(CURRENT, *READY, registered(ADA)).when(exclude(), by(actor)).then(
        m.PairExcluded(**exclude().model_dump())
    )


def test_nobody_excludes_for_somebody_else() -> None:
    known = given(CURRENT, *READY, registered(ADA))

    known.when(exclude(), by(f"person.{BEN}")).refused("no_mandate")
    ended = given(CURRENT, *READY, mandate(change="end"), registered(ADA))
    ended.when(exclude(), by(OPERATOR)).refused("mandate_ended")


def test_an_exclusion_is_of_somebody_known_and_made_once() -> None:
    known = given(CURRENT, *READY, registered(ADA))

    known.when(exclude(person=BEN), by(f"person.{BEN}")).refused("unknown_entity")
    known.when(exclude(), by(f"person.{ADA}")).after.when(exclude(), by(f"person.{ADA}")).refused(
        "already_done"
    )


# --- announcing ---


def test_a_round_is_announced_under_the_rule_set_in_force() -> None:
    outcome = given(CURRENT, *READY).when(announce(), by(**OPERATES))

    outcome.then(m.RoundAnnounced(**announce().model_dump(), rule_set=1))
    outcome.reads(
        "oversight.mandate.ops",
        "oversight.inforce.rule-set-pilot",
        "oversight.inforce.rule-set-all",
        "oversight.inforce.charter-pilot",
        "oversight.inforce.charter-all",
    )


def test_the_programmes_own_rule_set_comes_before_the_general_one() -> None:
    own = drafted(4, PILOT, answer_days=3)

    fact = given(CURRENT, *READY, own, in_force(own)).when(announce(), by(**OPERATES)).facts[0]

    assert fact.rule_set == 4


@pytest.mark.parametrize(
    ("facts", "asked", "command", "reason"),
    [
        (READY, {"actor": "body.nobody"}, announce(), "no_mandate"),
        ((*READY, mandate(change="end")), {}, announce(), "mandate_ended"),
        (READY, {}, announce(programme="other"), "outside_delegation"),
        ((FOUNDED, BODY, mandate(), TEXT), {}, announce(), "not_adopted"),
        (READY, {"at": CLOSES}, announce(), "too_late"),
        (READY, {}, announce(opens=CLOSES), "too_late"),
        (READY, {}, announce(beacon="drand-quicknet"), "bad_signature"),
        (READY, {}, announce(pulse_at=CLOSES), "randomness_before_close"),
        (READY[1:], {}, announce(), "randomness_before_close"),
    ],
)
def test_a_round_is_not_announced(
    facts: Any, asked: dict[str, Any], command: m.AnnounceRound, reason: str
) -> None:
    given(CURRENT, *facts).when(command, by(**{**OPERATES, **asked})).refused(reason)


def test_a_round_is_announced_once() -> None:
    given(CURRENT, *READY).when(announce(), by(**OPERATES)).after.when(
        announce(), by(**OPERATES)
    ).refused("already_done")


def test_a_week_begins_on_a_monday() -> None:
    with pytest.raises(ValidationError):
        announce(weeks=(CLOSES,))


# --- entering ---

PEOPLE = (registered(ADA), staged(ADA), registered(GRACE), mentor_role(GRACE))


def opened(*facts: Any) -> Any:
    return given(CURRENT, *READY, *facts).when(announce(), by(**OPERATES)).after


def as_self(person: str, **changes: Any) -> Any:
    return by(f"person.{person}", at=changes.pop("at", FIRST), **changes)


def test_both_sides_enter_and_may_enter_again() -> None:
    first = opened(*PEOPLE).when(enter(ADA, "mentee"), as_self(ADA))
    other = first.after.when(enter(GRACE, "mentor"), as_self(GRACE))

    first.then(m.RoundEntered(**enter(ADA, "mentee").model_dump()))
    first.reads(
        *STANDING,
        f"matching.round.{ROUND}",
        f"registration.person.{ADA}",
        f"registration.participant.{ADA}",
        f"matching.waiting.{ADA}",
    )
    other.reads(
        *STANDING,
        f"matching.round.{ROUND}",
        f"registration.mentor.{GRACE}",
        f"matching.places.{GRACE}",
    )
    again = other.after.when(enter(GRACE, "mentor", places=3), as_self(GRACE)).after
    assert again.state.rounds[ROUND].entrants[GRACE].places == 3
    assert again.state.free(GRACE) == 3


@pytest.mark.parametrize(
    ("command", "asked", "reason"),
    [
        (enter(ADA, "mentee", "unheard-of"), as_self(ADA), "unknown_entity"),
        (enter(ADA, "mentee"), as_self(BEN), "not_concerned"),
        (enter(ADA, "mentee"), by(**OPERATES), "not_concerned"),
        (enter(ADA, "mentee"), as_self(ADA, at=FIRST - timedelta(days=3)), "too_early"),
        (enter(ADA, "mentee"), as_self(ADA, at=CLOSES), "too_late"),
        (enter(BEN, "mentee"), as_self(BEN), "stage_not_reached"),
        (enter(ADA, "mentor"), as_self(ADA), "mentor_not_active"),
    ],
)
def test_one_may_not_enter(command: m.EnterRound, asked: Any, reason: str) -> None:
    opened(*PEOPLE).when(command, asked).refused(reason)


def test_a_mentee_stands_on_a_stage_of_the_rule_set() -> None:
    opened(registered(ADA), staged(ADA, 2)).when(enter(ADA, "mentee"), as_self(ADA)).refused(
        "stage_not_reached", rule="rule_set.1"
    )


@pytest.mark.parametrize(
    "role",
    [mentor_role(GRACE, "2027-04-03"), mentor_role(GRACE, "2027-01-01", "2027-04-01")],
)
def test_a_role_that_is_not_active_at_closing_enters_nobody(role: Any) -> None:
    opened(role).when(enter(GRACE, "mentor"), as_self(GRACE)).refused("mentor_not_active")


def test_another_role_makes_no_mentor() -> None:
    trainer = mentor_role(GRACE).model_copy(update={"role": "trainer"})

    opened(trainer).when(enter(GRACE, "mentor"), as_self(GRACE)).refused("mentor_not_active")


def test_as_many_wishes_as_the_rule_set_allows() -> None:
    wishes = enter(ADA, "mentee", ranked=(GRACE, LEE, BEN))

    opened(*PEOPLE).when(wishes, as_self(ADA)).refused("too_many_ranked", ranked_max=2)


def test_who_is_in_a_round_waits_for_its_outcome() -> None:
    one = opened(*PEOPLE).when(enter(ADA, "mentee"), as_self(ADA)).after
    two = one.when(announce("pilot-other"), by(**OPERATES)).after
    command = enter(ADA, "mentee", "pilot-other")

    outcome = two.when(command, as_self(ADA))

    outcome.refused("round_open")
    outcome.reads(
        *STANDING,
        "matching.round.pilot-other",
        f"matching.entrant.{ROUND}-{ADA}",
        f"registration.person.{ADA}",
        f"registration.participant.{ADA}",
        f"matching.waiting.{ADA}",
    )


def test_a_round_that_was_never_frozen_holds_nobody() -> None:
    late = PULSE_AT + timedelta(days=8)
    one = opened(*PEOPLE).when(enter(ADA, "mentee"), as_self(ADA)).after
    two = one.when(announce("pilot-other", late), by(**OPERATES)).after

    two.when(
        enter(ADA, "mentee", "pilot-other"), as_self(ADA, at=late - timedelta(days=1))
    ).stands()


def test_who_has_a_mentor_asks_for_no_other() -> None:
    told = story(1, 1)
    told.live()
    paired = told.facts(m.PairProposed)[0].mentee

    told.ask(announce("pilot-two", CLOSES + timedelta(days=20)), OPERATOR, "operate")
    told.at = CLOSES + timedelta(days=14)

    refused(told.ask(enter(paired, "mentee", "pilot-two")), "already_paired")


def test_a_mentor_cannot_offer_less_than_is_taken() -> None:
    told = story(2, 1, places=2)
    told.live()
    told.at = CLOSES + timedelta(days=1)
    told.ask(announce("pilot-two", CLOSES + timedelta(days=8)), OPERATOR, "operate")

    refused(
        told.ask(enter(who("m0"), "mentor", "pilot-two", places=1)),
        "no_place_left",
        places=1,
        held=2,
    )


# --- freezing ---


def test_a_round_is_frozen_at_closing_and_only_by_the_service() -> None:
    told = story()
    early = told.frozen(ROUND)

    refused(told.ask(early, OPERATOR, "operate"), "no_mandate")
    refused(told.ask(early, ME, "pm"), "too_early")
    told.at = CLOSES
    command = told.frozen(ROUND)
    (fact,) = told.ask(command, ME, "pm")
    assert (fact.mentees, fact.mentors, fact.digest) == (3, 2, f"sha256:{command.sealed.exhibit}")
    refused(told.ask(command, ME, "pm"), "already_done")
    refused(told.ask(enter(who("e0"), "mentee")), "too_late")


def test_a_round_that_nobody_announced_is_not_frozen() -> None:
    told = story()
    told.at = CLOSES
    command = told.frozen(ROUND).model_copy(update={"round": "unheard-of"})

    refused(told.ask(command, ME, "pm"), "unknown_entity")


def test_nothing_is_frozen_when_its_chance_may_exist_already() -> None:
    told = story()
    told.at = PULSE_AT

    refused(told.ask(told.frozen(ROUND), ME, "pm"), "randomness_before_close")


def test_an_exhibit_that_does_not_follow_from_the_entrants_is_refused() -> None:
    told = story()
    told.at = CLOSES
    honest = told.frozen(ROUND)
    sealed = strict(told.exhibits[honest.sealed.exhibit])
    sealed["mentors"][0]["places"] = 9
    forged = honest.model_copy(update={"sealed": told.put(canonical(sealed))})

    refused(told.ask(forged, ME, "pm"), "exhibit_not_by_rules")


def test_the_freeze_guards_the_roles_it_rests_on() -> None:
    told = story(1, 2)
    told.at = CLOSES
    command = told.frozen(ROUND)

    roles = {f"registration.mentor.{who('m0')}", f"registration.mentor.{who('m1')}"}
    expected = {*STANDING, *roles}
    assert CURRENT.reads(told.state, command, by(**AT_CLOSING)) == expected


def crowded(mentors: int) -> Any:
    """A round that so many mentors have entered, Grace not among them."""
    names = (who(f"m{n}") for n in range(mentors))
    entered = (m.RoundEntered(**enter(name, "mentor").model_dump()) for name in names)
    opening = m.RoundAnnounced(**announce().model_dump(), rule_set=1)
    return given(CURRENT, *READY, *PEOPLE, opening, *entered)


def test_a_round_is_entered_by_no_more_mentors_than_a_freeze_can_guard() -> None:
    full = crowded(250)

    full.when(enter(GRACE, "mentor"), as_self(GRACE)).refused("too_large", mentors=251, most=250)
    full.when(enter(ADA, "mentee"), as_self(ADA)).stands()
    last = crowded(249).when(enter(GRACE, "mentor"), as_self(GRACE)).after
    last.when(enter(GRACE, "mentor", places=2), as_self(GRACE)).stands()


def test_mentors_enter_a_round_one_after_the_other() -> None:
    grace, lee = enter(GRACE, "mentor"), enter(LEE, "mentor")

    assert grace.turn == lee.turn != enter(LEE, "mentor", "pilot-other").turn
    assert enter(ADA, "mentee").turn == enter(ADA, "mentee").subject


def test_a_freeze_guards_the_role_of_every_mentor_or_is_refused() -> None:
    nothing = ExhibitRef(exhibit="0" * 64, size=1)
    freeze = m.FreezeRound(round=ROUND, sealed=nothing, exclusions=nothing, scores=nothing)
    most = CURRENT.reads(crowded(250).state, freeze, by(**AT_CLOSING))
    outcome = crowded(251).when(freeze, by(**AT_CLOSING))

    assert len(most.difference(STANDING)) == 250
    outcome.refused("too_large", mentors=251, most=250).reads(*STANDING)


# --- public chance ---


def frozen() -> Story:
    told = story()
    told.at = CLOSES
    told.turn()
    told.at = PULSE_AT
    return told


def position(told: Story) -> int:
    phase: Any = told.state.rounds[ROUND].phase
    return int(phase.position)


def test_the_pulse_is_recorded_with_the_size_right_after_the_freeze() -> None:
    told = frozen()
    size = next(k for k, (event, _) in enumerate(told.log) if event.name == "RoundFrozen")

    assert position(told) > size
    told.ask(beacon(ROUND, position(told)), ME, "pm")
    assert isinstance(told.state.rounds[ROUND].phase, Drawn)


@pytest.mark.parametrize(
    ("changes", "reason", "numbers"),
    [
        ({"round": "unheard-of"}, "unknown_entity", {}),
        ({"pulse": 2}, "other_pulse", {"pulse": 1}),
        ({"randomness": "00" * 32}, "bad_signature", {}),
    ],
)
def test_a_pulse_that_is_not_the_announced_one_is_refused(
    changes: dict[str, Any], reason: str, numbers: dict[str, int]
) -> None:
    told = frozen()

    refused(told.ask(beacon(ROUND, position(told), **changes), ME, "pm"), reason, **numbers)


def test_neither_chance_nor_operator_chooses_the_size() -> None:
    told = frozen()
    size = position(told)

    refused(told.ask(beacon(ROUND, size + 1), ME, "pm"), "seed_mismatch", checkpoint_size=size)


def test_a_pulse_is_recorded_in_its_time_and_once() -> None:
    told = story()
    refused(told.ask(beacon(ROUND, 1), ME, "pm"), "wrong_state")
    told = frozen()
    command = beacon(ROUND, position(told))

    refused(told.ask(command, OPERATOR), "no_mandate")
    told.at = PULSE_AT - timedelta(minutes=1)
    refused(told.ask(command, ME, "pm"), "too_early")
    told.at = PULSE_AT
    told.ask(command, ME, "pm")
    refused(told.ask(command, ME, "pm"), "already_done")


# --- settling ---


def drawn() -> Story:
    told = frozen()
    told.ask(beacon(ROUND, position(told)), ME, "pm")
    return told


def test_a_round_is_settled_with_its_proof() -> None:
    told = drawn()
    command = told.settled(ROUND)

    refused(told.ask(command, OPERATOR), "no_mandate")
    (fact,) = told.ask(command, ME, "pm")

    assert (fact.matched, fact.unmatched, fact.welfare) == (2, 1, 7200)
    refused(told.ask(command, ME, "pm"), "already_done")


def test_nothing_is_settled_before_the_draw() -> None:
    command = (told := drawn()).settled(ROUND)
    early = frozen()
    early.exhibits |= told.exhibits

    refused(early.ask(command, ME, "pm"), "wrong_state")
    unknown = command.model_copy(update={"round": "unheard-of"})
    refused(early.ask(unknown, ME, "pm"), "unknown_entity")


def altered(told: Story, what: str, **changes: Any) -> m.SettleRound:
    """The honest answer with members of one file changed, and bound together again."""
    honest = told.settled(ROUND)
    instance = strict(told.exhibits[honest.instance.exhibit])
    assert honest.result
    result = strict(told.exhibits[honest.result.exhibit])
    (instance if what == "instance" else result).update(changes)
    result["instance"] = digest(canonical(instance))
    return honest.model_copy(
        update={
            "instance": told.put(canonical(instance)),
            "result": told.put(canonical(result)),
        }
    )


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"pairs": []}, 12), ({"welfare": 1}, 16), ({"floors": []}, 6), ({"more": 1}, 2)],
)
def test_a_result_that_is_not_proven_is_refused_by_number(
    changes: dict[str, Any], reason: int
) -> None:
    told = drawn()
    said = told.ask(altered(told, "result", **changes), ME, "pm")

    assert said[0]["reason"] == "certificate_invalid"
    if "pairs" not in changes:
        assert said[0]["numbers"] == {"reason": reason}


def test_evidence_that_is_no_file_of_this_form_is_refused() -> None:
    told = drawn()
    honest = told.settled(ROUND)
    broken = honest.model_copy(update={"instance": told.put(b"{}")})

    refused(told.ask(broken, ME, "pm"), "certificate_invalid", reason=1)


def resettled(told: Story, **changes: Any) -> m.SettleRound:
    """A proven answer to another question."""
    from baraza.matching import engine

    instance = strict(told.exhibits[told.settled(ROUND).instance.exhibit])
    found = engine.settle(canonical({**instance, **changes}))
    return m.SettleRound(
        round=ROUND,
        instance=told.put(found.instance),
        result=told.put(found.result),
        void=tuple(told.put(each) for each in found.void),
    )


def test_the_answer_to_another_question_is_refused() -> None:
    told = drawn()

    refused(told.ask(resettled(told, weights="weights/9"), ME, "pm"), "inputs_differ")


def test_another_draw_than_the_recorded_one_is_refused() -> None:
    told = drawn()
    instance = strict(told.exhibits[told.settled(ROUND).instance.exhibit])
    other = {**instance["lottery"], "randomness": "11" * 32}

    refused(told.ask(resettled(told, lottery=other), ME, "pm"), "seed_mismatch")


def test_a_second_draw_needs_a_first_that_was_void() -> None:
    told = drawn()
    honest = told.settled(ROUND)
    assert honest.result
    first = told.exhibits[honest.result.exhibit]
    again = strict(drawn_again(told.exhibits[honest.instance.exhibit], first))
    command = resettled(told, lottery=again["lottery"])

    lacking = told.ask(command, ME, "pm")
    named = told.ask(command.model_copy(update={"void": (told.put(first),)}), ME, "pm")

    refused(lacking, "certificate_invalid", reason=23)
    refused(named, "certificate_invalid", reason=23)


def test_two_equally_good_answers_are_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    from baraza.matching.domain.v1 import certificate
    from baraza.matching.domain.v1.rules import settling

    def tied(instance: bytes, result: bytes) -> int:
        raise certificate.Rejected(18, "two answers")

    told = drawn()
    command = told.settled(ROUND)
    monkeypatch.setattr(settling, "proven", tied)

    refused(told.ask(command, ME, "pm"), "not_unique")


# --- releasing ---


def settled(*args: Any, **changes: Any) -> Story:
    told = story(*args, **changes)
    told.at = CLOSES
    told.turn()
    told.at = PULSE_AT
    told.ask(beacon(ROUND, position(told)), ME, "pm")
    told.ask(told.settled(ROUND), ME, "pm")
    return told


def release(told: Story, batch: int = 1) -> m.ReleaseOutcomes:
    fact = told.facts(m.RoundSettled)[0]
    return m.ReleaseOutcomes(
        settlement=ROUND, batch=batch, instance=fact.instance, result=fact.result
    )


def over(told: Story, *, batches: int, outcomes: int) -> m.OutcomesReleased:
    """The end of a release, with the totals that were settled."""
    fact = told.facts(m.RoundSettled)[0]
    totals = {name: getattr(fact, name) for name in ("matched", "unmatched", "welfare")}
    return m.OutcomesReleased(settlement=ROUND, batches=batches, outcomes=outcomes, **totals)


def test_each_mentee_is_told_and_whoever_has_no_place_waits() -> None:
    told = settled()
    said = told.ask(release(told), ME, "pm")

    proposed = [one for one in said if isinstance(one, m.PairProposed)]
    without = [one for one in said if isinstance(one, m.MenteeUnmatched)]
    assert len(proposed) == 2
    assert {one.mentor for one in proposed} == {who("m0"), who("m1")}
    assert {one.answer_by for one in proposed} == {PULSE_AT + timedelta(days=7)}
    assert [one.reason for one in without] == ["shortage"]
    assert without[0].shortage is not None
    assert [(w.mentee, w.reason) for w in told.facts(m.WaitingListJoined)] == [
        (without[0].person, "shortage")
    ]
    assert said[-1] == over(told, batches=1, outcomes=3)
    assert isinstance(told.state.rounds[ROUND].phase, Released)
    assert not list(told.state.pending)


def test_a_mentee_without_candidates_is_told_so() -> None:
    told = story(1, 1, entered=False)
    told.ask(enter(who("e0"), "mentee", languages=("fr",)))
    told.ask(enter(who("m0"), "mentor"))
    told.live()

    assert told.facts(m.MenteeUnmatched)[0].reason == "no_candidate"
    assert told.facts(m.RoundFrozen)[0].excluded == {"language": 1}


def test_an_empty_round_is_released_too() -> None:
    told = story(0, 0)
    told.live()

    assert told.facts(m.OutcomesReleased)[0].outcomes == 0


def test_outcomes_are_released_by_the_service_in_order_and_once() -> None:
    told = settled()
    early = story()
    early.exhibits = told.exhibits

    refused(told.ask(release(told), OPERATOR), "no_mandate")
    refused(early.ask(release(told), ME, "pm"), "wrong_state")
    refused(told.ask(release(told, 2), ME, "pm"), "wrong_state")
    unknown = release(told).model_copy(update={"settlement": "unheard-of"})
    refused(told.ask(unknown, ME, "pm"), "unknown_entity")
    told.ask(release(told), ME, "pm")
    refused(told.ask(release(told), ME, "pm"), "already_done")


def test_only_what_was_settled_is_released() -> None:
    told = settled()
    other = told.put(b"{}")

    changed = release(told).model_copy(update={"result": other})
    refused(told.ask(changed, ME, "pm"), "inputs_differ")


def test_large_rounds_are_released_in_batches() -> None:
    told = settled(201, 1)

    first = told.ask(release(told), ME, "pm")
    guards = CURRENT.reads(told.state, release(told, 1), by(ME))
    again = told.ask(release(told), ME, "pm")
    last = told.ask(release(told, 2), ME, "pm")

    assert batches(201) == 2
    assert len([one for one in first if isinstance(one, m.WaitingListJoined)]) >= 199
    assert not any(isinstance(one, m.OutcomesReleased) for one in first)
    assert f"matching.round.{ROUND}" in guards
    refused(again, "already_done")
    assert last[-1] == over(told, batches=2, outcomes=201)


def test_who_lost_the_role_since_the_freeze_is_put_to_nobody() -> None:
    told = settled(1, 1)
    told.hear(mentor_role(who("m0"), ends_on="2027-04-01"))

    said = told.ask(release(told), ME, "pm")

    assert not told.facts(m.PairProposed)
    assert [(one.reason, one.shortage) for one in said if isinstance(one, m.MenteeUnmatched)] == [
        ("place_lost", None)
    ]
    assert [one.reason for one in said if isinstance(one, m.WaitingListJoined)] == ["place_lost"]


def test_a_place_that_was_taken_since_the_freeze_is_given_to_nobody() -> None:
    told = settled(1, 1)
    taken = m.PairProposed(
        round="pilot-autumn",
        mentor=who("m0"),
        mentee=who("e9"),
        origin="rematch",
        answer_by=PULSE_AT,
        score=1,
    )
    told.hear(taken)

    told.ask(release(told), ME, "pm")

    assert not told.facts(m.PairProposed)


# --- answering ---


def proposed(mentees: int = 1, mentors: int = 1, *, places: int = 1) -> tuple[Story, Any]:
    told = story(mentees, mentors, places=places)
    told.live()
    told.at += timedelta(days=2)
    return told, told.facts(m.PairProposed)[0]


def test_two_yes_start_a_relationship() -> None:
    told, pair = proposed()

    first = told.ask(answer(pair.mentor, pair.mentee, pair.mentee))
    second = told.ask(answer(pair.mentor, pair.mentee, pair.mentor))

    assert [type(one).__name__ for one in first] == ["OfferAnswered"]
    assert [type(one).__name__ for one in second] == [
        "OfferAnswered",
        "OfferEnded",
        "RelationshipStarted",
    ]
    assert second[1].how == "taken"
    assert told.state.held(pair.mentor) == 1
    assert {due.what for due in told.state.agenda.until(FAR)} == {
        "closure_begins",
        "relationship_ends",
    }


@pytest.mark.parametrize("side", ["mentor", "mentee"])
def test_a_no_ends_the_offer_and_the_mentee_waits(side: str) -> None:
    told, pair = proposed()

    said = told.ask(answer(pair.mentor, pair.mentee, getattr(pair, side), "decline"))

    assert said[1:] == [
        m.OfferEnded(mentor=pair.mentor, mentee=pair.mentee, how="declined"),
        m.WaitingListJoined(round=ROUND, mentee=pair.mentee, reason="declined"),
    ]
    assert told.state.free(pair.mentor) == 1
    assert told.turn() == 0  # nobody else waits for this place


def test_an_answer_can_be_taken_back_while_the_offer_is_open() -> None:
    told, pair = proposed()
    told.ask(answer(pair.mentor, pair.mentee, pair.mentee))
    told.ask(answer(pair.mentor, pair.mentee, pair.mentee, "undo"))

    other = told.ask(answer(pair.mentor, pair.mentee, pair.mentor))

    assert [type(one).__name__ for one in other] == ["OfferAnswered"]
    refused(told.ask(answer(pair.mentor, pair.mentee, pair.mentee, "undo")), "already_done")
    refused(told.ask(answer(pair.mentor, pair.mentee, pair.mentor)), "already_done")


def test_an_answer_is_given_by_one_of_the_two() -> None:
    told, pair = proposed()

    refused(told.ask(answer(pair.mentor, LEE, LEE)), "unknown_entity")
    refused(told.ask(answer(pair.mentor, pair.mentee, LEE)), "not_concerned")
    refused(
        told.ask(answer(pair.mentor, pair.mentee, pair.mentee), f"person.{LEE}"), "not_concerned"
    )


def test_an_answer_is_given_in_time() -> None:
    told, pair = proposed()
    told.at = pair.answer_by

    refused(told.ask(answer(pair.mentor, pair.mentee, pair.mentee)), "too_late")


def test_an_offer_that_nobody_answered_expires() -> None:
    told, pair = proposed()
    early = m.ReachDeadline(
        about=f"pair.{pair.mentor}-{pair.mentee}", what="pair_expires", at=pair.answer_by
    )
    refused(told.ask(early, ME, "clock"), "too_early")
    refused(told.ask(early, OPERATOR), "no_mandate")
    told.at = pair.answer_by

    told.turn()

    assert told.facts(m.OfferEnded)[0].how == "expired"
    assert told.facts(m.WaitingListJoined)[-1].reason == "expired"
    refused(told.ask(early, ME, "clock"), "already_done")


def test_an_offer_that_has_ended_takes_no_answer() -> None:
    told, pair = proposed()
    told.ask(answer(pair.mentor, pair.mentee, pair.mentee, "decline"))

    refused(told.ask(answer(pair.mentor, pair.mentee, pair.mentee)), "wrong_state")
    refused(told.ask(answer(pair.mentor, pair.mentee, pair.mentor, "decline")), "wrong_state")


# --- rematch ---


def freed_place() -> tuple[Story, str, str]:
    """One mentor with one place, put to two people, and declined: the other waits."""
    told, pair = proposed(2, 1)
    told.ask(answer(pair.mentor, pair.mentee, pair.mentee, "decline"))
    other = next(who(f"e{k}") for k in range(2) if who(f"e{k}") != pair.mentee)
    return told, pair.mentee, other


def test_a_free_place_goes_to_the_first_who_waits() -> None:
    told, declined, other = freed_place()

    performed = told.turn()

    pair = told.facts(m.PairProposed)[-1]
    assert performed == 1
    assert (pair.mentee, pair.origin) == (other, "rematch")
    assert told.facts(m.WaitingListLeft)[-1].mentee == other
    assert pair.answer_by == told.at + timedelta(days=7)
    assert told.turn() == 0
    said = told.ask(answer(pair.mentor, declined, declined))
    refused(said, "no_place_left", places=1, held=1)


def test_who_waits_longer_comes_first_then_the_larger_draw() -> None:
    told, pair = proposed(4, 1)
    told.ask(answer(pair.mentor, pair.mentee, pair.mentee, "decline"))
    first = told.rematch(ROUND, pair.mentor)
    waiting = sorted(set(told.state.waiting) - {pair.mentee, first.mentee})
    behind = told.rematch(ROUND, pair.mentor, waiting[0])

    said = told.ask(behind, OPERATOR, "operate")

    assert said[0]["reason"] == "waiting_order"
    assert said[0]["numbers"]["before"] in {1, 2}
    assert told.ask(first, OPERATOR, "operate")[0].mentee == first.mentee


def test_a_pair_that_was_put_once_is_not_put_again() -> None:
    told, declined, _ = freed_place()

    said = told.ask(told.rematch(ROUND, who("m0"), declined), OPERATOR, "operate")

    refused(said, "hard_rule_broken")


def test_who_may_no_longer_meet_the_mentor_is_passed_over() -> None:
    told, _, other = freed_place()
    command = told.rematch(ROUND, who("m0"), other).model_copy(update={"passed_over": (other,)})

    refused(told.ask(command, OPERATOR, "operate"), "no_admissible_mentor")


def test_where_nobody_who_waits_may_be_paired_the_log_says_so() -> None:
    told = story(2, 1, entered=False)
    told.ask(enter(who("e0"), "mentee"))
    told.ask(enter(who("e1"), "mentee", languages=("fr",)))
    told.ask(enter(who("m0"), "mentor"))
    told.live()
    pair = told.facts(m.PairProposed)[0]
    told.at += timedelta(days=1)
    told.ask(answer(pair.mentor, pair.mentee, pair.mentee, "decline"))

    assert told.turn() == 1
    assert told.log[-1][1]["reason"] == "no_admissible_mentor"
    assert told.turn() == 0


def test_a_place_is_offered_by_the_service_or_who_operates() -> None:
    told, _, other = freed_place()
    command = told.rematch(ROUND, who("m0"), other)

    refused(told.ask(command, f"person.{LEE}"), "no_mandate")
    unknown = command.model_copy(update={"round": "unheard-of"})
    refused(told.ask(unknown, OPERATOR, "operate"), "unknown_entity")


def test_a_place_is_one_of_an_active_mentor_of_the_round() -> None:
    told, _, other = freed_place()
    command = told.rematch(ROUND, who("m0"), other)

    refused(
        told.ask(command.model_copy(update={"mentor": LEE}), OPERATOR, "operate"), "unknown_entity"
    )
    told.hear(mentor_role(who("m0"), ends_on="2027-04-03"))
    refused(told.ask(command, OPERATOR, "operate"), "mentor_not_active")


def test_a_full_mentor_is_not_asked_again() -> None:
    told, _ = proposed(2, 1)
    command = told.rematch(ROUND, who("m0"))

    refused(told.ask(command, OPERATOR, "operate"), "no_place_left", places=1, held=1)


def test_a_place_is_for_who_waits_since_this_round() -> None:
    told, _, other = freed_place()
    command = told.rematch(ROUND, who("m0"), other)
    told.hear(registered(LEE))

    refused(
        told.ask(command.model_copy(update={"mentee": LEE}), OPERATOR, "operate"), "wrong_state"
    )
    told, pair = proposed(2, 2)
    other = told.facts(m.PairProposed)[1].mentee
    told.ask(answer(pair.mentor, pair.mentee, pair.mentor, "decline"))
    command = told.rematch(ROUND, pair.mentor, other)
    refused(told.ask(command, OPERATOR, "operate"), "already_paired")


def test_another_instance_than_the_settled_one_shows_nothing() -> None:
    told, _, other = freed_place()
    command = told.rematch(ROUND, who("m0"), other)
    bare = command.model_copy(update={"instance": None})

    refused(told.ask(bare, OPERATOR, "operate"), "inputs_differ")


def test_a_round_in_which_one_of_them_is_comes_first() -> None:
    told, _, other = freed_place()
    command = told.rematch(ROUND, who("m0"), other)
    told.ask(announce("pilot-two", told.at + timedelta(days=5)), OPERATOR, "operate")
    told.ask(enter(who("m0"), "mentor", "pilot-two"))

    refused(told.ask(command, OPERATOR, "operate"), "round_open")
    assert told.turn() == 0  # the freed place waits for the outcome


def test_no_place_is_offered_by_hand_while_the_round_is_open() -> None:
    told = story()

    command = m.ProposePair(round=ROUND, mentor=who("m0"), mentee=who("e0"))
    refused(told.ask(command, OPERATOR, "operate"), "round_open")


def test_a_proposal_guards_the_role_and_that_neither_enters_a_round() -> None:
    told, _, other = freed_place()
    command = told.rematch(ROUND, who("m0"), other)
    told.ask(announce("pilot-two", told.at + timedelta(days=5)), OPERATOR, "operate")

    asked = by(OPERATOR, "operate", at=told.at)
    assert CURRENT.reads(told.state, command, asked) == {
        "oversight.mandate.ops",
        *STANDING,
        f"matching.round.{ROUND}",
        f"registration.mentor.{who('m0')}",
        f"registration.participant.{other}",
        f"matching.entrant.{ROUND}-{who('m0')}",
        f"matching.entrant.pilot-two-{who('m0')}",
        f"matching.entrant.pilot-two-{other}",
    }


def test_months_of_waiting_count_in_the_next_round() -> None:
    told = story(1, 0)
    told.live()
    told.hear(mentor_role(GRACE))
    closes = CLOSES + timedelta(days=184)
    told.at = closes - timedelta(days=2)
    told.ask(announce("pilot-autumn", closes), OPERATOR, "operate")
    told.ask(enter(who("e0"), "mentee", "pilot-autumn"))
    told.ask(enter(GRACE, "mentor", "pilot-autumn"))
    told.live("pilot-autumn")

    scores = strict(told.exhibits[told.facts(m.RoundFrozen)[1].scores.exhibit])
    assert scores["rows"][0][2 + scores["parts"].index("waiting")] == 6 * 50
    assert told.facts(m.WaitingListLeft)[0].mentee == who("e0")
    assert not list(told.state.waiting)


# --- what is folded ---


def test_a_group_is_the_coarse_fact_that_the_rule_set_names() -> None:
    person = Person(region="esea", affiliate_kind="chapter", first_language="sw")

    assert [group(person, d) for d in ("region", "affiliate_kind", "language", "gender")] == [
        "esea",
        "chapter",
        "sw",
        "none",
    ]
    assert group(Person(None, None, ""), "region") == "none"


@pytest.mark.parametrize(
    ("days", "expected"), [(0, 0), (27, 0), (31, 1), (61, 2), (366, 12), (-5, 0)]
)
def test_only_full_months_count(days: int, expected: int) -> None:
    assert months(CLOSES, CLOSES + timedelta(days=days)) == expected


def test_two_organisations_are_joined_by_a_relationship() -> None:
    told = story(1, 1, entered=False)
    told.ask(enter(who("e0"), "mentee", organisation_label="a" * 16))
    told.ask(enter(who("m0"), "mentor", organisation_label="b" * 16))
    told.live()
    pair = told.facts(m.PairProposed)[0]
    told.ask(answer(pair.mentor, pair.mentee, pair.mentee))
    told.ask(answer(pair.mentor, pair.mentee, pair.mentor))

    assert told.state.ties["a" * 16] == {"b" * 16}
    assert told.state.ties["b" * 16] == {"a" * 16}


def test_whom_an_exclusion_names_is_found_by_its_command() -> None:
    fact = happened(m.PairExcluded(**exclude().model_dump()), id="command.1")

    state = given(CURRENT, *READY, registered(ADA), fact).state

    assert (state.exclusions["x1"].command_id, state.exclusions["x1"].person) == ("command", ADA)


def test_a_refusal_is_a_value() -> None:
    assert isinstance(
        given(CURRENT).when(beacon(ROUND, 1, checkpoint_root=ROOT), by(ME)).decided, Refused
    )
