"""A pair from its start to its end: goals, closure, and what an end frees."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from baraza.decider import FieldCommitment
from baraza.matching import inbox
from baraza.matching import messages as m
from pairings import ME, OPERATOR, PILOT, ROUND, Story, accept_all, end, pairs, story, who

COMMIT = FieldCommitment(commit="c" * 64)
LAST = datetime(2028, 1, 10, tzinfo=UTC)
"""The Monday after the last of the forty weeks."""


def one(told: Story) -> m.RelationshipStarted:
    return told.facts(m.RelationshipStarted)[0]


def refused(said: list[Any], code: str, /, **numbers: int) -> None:
    assert [(each["reason"], each["numbers"]) for each in said] == [(code, numbers)]


def goals(pair: m.RelationshipStarted, side: str, **changes: Any) -> m.AgreeGoals:
    said = {
        "relationship": pair.relationship,
        "person": getattr(pair, side),
        "goals": COMMIT,
        "sessions": 12,
        "every_weeks": 2,
    }
    return m.AgreeGoals.model_validate({**said, **changes})


# --- its time ---


def test_it_ends_the_day_after_its_weeks() -> None:
    assert one(pairs(1, 1)).ends_on == LAST.date().isoformat()


def test_it_ends_with_the_programme_at_the_latest() -> None:
    told = story(1, 1)
    told.hear(inbox.ProgrammeOpened(programme=PILOT, ends_on="2027-11-30"))
    told.live()
    accept_all(told)

    assert one(told).ends_on == "2027-11-30"


def test_closure_begins_thirty_days_before_the_end_and_it_lapses_after() -> None:
    told = pairs(1, 1)
    pair = one(told)

    told.at = LAST - timedelta(days=30, seconds=1)
    assert told.turn() == 0
    told.at += timedelta(seconds=1)
    assert told.turn() == 1
    told.at = LAST + timedelta(days=1)
    assert told.turn() == 1

    begun, over = told.facts(m.ClosureBegun), told.facts(m.RelationshipEnded)
    assert [(b.relationship, b.ends_on) for b in begun] == [(pair.relationship, pair.ends_on)]
    assert [(e.how, e.ground, e.talk_held, e.rematch) for e in over] == [
        ("lapsed", "term_over", False, False)
    ]
    assert told.state.held(pair.mentor) == 0
    assert told.state.agenda.next() is None


def test_the_closure_of_a_short_one_begins_at_once() -> None:
    told = story(1, 1)
    last = (told.state.rounds[ROUND].pulse_at + timedelta(days=20)).date().isoformat()
    told.hear(inbox.ProgrammeOpened(programme=PILOT, ends_on=last))
    told.live()
    accept_all(told)
    told.turn()

    assert len(told.facts(m.ClosureBegun)) == 1


def test_a_deadline_is_the_services_and_not_before_its_time() -> None:
    told = pairs(1, 1)
    pair = one(told)
    due = m.ReachDeadline(
        about=f"relationship.{pair.relationship}",
        what="closure_begins",
        at=LAST - timedelta(days=30),
    )

    refused(told.ask(due, ME, "clock"), "too_early")
    refused(told.ask(due, OPERATOR, "operate"), "no_mandate")
    told.ask(end(pair.relationship), f"person.{pair.mentee}")
    told.at = LAST
    refused(told.ask(due, ME, "clock"), "already_done")


def test_no_pair_begins_when_the_time_of_its_round_is_over() -> None:
    told = story(2, 1)
    told.live()
    pair = told.facts(m.PairProposed)[0]
    told.hear(inbox.ProgrammeOpened(programme=PILOT, ends_on="2027-04-05"))
    told.at += timedelta(days=4)

    said = m.AnswerOffer(
        mentor=pair.mentor, mentee=pair.mentee, person=pair.mentee, answer="accept"
    )
    refused(told.ask(said), "too_late")


def test_no_round_and_no_place_in_a_programme_that_is_over() -> None:
    told = story(2, 1)
    told.live()
    pair = told.facts(m.PairProposed)[0]
    told.hear(inbox.ProgrammeEnded(programme=PILOT))
    other = told.state.waiting.keys()
    by_hand = m.ProposePair(round=ROUND, mentor=pair.mentor, mentee=next(iter(other)))

    refused(told.ask(by_hand, OPERATOR, "operate"), "too_late")


# --- goals ---


def test_goals_are_agreed_once_both_have_said_the_same() -> None:
    told = pairs(1, 1)
    pair = one(told)

    first = told.ask(goals(pair, "mentee"))
    refused(
        told.ask(goals(pair, "mentor", sessions=10)),
        "other_side_not_agreed",
        sessions=12,
        every_weeks=2,
    )
    second = told.ask(goals(pair, "mentor"))

    assert [(f.side, f.complete) for f in (*first, *second)] == [
        ("mentee", False),
        ("mentor", True),
    ]
    assert (second[0].mentor, second[0].mentee) == (pair.mentor, pair.mentee)
    refused(told.ask(goals(pair, "mentee", sessions=10)), "already_done")


def test_until_the_other_has_spoken_one_may_say_it_again() -> None:
    told = pairs(1, 1)
    pair = one(told)

    told.ask(goals(pair, "mentor", sessions=20))
    told.ask(goals(pair, "mentor", sessions=12))
    said = told.ask(goals(pair, "mentee"))

    assert said[0].complete


def test_only_the_two_agree_and_only_while_they_are_a_pair() -> None:
    told = pairs(1, 1)
    pair = one(told)

    refused(told.ask(goals(pair, "mentee", relationship="unheard-of")), "unknown_entity")
    refused(told.ask(goals(pair, "mentee", person=who("e9"))), "not_concerned")
    refused(told.ask(goals(pair, "mentee"), OPERATOR, "operate"), "not_concerned")
    told.ask(end(pair.relationship), f"person.{pair.mentor}")
    refused(told.ask(goals(pair, "mentee")), "wrong_state")


# --- the end ---


def test_it_is_closed_in_its_last_weeks_after_the_talk() -> None:
    told = pairs(1, 1)
    pair = one(told)
    close = end(pair.relationship, "closed", ground="goals_reached")

    refused(told.ask(close, f"person.{pair.mentee}"), "too_early")
    told.at = LAST - timedelta(days=20)
    told.turn()
    silent = close.model_copy(update={"talk_held": False})
    refused(told.ask(silent, f"person.{pair.mentee}"), "closing_talk_missing")
    said = told.ask(close, f"person.{pair.mentor}")
    told.at = LAST + timedelta(days=5)

    assert said == [
        m.RelationshipEnded(
            **close.model_dump(),
            mentor=pair.mentor,
            mentee=pair.mentee,
            programme=PILOT,
            round=ROUND,
            by="mentor",
        )
    ]
    assert told.turn() == 0


def test_one_of_the_two_ends_it_once() -> None:
    told = pairs(1, 1)
    pair = one(told)

    refused(told.ask(end("unheard-of"), f"person.{pair.mentee}"), "unknown_entity")
    refused(told.ask(end(pair.relationship), f"person.{who('e9')}"), "not_concerned")
    refused(told.ask(end(pair.relationship), OPERATOR, "operate"), "not_concerned")
    told.ask(end(pair.relationship), f"person.{pair.mentee}")
    refused(told.ask(end(pair.relationship), f"person.{pair.mentee}"), "already_done")


def test_a_mentee_who_wants_another_waits_for_one() -> None:
    told = pairs(1, 1)
    pair = one(told)

    said = told.ask(end(pair.relationship, rematch=True), f"person.{pair.mentee}")

    assert said[1:] == [m.WaitingListJoined(round=ROUND, mentee=pair.mentee, reason="rematch")]
    assert told.turn() == 0  # not with the same mentor again


def test_a_place_that_an_end_frees_goes_to_who_waits() -> None:
    told = pairs(3, 1)
    pair = one(told)
    waiting = set(told.state.waiting)

    told.ask(end(pair.relationship), f"person.{pair.mentee}")
    told.turn()

    offer = told.facts(m.PairProposed)[-1]
    assert (offer.mentor, offer.origin) == (pair.mentor, "rematch")
    assert offer.mentee in waiting
    assert told.state.held(pair.mentor) == 1


def test_who_wants_another_is_put_to_whoever_has_a_place() -> None:
    told = pairs(2, 3)
    pair = one(told)

    told.ask(end(pair.relationship, rematch=True), f"person.{pair.mentee}")
    told.turn()

    offer = told.facts(m.PairProposed)[-1]
    assert offer.mentee == pair.mentee
    assert offer.mentor != pair.mentor


def test_another_mentor_is_wanted_twice_at_most() -> None:
    told = pairs(1, 4)
    mentee = one(told).mentee
    for _ in range(2):
        last = told.facts(m.RelationshipStarted)[-1]
        told.ask(end(last.relationship, rematch=True), f"person.{mentee}")
        told.turn()
        accept_all(told)
    last = told.facts(m.RelationshipStarted)[-1]

    said = told.ask(end(last.relationship, rematch=True), f"person.{mentee}")

    refused(said, "rematches_used_up", used=2, most=2)
    told.ask(end(last.relationship), f"person.{mentee}")
    assert len(told.facts(m.RelationshipStarted)) == 3


def test_a_mentor_who_gives_up_uses_up_nothing_of_the_mentee() -> None:
    told = pairs(1, 4)
    mentee = one(told).mentee
    for _ in range(2):
        last = told.facts(m.RelationshipStarted)[-1]
        told.ask(end(last.relationship, rematch=True), f"person.{last.mentor}")
        told.turn()
        accept_all(told)
    last = told.facts(m.RelationshipStarted)[-1]

    told.ask(end(last.relationship, rematch=True), f"person.{mentee}")

    assert [e.by for e in told.facts(m.RelationshipEnded)] == ["mentor", "mentor", "mentee"]


def test_who_has_given_up_three_mentors_does_not_wait_for_a_fourth() -> None:
    told = pairs(1, 4)
    mentee = one(told).mentee
    waits = m.JoinWaitingList(round=ROUND, mentee=mentee)
    for _ in range(2):
        told.ask(end(told.facts(m.RelationshipStarted)[-1].relationship), f"person.{mentee}")
        told.ask(waits, f"person.{mentee}")
        told.turn()
        accept_all(told)

    told.ask(end(told.facts(m.RelationshipStarted)[-1].relationship), f"person.{mentee}")

    refused(told.ask(waits, f"person.{mentee}"), "rematches_used_up", used=3, most=2)


@pytest.mark.parametrize("how", ["lapsed", "over"])
def test_nobody_says_that_it_lapsed(how: str) -> None:
    with pytest.raises(ValueError, match="how"):
        end("r1", how)
