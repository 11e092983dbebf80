"""Who is kept out by an interim measure: in no round, put to nobody, and still a pair (I15)."""

from datetime import timedelta
from typing import Any

import pytest

from baraza.matching import messages as m
from baraza.matching.domain.v1.certificate import read_instance
from baraza.matching.domain.v1.changing import standing
from pairings import (
    CLOSES,
    OPERATOR,
    PULSE_AT,
    ROUND,
    Story,
    accept_all,
    announce,
    answer,
    end,
    enter,
    lifted,
    measure,
    pairs,
    role_changed,
    story,
    who,
)

AUTUMN = "pilot-autumn"
E0, M0 = who("e0"), who("m0")


def refused(said: list[Any], code: str, /, **numbers: int) -> None:
    assert [(one["reason"], one["numbers"]) for one in said] == [(code, numbers)]


def candidates(told: Story) -> set[str]:
    instance = read_instance(told.exhibits[told.facts(m.RoundSettled)[0].instance.exhibit])
    asking = {row.id for row in instance.mentees if row.mentors}
    return asking | {instance.mentors[j] for row in instance.mentees for j in row.mentors}


@pytest.mark.parametrize("person", [E0, M0])
def test_who_is_kept_out_enters_no_round_and_is_in_no_candidate_pair(person: str) -> None:
    told = story(2, 2)
    told.hear(measure(person))
    told.live()

    assert person not in candidates(told)
    assert told.facts(m.RoundFrozen)[0].excluded == {"entrant": 2}
    told.ask(announce(AUTUMN, told.at + timedelta(days=5)), OPERATOR, "operate")
    side = "mentee" if person == E0 else "mentor"
    code = "wrong_state" if person == E0 else "mentor_not_active"
    refused(told.ask(enter(person, side, AUTUMN)), code)
    told.hear(lifted(person))
    assert isinstance(told.ask(enter(person, side, AUTUMN))[0], m.RoundEntered)


def test_pairs_of_who_is_kept_out_stay_pairs() -> None:
    told = pairs(1, 1)
    told.hear(measure(M0))
    told.turn()
    (one,) = told.state.relationships.values()

    assert not told.facts(m.RelationshipEnded)
    assert told.state.held(M0) == 1
    assert standing(told.state, one, told.at) == "paused"
    told.hear(lifted(M0))
    assert standing(told.state, one, told.at) == "live"


@pytest.mark.parametrize("person", [E0, M0])
def test_who_is_just_being_asked_is_asked_no_longer(person: str) -> None:
    told = story(1, 1)
    told.live()
    told.ask(answer(M0, E0, M0))
    told.hear(measure(person))
    code = "wrong_state" if person == E0 else "mentor_not_active"
    refused(told.ask(answer(M0, E0, E0)), code)
    told.turn()

    assert [ended.how for ended in told.facts(m.OfferEnded)] == ["withdrawn"]
    assert set(told.state.waiting) == {E0}
    assert not told.facts(m.RelationshipStarted)


def test_a_mentor_who_is_kept_out_is_offered_nobody_until_it_is_lifted() -> None:
    told = pairs(3, 1)
    told.hear(measure(M0))
    pair = told.facts(m.RelationshipStarted)[0]
    told.ask(end(pair.relationship), f"person.{pair.mentee}")

    assert told.turn() == 0
    told.hear(lifted(M0))
    told.turn()
    assert [offer.origin for offer in told.facts(m.PairProposed)] == ["round", "rematch"]


def test_a_mentee_who_is_kept_out_is_passed_over_and_keeps_their_place_in_the_order() -> None:
    told = pairs(2, 1)
    waits = next(iter(told.state.waiting))
    since = told.state.waiting[waits].since
    told.hear(measure(waits))
    pair = told.facts(m.RelationshipStarted)[0]
    told.ask(end(pair.relationship), f"person.{pair.mentee}")
    assert told.turn() == 0
    told.hear(lifted(waits))
    assert told.state.waiting[waits].since == since
    told.turn()

    assert told.facts(m.PairProposed)[-1].mentee == waits


# --- who comes second: in each case one outcome, and one refusal at most ---


@pytest.mark.parametrize("person", [E0, M0])
@pytest.mark.parametrize("when", [CLOSES, PULSE_AT - timedelta(minutes=1)])
def test_a_measure_while_a_round_settles_gives_no_offer(person: str, when: Any) -> None:
    told = story(1, 1)
    told.at = CLOSES
    told.turn()
    told.at = when
    told.hear(measure(person))
    told.at = PULSE_AT
    told.turn()

    assert not told.facts(m.PairProposed)
    assert [u.reason for u in told.facts(m.MenteeUnmatched)] == ["place_lost"]
    assert set(told.state.waiting) == {E0}


def test_a_mentor_who_pauses_while_a_round_settles_is_offered_nobody() -> None:
    told = story(1, 1)
    told.at = CLOSES
    told.turn()
    told.hear(role_changed(M0))
    told.at = PULSE_AT
    told.turn()

    assert not told.facts(m.PairProposed)
    assert [u.reason for u in told.facts(m.MenteeUnmatched)] == ["place_lost"]


@pytest.mark.parametrize("fact", [role_changed(M0), measure(M0)])
def test_outcomes_decided_before_it_are_decided_again(fact: Any) -> None:
    """The release rests on roles and measures: one that comes first is seen."""
    told = story(1, 1)
    told.at = CLOSES
    told.turn()
    told.at = PULSE_AT
    while not told.facts(m.RoundSettled):
        told.step()
    release: Any = next(s.ask for s in told.owed() if s.command == "ReleaseOutcomes")
    told.hear(fact)
    told.ask(release, "service.matching", "pm", behind=1)

    assert not told.facts(m.PairProposed)
    assert [u.reason for u in told.facts(m.MenteeUnmatched)] == ["place_lost"]


@pytest.mark.parametrize("fact", [measure(E0), measure(M0)])
def test_a_measure_that_comes_before_the_second_yes_leaves_it_refused(fact: Any) -> None:
    told = story(1, 1)
    told.live()
    told.ask(answer(M0, E0, M0))
    told.hear(fact)
    late = told.ask(answer(M0, E0, E0), behind=1)

    assert len(late) == 1
    assert late[0]["reason"] in {"wrong_state", "mentor_not_active"}
    assert not told.facts(m.RelationshipStarted)


def test_a_second_yes_that_comes_first_makes_the_pair_which_then_pauses() -> None:
    told = story(1, 1)
    told.live()
    accept_all(told)
    told.hear(measure(M0))
    told.turn()

    assert len(told.facts(m.RelationshipStarted)) == 1
    assert not told.facts(m.RelationshipEnded)
    assert told.state.rounds[ROUND].is_over
