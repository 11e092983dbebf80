"""Who pauses, leaves or is forgotten, and who waits for a place."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from baraza.forms.v1.heard import ErasureRequested
from baraza.matching import inbox
from baraza.matching import messages as m
from baraza.matching.domain import CURRENT
from given import by
from pairings import (
    CLOSES,
    FIRST,
    ME,
    OPERATOR,
    PILOT,
    ROUND,
    Story,
    accept_all,
    announce,
    answer,
    end,
    enter,
    mentor_role,
    pairs,
    participant,
    role_changed,
    role_ended,
    story,
    who,
)


def refused(said: list[Any], code: str, /, **numbers: int) -> None:
    assert [(each["reason"], each["numbers"]) for each in said] == [(code, numbers)]


# --- a mentor pauses ---


def test_a_mentor_who_pauses_enters_no_round_and_is_offered_nobody() -> None:
    told = pairs(3, 1)
    pair = told.facts(m.RelationshipStarted)[0]
    told.hear(role_changed(pair.mentor, "resting"))
    told.ask(end(pair.relationship), f"person.{pair.mentee}")

    assert told.turn() == 0
    told.ask(announce("pilot-autumn", told.at + timedelta(days=5)), OPERATOR, "operate")
    refused(told.ask(enter(pair.mentor, "mentor", "pilot-autumn")), "mentor_not_active")


def test_pairs_of_a_mentor_who_pauses_stay_pairs() -> None:
    told = pairs(1, 1)
    told.hear(role_changed(told.facts(m.RelationshipStarted)[0].mentor))
    told.turn()

    assert not told.facts(m.RelationshipEnded)


def test_once_they_are_back_a_free_place_is_offered() -> None:
    told = pairs(3, 1)
    pair = told.facts(m.RelationshipStarted)[0]
    told.hear(role_changed(pair.mentor))
    told.ask(end(pair.relationship), f"person.{pair.mentee}")
    told.turn()
    told.hear(role_changed(pair.mentor, "active"))
    told.turn()

    assert [f.origin for f in told.facts(m.PairProposed)] == ["round", "rematch"]


def test_who_has_left_is_not_back_by_a_late_word() -> None:
    told = pairs(1, 1)
    mentor = told.facts(m.RelationshipStarted)[0].mentor
    told.hear(role_ended(mentor))
    told.hear(role_changed(mentor, "active"))

    assert not told.state.active_mentor(mentor, PILOT, told.at)
    told.hear(mentor_role(mentor))
    assert told.state.active_mentor(mentor, PILOT, told.at)


# --- a mentor leaves ---


def test_when_a_mentor_leaves_the_pairs_end_and_the_mentees_wait() -> None:
    told = pairs(2, 1, places=2)
    mentor = who("m0")
    told.hear(role_ended(mentor))

    assert told.turn() == 2
    over = told.facts(m.RelationshipEnded)
    assert {(e.how, e.ground, e.rematch) for e in over} == {("premature", "mentor_left", True)}
    assert set(told.state.waiting) == {who("e0"), who("e1")}
    assert told.state.held(mentor) == 0


def test_an_open_offer_of_a_mentor_who_left_is_withdrawn() -> None:
    told = story(1, 1)
    told.live()
    told.hear(role_ended(who("m0")))
    told.turn()

    assert [e.how for e in told.facts(m.OfferEnded)] == ["withdrawn"]
    assert told.facts(m.WaitingListJoined)[-1].reason == "withdrawn"


def test_nobody_becomes_the_pair_of_who_has_left() -> None:
    told = story(1, 1)
    told.live()
    told.hear(role_ended(who("m0")))

    said = answer(who("m0"), who("e0"), who("e0"))
    refused(told.ask(said), "mentor_not_active")
    assert CURRENT.reads(told.state, said, by()) == {
        "feedback.measure.all",
        "registration.identity.all",
        f"matching.round.{ROUND}",
        f"registration.mentor.{who('m0')}",
        f"registration.participant.{who('e0')}",
        f"registration.programme.{PILOT}",
    }


def test_the_mentees_of_who_left_are_put_to_whoever_has_a_place() -> None:
    told = pairs(2, 3, places=1)
    mentor = told.facts(m.RelationshipStarted)[0].mentor
    mentee = told.facts(m.RelationshipStarted)[0].mentee
    told.hear(role_ended(mentor))
    told.turn()

    assert told.facts(m.PairProposed)[-1].mentee == mentee
    assert told.facts(m.PairProposed)[-1].origin == "rematch"


# --- a mentee leaves ---


def test_when_a_mentee_leaves_the_place_goes_to_who_waits() -> None:
    told = pairs(3, 1)
    pair = told.facts(m.RelationshipStarted)[0]
    told.hear(role_ended(pair.mentee, "participant"))
    told.turn()

    over = told.facts(m.RelationshipEnded)
    assert [(e.ground, e.rematch) for e in over] == [("mentee_left", False)]
    assert pair.mentee not in told.state.waiting
    assert told.facts(m.PairProposed)[-1].origin == "rematch"


def test_who_has_left_waits_no_longer_and_is_asked_nothing() -> None:
    told = story(2, 1)
    told.live()
    offered, waits = told.facts(m.PairProposed)[0].mentee, next(iter(told.state.waiting))
    for person in (offered, waits):
        told.hear(role_ended(person, "participant"))
    refused(told.ask(answer(who("m0"), offered, offered)), "wrong_state")
    told.turn()

    assert [e.how for e in told.facts(m.OfferEnded)] == ["withdrawn"]
    assert not told.state.waiting
    refused(
        told.ask(m.JoinWaitingList(round=ROUND, mentee=waits), f"person.{waits}"), "wrong_state"
    )


def test_who_left_before_the_outcome_is_told_nothing_but_that() -> None:
    told = story(2, 2)
    told.at = CLOSES
    told.turn()
    told.hear(role_ended(who("e0"), "participant"))
    told.live()

    assert [(u.person, u.reason) for u in told.facts(m.MenteeUnmatched)] == [(who("e0"), "left")]
    assert [p.mentee for p in told.facts(m.PairProposed)] == [who("e1")]
    assert not told.state.waiting


def test_who_left_before_the_freeze_is_in_no_candidate_pair() -> None:
    told = story(2, 2)
    told.hear(role_ended(who("e0"), "participant"))
    told.live()

    assert told.facts(m.RoundFrozen)[0].excluded == {"entrant": 2}


def test_who_has_left_enters_no_round_until_they_are_back() -> None:
    told = story(1, 1, entered=False)
    told.hear(role_ended(who("e0"), "participant"))
    refused(told.ask(enter(who("e0"), "mentee")), "wrong_state")
    told.hear(participant(who("e0")))

    assert isinstance(told.ask(enter(who("e0"), "mentee"))[0], m.RoundEntered)


def test_the_end_of_another_role_or_programme_changes_nothing() -> None:
    told = pairs(1, 1)
    told.hear(role_ended(who("m0"), "trainer"))
    told.hear(role_changed(who("e0")))
    told.hear(inbox.RoleEnded(role="mentor", person=who("m0"), programme="other"))
    told.hear(inbox.RoleEnded(role="participant", person=who("e0"), programme="other"))
    told.hear(inbox.RoleChanged(role="trainer", person=who("m0"), to="paused"))

    assert told.turn() == 0
    assert told.state.active_mentor(who("m0"), PILOT, told.at)


# --- erasure ---


def test_who_asks_for_it_is_forgotten_once() -> None:
    told = pairs(1, 1)
    told.hear(ErasureRequested(person=who("e0")))

    assert told.turn() == 1
    assert told.turn() == 0
    assert told.facts(m.PersonErased) == [
        m.PersonErased(pseudonym=who("e0"), scope="all", ground="requested")
    ]
    again = m.ErasePersonData(pseudonym=who("e0"), ground="requested")
    refused(told.ask(again, ME, "pm"), "already_done")
    refused(told.ask(again, OPERATOR, "operate"), "no_mandate")


def test_nothing_is_asked_by_or_about_who_was_erased() -> None:
    told = story(2, 1)
    told.hear(ErasureRequested(person=who("e0")))
    told.turn()

    refused(told.ask(enter(who("e0"), "mentee")), "person_erased")
    told.live()
    assert [p.mentee for p in told.facts(m.PairProposed)] == [who("e1")]


# --- the waiting list ---


def join(told: Story, mentee: str, round_: str = ROUND) -> list[Any]:
    return told.ask(m.JoinWaitingList(round=round_, mentee=mentee), f"person.{mentee}")


def leave(told: Story, mentee: str, actor: str | None = None) -> list[Any]:
    asked = m.LeaveWaitingList(round=ROUND, mentee=mentee)
    return told.ask(asked, actor or f"person.{mentee}")


def test_a_mentee_waits_or_waits_no_longer() -> None:
    told = story(2, 1)
    told.live()
    mentee = next(iter(told.state.waiting))

    assert leave(told, mentee) == [m.WaitingListLeft(round=ROUND, mentee=mentee)]
    refused(leave(told, mentee), "wrong_state")
    assert join(told, mentee) == [m.WaitingListJoined(round=ROUND, mentee=mentee, reason="asked")]
    refused(join(told, mentee), "already_done")
    refused(leave(told, mentee, OPERATOR), "not_concerned")


def test_who_asks_to_wait_is_put_to_whoever_has_a_place() -> None:
    told = pairs(1, 2)
    pair = told.facts(m.RelationshipStarted)[0]
    told.ask(end(pair.relationship), f"person.{pair.mentee}")
    assert told.turn() == 0
    join(told, pair.mentee)
    told.turn()

    assert told.facts(m.PairProposed)[-1].mentee == pair.mentee


@pytest.mark.parametrize(
    ("before", "mentee", "round_", "reason"),
    [
        (lambda told: None, who("e0"), ROUND, "round_open"),
        (lambda told: None, who("e0"), "unheard-of", "unknown_entity"),
        (lambda told: None, who("m0"), ROUND, "unknown_entity"),
        (Story.live, who("e0"), ROUND, "already_paired"),
    ],
)
def test_one_may_not_wait(
    before: Callable[[Story], None], mentee: str, round_: str, reason: str
) -> None:
    told = story(1, 1)
    before(told)

    refused(join(told, mentee, round_), reason)


def test_a_mentee_speaks_for_themselves_and_in_time() -> None:
    told = story(2, 1)
    told.live()
    mentee = next(iter(told.state.waiting))
    leave(told, mentee)
    asked = m.JoinWaitingList(round=ROUND, mentee=mentee)
    refused(told.ask(asked, OPERATOR, "operate"), "not_concerned")
    told.hear(inbox.ProgrammeEnded(programme=PILOT))

    refused(join(told, mentee), "too_late")


def test_a_round_that_lapsed_places_nobody() -> None:
    told = story(1, 1)
    told.at = told.state.rounds[ROUND].pulse_at + timedelta(days=1)

    refused(join(told, who("e0")), "wrong_state")


def test_who_joins_guards_what_could_place_them_meanwhile() -> None:
    told = story(2, 1)
    told.live()
    told.ask(announce("pilot-autumn", told.at + timedelta(days=5)), OPERATOR, "operate")
    asked = m.JoinWaitingList(round=ROUND, mentee=who("e0"))

    assert CURRENT.reads(told.state, asked, by(at=told.at)) == {
        f"registration.participant.{who('e0')}",
        f"matching.entrant.pilot-autumn-{who('e0')}",
    }


@pytest.mark.parametrize(
    "command",
    [
        m.WithdrawOffer(mentor=who("m0"), mentee=who("e0"), ground="mentor_left"),
        m.ErasePersonData(pseudonym=who("e0"), ground="requested"),
    ],
)
def test_what_only_the_service_asks_rests_on_nothing_else(
    command: m.WithdrawOffer | m.ErasePersonData,
) -> None:
    told = story(1, 1)
    told.live()

    assert CURRENT.reads(told.state, command, by(ME)) == frozenset()
    refused(told.ask(command, OPERATOR, "operate"), "no_mandate")


def test_only_an_open_offer_is_withdrawn() -> None:
    told = pairs(1, 1)
    known = m.WithdrawOffer(mentor=who("m0"), mentee=who("e0"), ground="mentor_left")
    other = m.WithdrawOffer(mentor=who("m0"), mentee=who("e9"), ground="mentor_left")

    refused(told.ask(known, ME, "pm"), "wrong_state")
    refused(told.ask(other, ME, "pm"), "unknown_entity")


# --- a second round ---

AUTUMN = "pilot-autumn"
CLOSES_AGAIN = CLOSES + timedelta(days=182)


def second(told: Story, mentees: list[str], mentors: dict[str, int]) -> Story:
    """The autumn round, entered by these, until its outcomes are released."""
    told.at = CLOSES_AGAIN - timedelta(days=2)
    told.ask(announce(AUTUMN, CLOSES_AGAIN), OPERATOR, "operate")
    for mentee in mentees:
        told.ask(enter(mentee, "mentee", AUTUMN))
    for mentor, places in mentors.items():
        told.ask(enter(mentor, "mentor", AUTUMN, places=places))
    told.live(AUTUMN)
    return told


def test_who_waits_is_matched_in_the_second_round_with_free_places() -> None:
    told = pairs(3, 1, places=1)
    waiting = sorted(told.state.waiting)
    second(told, waiting, {who("m0"): 2})

    autumn = [f for f in told.facts(m.PairProposed) if f.round == AUTUMN]
    unmatched = [f for f in told.facts(m.MenteeUnmatched) if f.round == AUTUMN]
    assert [f.mentor for f in autumn] == [who("m0")]
    assert len(unmatched) == 1
    assert told.state.waiting[unmatched[0].person].round == AUTUMN
    assert told.state.waiting[unmatched[0].person].since < CLOSES_AGAIN - timedelta(days=180)
    assert autumn[0].mentee not in told.state.waiting


def test_months_waited_bring_points_in_the_second_round() -> None:
    told = story(2, 1, places=1)
    told.live()
    accept_all(told)
    waits = next(iter(told.state.waiting))
    told.at = CLOSES_AGAIN - timedelta(days=2)
    told.hear(inbox.PersonRegistered(person=who("new"), region="mena", languages=("en",)))
    told.hear(inbox.StageEntered(person=who("new"), programme=PILOT, number=0))
    second(told, [waits, who("new")], {who("m0"): 2})

    assert [f.mentee for f in told.facts(m.PairProposed) if f.round == AUTUMN] == [waits]


def test_whoever_is_a_pair_enters_no_second_round_and_keeps_the_place() -> None:
    told = pairs(1, 1)
    told.at = FIRST + timedelta(days=60)
    told.ask(announce(AUTUMN, told.at + timedelta(days=5)), OPERATOR, "operate")

    refused(told.ask(enter(who("e0"), "mentee", AUTUMN)), "already_paired")
    refused(
        told.ask(enter(who("m0"), "mentor", AUTUMN, places=0)), "no_place_left", places=0, held=1
    )


def test_a_place_freed_in_spring_goes_to_who_waits_since_autumn() -> None:
    told = pairs(3, 1, places=1)
    second(told, sorted(told.state.waiting), {who("m0"): 1})
    assert told.facts(m.RoundSettled)[-1].matched == 0
    pair = told.facts(m.RelationshipStarted)[0]
    told.ask(end(pair.relationship), f"person.{pair.mentee}")
    told.turn()

    # The mentor was full when autumn was sealed: who may come stands in the spring instance.
    offer = told.facts(m.PairProposed)[-1]
    assert (offer.origin, offer.round, offer.mentor) == ("rematch", ROUND, who("m0"))


def test_two_who_parted_in_harm_are_no_candidates_again() -> None:
    told = pairs(1, 1)
    pair = told.facts(m.RelationshipStarted)[0]
    told.ask(end(pair.relationship, ground="mismatch"), f"person.{pair.mentee}")
    second(told, [pair.mentee], {pair.mentor: 1})

    assert told.facts(m.RoundFrozen)[-1].excluded == {"personal": 1}
    assert told.facts(m.MenteeUnmatched)[-1].reason == "no_candidate"


def test_two_who_parted_for_other_reasons_may_meet_again() -> None:
    told = pairs(1, 1)
    pair = told.facts(m.RelationshipStarted)[0]
    told.ask(end(pair.relationship, ground="life"), f"person.{pair.mentee}")
    second(told, [pair.mentee], {pair.mentor: 1})
    accept_all(told)

    assert len(told.facts(m.RelationshipStarted)) == 2
    assert told.state.held(pair.mentor) == 1
