"""A round that does not count: who may say so, what it undoes, and who comes second."""

from datetime import timedelta
from typing import Any

import pytest

from baraza.matching import inbox
from baraza.matching import messages as m
from baraza.matching.domain import CURRENT
from baraza.matching.domain.v1.openings import steps
from baraza.matching.domain.v1.state import Voided
from given import by
from pairings import (
    CLOSES,
    ME,
    OPERATOR,
    PILOT,
    PULSE_AT,
    ROUND,
    Story,
    accept_all,
    announce,
    answer,
    enter,
    mandate,
    pairs,
    story,
    who,
)

AUTUMN = "pilot-autumn"
FOUND = inbox.MatterOpened(kind="finding", matter="f1")


def void(**changes: Any) -> m.VoidRound:
    said = {"round": ROUND, "ground": "input_wrong", "finding": "f1"}
    return m.VoidRound.model_validate({**said, **changes})


def ready(mentees: int = 3, mentors: int = 2) -> Story:
    """A round entered, a body that makes the rules, and a finding that something went wrong."""
    told = story(mentees, mentors)
    told.hear(mandate(kind="rules"))
    told.hear(FOUND)
    return told


def voided(told: Story, **how: Any) -> Any:
    return told.ask(void(), OPERATOR, "rules", **how)


def refused(said: list[Any], code: str, /, **numbers: int) -> None:
    assert [(one["reason"], one["numbers"]) for one in said] == [(code, numbers)]


# --- who may, and when ---


def test_a_body_voids_a_round_on_a_finding() -> None:
    told = ready()

    said = m.RoundVoided(round=ROUND, programme=PILOT, ground="input_wrong", finding="f1")
    assert voided(told) == [said]
    assert isinstance(told.state.rounds[ROUND].phase, Voided)
    refused(voided(told), "already_done")


@pytest.mark.parametrize(
    ("command", "actor", "code"),
    [
        (void(), f"person.{who('e0')}", "no_mandate"),
        (void(round="unheard-of"), OPERATOR, "unknown_entity"),
        (void(finding=None), OPERATOR, "missing_reason"),
        (void(finding="f2"), OPERATOR, "unknown_entity"),
        (void(finding=None), ME, "no_mandate"),
    ],
)
def test_a_round_is_not_voided(command: m.VoidRound, actor: str, code: str) -> None:
    refused(ready().ask(command, actor, "rules"), code)


def test_who_operates_a_programme_voids_nothing() -> None:
    told = story(1, 1)
    told.hear(FOUND)

    refused(voided(told), "outside_delegation")


def test_only_a_finding_is_one() -> None:
    told = ready()
    told.hear(inbox.MatterOpened(kind="risk", matter="r1"))

    refused(told.ask(void(finding="r1"), OPERATOR, "rules"), "unknown_entity")


@pytest.mark.parametrize("until", [CLOSES, PULSE_AT])
def test_the_service_says_of_no_round_that_it_has_no_answer_without_the_attempt(until: Any) -> None:
    """Else whoever holds its key could undo a draw that they do not like."""
    told = story(1, 1)
    for told.at in (CLOSES, until):
        told.turn()
    command = void(ground="no_answer_found", finding=None)

    refused(told.ask(command, ME, "pm"), "no_mandate")


@pytest.mark.parametrize("until", [CLOSES, PULSE_AT])
def test_a_round_is_voided_in_any_phase_and_nothing_more_comes_of_it(until: Any) -> None:
    told = ready()
    told.at = CLOSES
    told.turn()
    told.at = until
    voided(told)
    told.at = PULSE_AT
    told.turn()

    assert not told.facts(m.RoundSettled)
    assert not list(steps(told.state))


def test_once_two_are_a_pair_it_is_too_late() -> None:
    told = pairs(2, 2)
    told.hear(mandate(kind="rules"))
    told.hear(FOUND)

    refused(voided(told), "relationships_started", started=2)


# --- what it undoes ---


