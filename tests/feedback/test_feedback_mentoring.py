"""Mentees are asked at the points of the stage set, once the month is over and they are enough."""

from datetime import timedelta
from hashlib import sha256

import pytest
import rfc8785

from baraza.decider import made_id
from baraza.feedback import inbox
from baraza.feedback.domain import CURRENT
from baraza.feedback.messages import CollectionOpened
from baraza.forms.v1.messages import ErasePersonData
from feedback_mentoring import (
    JUNE,
    MENTEES,
    POINTS,
    asked_in_june,
    clock,
    met,
    months,
    opens,
    pair,
    session,
    settled,
)
from feedback_story import ADOPTED, BODIES, DRAFTED, P, issue, myself
from given import by, given, happened

FIVE = MENTEES[:5]


def test_five_who_reached_a_point_are_asked_when_the_month_is_over() -> None:
    story = months(*FIVE)
    due = story.state.agenda.next()
    outcome = story.when(opens(), clock(JUNE))

    assert (due.at, due.what) == (JUNE, "collection_opens")
    outcome.then(
        CollectionOpened(
            collection=made_id(outcome.asked.id, "collection", 1),
            programme=P,
            instrument="mentoring-check-in",
            about=f"mentoring.{P}-1-202706",
            version=1,
            eligible=5,
            eligible_digest=sha256(rfc8785.dumps(sorted(FIVE))).hexdigest(),
            closes=JUNE + timedelta(days=14),
        )
    )
    outcome.reads(
        "oversight.inforce.instrument-all",
        f"oversight.inforce.instrument-{P}",
        *(f"feedback.erasure.{mentee}" for mentee in FIVE),
    )


def test_only_the_service_opens_it_and_in_its_time() -> None:
    story = months(*FIVE)
    story.when(opens(), clock(JUNE - timedelta(seconds=1))).refused("too_early")
    story.when(opens(), by("body.aff-pwu", "operate", at=JUNE)).refused("no_mandate")
    story.when(opens(6), clock(JUNE)).refused("already_done")
    after = story.when(opens(), clock(JUNE)).after
    after.when(opens(), clock(JUNE)).refused("already_done")


def test_four_wait_on_until_they_are_five() -> None:
    four = months(*FIVE[:4])
    assert four.state.agenda.next() is None

    july = JUNE + timedelta(days=30)
    facts = [pair(m) for m in FIVE]
    told = [f for m in FIVE[:4] for f in met(m, at=JUNE - timedelta(days=9))]
    late = given(CURRENT, *ADOPTED, *POINTS, *facts, *told, *met(FIVE[4], at=JUNE))
    outcome = late.when(opens(at=july), clock(july))
    assert outcome.facts[0].eligible == 5


def test_a_mentee_takes_a_voice_in_it_and_nobody_else() -> None:
    opened, story = asked_in_june(*FIVE)
    id_ = opened.collection
    story.when(issue(FIVE[0], id_), myself(FIVE[0], at=JUNE)).stands()
    story.when(issue(MENTEES[9], id_), myself(MENTEES[9], at=JUNE)).refused("not_eligible")


def test_what_one_side_denies_counts_for_nothing_and_silence_counts() -> None:
    pairs = [pair(m) for m in FIVE]
    outcomes = ("confirmed", "undisputed", "confirmed", "undisputed", "disputed")
    told = [f for m, o in zip(FIVE, outcomes, strict=True) for f in (session(m), settled(m, 1, o))]
    story = given(CURRENT, *ADOPTED, *POINTS, *pairs, *told)

    assert story.state.waiting[P, 1].people == tuple(FIVE[:4])
    assert not story.state.told


@pytest.mark.parametrize("state", ["missed", "planned"])
def test_a_session_that_was_missed_is_none(state: str) -> None:
    told = (pair(FIVE[0]), session(FIVE[0], state=state), settled(FIVE[0]))
    story = given(CURRENT, *ADOPTED, *POINTS, *told)

    assert not story.state.waiting


def test_the_points_are_those_of_the_stage_set_in_force() -> None:
    many = [f for n in range(1, 8) for f in met(FIVE[0], n)]
    story = given(CURRENT, *ADOPTED, *POINTS, pair(FIVE[0]), *many)
    without = given(CURRENT, *ADOPTED, pair(FIVE[0]), *many)

    assert sorted(story.state.waiting) == [(P, 1), (P, 6)]
    assert not without.state.waiting


def test_a_relationship_that_ended_reaches_no_further_point() -> None:
    over = inbox.RelationshipEnded(relationship=f"r-{FIVE[0]}")
    story = given(CURRENT, *ADOPTED, *POINTS, pair(FIVE[0]), over, *met(FIVE[0]))

    assert not story.state.waiting
    assert not story.state.pairs


def test_other_records_of_scheduling_leave_it_as_it_is() -> None:
    other = inbox.RecordMade(kind="activity", record="a1", person=FIVE[0])
    before = given(CURRENT, *ADOPTED, *POINTS).state

    assert given(CURRENT, *ADOPTED, *POINTS, other).state == before


def test_who_was_erased_is_not_asked_and_four_are_too_few() -> None:
    erase = ErasePersonData(pseudonym=FIVE[0], ground="requested")
    own = by("service.feedback", "pm", at=JUNE - timedelta(days=2))
    story = months(*FIVE).when(erase, own).after
    six = months(*MENTEES[:6]).when(erase, own).after

    assert story.state.agenda.next() is None
    story.when(opens(), clock(JUNE)).refused("already_done")
    opened = six.when(opens(), clock(JUNE)).facts[0]
    assert opened.eligible_digest == sha256(rfc8785.dumps(sorted(MENTEES[1:6]))).hexdigest()


def test_who_joins_while_it_is_decided_waits_for_the_next_month() -> None:
    opened, _ = asked_in_june(*FIVE)
    more = MENTEES[5:]
    pairs = [pair(m) for m in MENTEES]
    may = [f for m in (*FIVE, *more) for f in met(m, at=JUNE - timedelta(days=9))]
    story = given(CURRENT, *ADOPTED, *POINTS, *pairs, *may, happened(opened, time=JUNE))

    assert story.state.collections[opened.collection].eligible == frozenset(FIVE)
    assert story.state.waiting[P, 1].people == tuple(more)
    due = story.state.agenda.until(JUNE + timedelta(days=40))
    assert f"mentoring.{P}-1-202707" in {one.subject for one in due}


def test_without_its_instrument_nobody_is_asked_until_somebody_joins() -> None:
    pairs = [pair(m) for m in MENTEES[:6]]
    told = [f for m in FIVE for f in met(m, at=JUNE - timedelta(days=9))]
    story = given(CURRENT, *BODIES, DRAFTED, *POINTS, *pairs, *told)
    story.when(opens(), clock(JUNE)).refused("version_not_in_force")
    later = JUNE + timedelta(days=3)
    again = given(CURRENT, *ADOPTED, *POINTS, *pairs, *told, *met(MENTEES[5], at=later))

    july = JUNE + timedelta(days=30)
    assert again.when(opens(at=july), clock(july)).facts[0].eligible == 6