def test_open_offers_are_withdrawn_and_their_mentees_wait() -> None:
    told = ready(3, 2)
    told.live()
    voided(told)
    told.turn()

    assert [ended.how for ended in told.facts(m.OfferEnded)] == ["withdrawn", "withdrawn"]
    assert set(told.state.waiting) == {who(f"e{k}") for k in range(3)}
    assert told.state.held(who("m0")) == told.state.held(who("m1")) == 0
    assert not told.state.paired
    assert not list(steps(told.state))


def test_whose_offer_is_withdrawn_goes_on_counting_months() -> None:
    told = ready(2, 1)
    told.live()
    accept_all(told)
    waits = next(iter(told.state.waiting))
    since = told.state.waiting[waits].since
    told.at = CLOSES + timedelta(days=180)
    told.ask(announce(AUTUMN, told.at + timedelta(days=2)), OPERATOR, "operate")
    told.ask(enter(waits, "mentee", AUTUMN))
    told.ask(enter(who("m0"), "mentor", AUTUMN, places=2))
    told.live(AUTUMN)
    assert waits not in told.state.waiting
    told.ask(void(round=AUTUMN), OPERATOR, "rules")
    told.turn()

    assert told.state.waiting[waits].since == since
    assert told.facts(m.WaitingListJoined)[-1].since == since


def test_who_was_in_it_enters_another() -> None:
    told = ready()
    voided(told)
    told.ask(announce(AUTUMN, CLOSES + timedelta(days=3)), OPERATOR, "operate")
    told.at = CLOSES

    for k in range(3):
        told.ask(enter(who(f"e{k}"), "mentee", AUTUMN))
    told.ask(enter(who("m0"), "mentor", AUTUMN))
    told.live(AUTUMN)

    assert [pair.round for pair in told.facts(m.PairProposed)] == [AUTUMN]


def test_nobody_is_put_to_anybody_by_a_void_round() -> None:
    told = ready()
    told.live()
    offer = told.facts(m.PairProposed)[0]
    command = m.ProposePair(round=ROUND, mentor=offer.mentor, mentee=offer.mentee)
    voided(told)

    refused(told.ask(command, OPERATOR, "operate"), "wrong_state")
    refused(told.ask(enter(who("e0"), "mentee")), "too_late")
    refused(
        told.ask(m.JoinWaitingList(round=ROUND, mentee=offer.mentee), f"person.{offer.mentee}"),
        "wrong_state",
    )


# --- who comes second ---


def asked(told: Story) -> m.PairProposed:
    """The only offer, after its mentor said yes: the next yes makes a pair."""
    told.live()
    offer = told.facts(m.PairProposed)[0]
    told.ask(answer(offer.mentor, offer.mentee, offer.mentor))
    return offer


def test_a_void_that_comes_first_leaves_the_second_yes_refused() -> None:
    told = ready(1, 1)
    offer = asked(told)
    voided(told)
    yes = told.ask(answer(offer.mentor, offer.mentee, offer.mentee), behind=1)
    told.turn()

    refused(yes, "wrong_state")
    assert not told.facts(m.RelationshipStarted)
    assert [ended.how for ended in told.facts(m.OfferEnded)] == ["withdrawn"]


def test_a_second_yes_that_comes_first_leaves_the_void_refused() -> None:
    told = ready(1, 1)
    offer = asked(told)
    told.ask(answer(offer.mentor, offer.mentee, offer.mentee))

    refused(voided(told, behind=1), "relationships_started", started=1)
    assert len(told.facts(m.RelationshipStarted)) == 1


def test_a_proposal_under_way_does_not_outlive_its_round() -> None:
    told = ready(3, 1)
    told.live()
    offer = told.facts(m.PairProposed)[0]
    told.ask(answer(offer.mentor, offer.mentee, offer.mentee, "decline"))
    command = told.rematch(ROUND, offer.mentor)
    voided(told)
    late = told.ask(command, OPERATOR, "operate", behind=1)

    refused(late, "wrong_state")


def test_a_void_rests_on_the_offers_that_are_open() -> None:
    told = ready(1, 1)
    offer = asked(told)

    assert CURRENT.reads(told.state, void(), by(OPERATOR, "rules")) == {
        "oversight.mandate.ops",
        f"matching.{m.pair_subject(offer.mentor, offer.mentee)}",
    }
