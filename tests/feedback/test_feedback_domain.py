"""Who was there is asked, each has one voice, and leaders report in time."""

from datetime import timedelta
from typing import Any

import pytest

from baraza.decider import made_id
from baraza.feedback.domain import CURRENT
from baraza.feedback.messages import (
    AnswerRecorded,
    CollectionClosed,
    LeaderReportMissing,
    LeaderReportSubmitted,
    OpenCollection,
    ReachDeadline,
)
from baraza.forms.v1 import heard
from feedback_story import (
    ADA,
    ADOPTED,
    ALAN,
    ATTENDED,
    BODIES,
    DRAFT,
    DRAFTED,
    GRACE,
    HELD,
    LEADER,
    MARKS,
    OPEN,
    OPENED,
    PM,
    STORY,
    TEXT,
    WAS_HELD,
    P,
    answer,
    issue,
    issued,
    myself,
    opened,
    report,
    state,
    voice,
)
from given import by, given, happened

COORD = by("body.aff-pwu", "operate", at=HELD)
CLOSES = HELD + timedelta(days=14)
CLOSE = ReachDeadline(about="collection.c1", what="collection_closes", at=CLOSES)
REPORT = f"leader-report.basics-{LEADER}"
DUE = ReachDeadline(about=REPORT, what="report_due", at=HELD + timedelta(days=7))


# --- texts ----------------------------------------------------------------------------------


def test_any_body_writes_an_instrument_down() -> None:
    given(CURRENT, *BODIES).when(DRAFT, by("body.council", "rules")).then(DRAFTED)
    given(CURRENT, *BODIES).when(DRAFT, COORD).then(DRAFTED)


def test_a_person_and_a_body_without_mandate_write_nothing_down() -> None:
    given(CURRENT, *BODIES).when(DRAFT).refused("no_mandate")
    ended = heard.MandateChanged(body="council", change="end", kinds=("instruments",))
    asked = by("body.council", "rules")
    given(CURRENT, *BODIES, ended).when(DRAFT, asked).refused("mandate_ended")


@pytest.mark.parametrize(
    "rules",
    [
        {},
        {**TEXT, "collection_days": 0},
        {**TEXT, "collection_days": 7.5},
        {**TEXT, "instruments": {}},
        {**TEXT, "instruments": {"workshop": {"questions": []}}},
        {
            **TEXT,
            "instruments": {
                "w": {"questions": [{"code": "a", "level": "person", "scale": [5, 5]}]}
            },
        },
        {
            **TEXT,
            "instruments": {
                "w": {"questions": [{"code": "a", "level": "person", "scale": [0, 5]}] * 2}
            },
        },
    ],
)
def test_an_instrument_that_cannot_be_applied_is_not_written_down(rules: dict[str, Any]) -> None:
    command = DRAFT.model_copy(update={"rules": rules})
    given(CURRENT, *BODIES).when(command, COORD).refused("rules_malformed")


def test_a_version_is_written_down_once() -> None:
    given(CURRENT, *BODIES, DRAFTED).when(DRAFT, COORD).refused("already_done")
    other = DRAFT.model_copy(update={"rules": {**TEXT, "report_days": 9}})
    given(CURRENT, *ADOPTED).when(other, COORD).refused("already_done")


# --- collections ----------------------------------------------------------------------------


def test_who_was_there_is_asked_by_the_version_in_force() -> None:
    given(CURRENT, *STORY).when(OPEN, PM).then(OPENED).reads(
        "oversight.inforce.instrument-all", "oversight.inforce.instrument-pilot-demo"
    )


def test_after_a_workshop_the_service_owes_a_collection() -> None:
    (step,) = state(*STORY).pending.values()

    assert isinstance(step.ask, OpenCollection)
    assert step.ask.collection == made_id(step.id, "collection", 1)
    assert step.ask.about == "workshop.basics"
    after = given(CURRENT, *STORY).when(step.ask, PM).after
    assert not after.state.pending


def test_a_coordinator_may_ask_and_a_body_that_watches_may_not() -> None:
    given(CURRENT, *STORY).when(OPEN, COORD).stands()
    given(CURRENT, *STORY).when(OPEN, by("body.council", "rules")).refused("no_mandate")


def test_people_are_asked_about_what_was_held_once() -> None:
    given(CURRENT, *ADOPTED).when(OPEN, PM).refused("unknown_entity")
    elsewhere = OPEN.model_copy(update={"programme": "other"})
    given(CURRENT, *STORY).when(elsewhere, PM).refused("wrong_state")
    opened().when(OPEN.model_copy(update={"collection": "c2"}), PM).refused("already_done")


def test_nobody_is_asked_by_a_text_that_is_not_in_force() -> None:
    before = (*BODIES, DRAFTED, *ATTENDED, WAS_HELD)
    given(CURRENT, *before).when(OPEN, PM).refused("version_not_in_force")
    unknown = OPEN.model_copy(update={"instrument": "dance"})
    given(CURRENT, *STORY).when(unknown, PM).refused("version_not_in_force", rule="instrument.1")


def test_who_was_there_takes_one_voice_for_oneself() -> None:
    story = opened()
    story.when(issue(ADA), myself(ADA)).then(issued(ADA)).reads("feedback.collection.c1")
    story.when(issue(ALAN), myself(ALAN)).stands()
    story.when(issue(ADA), myself(ALAN)).refused("no_mandate")
    story.when(issue(GRACE), myself(GRACE)).refused("not_eligible")
    story.when(issue(ADA, "c9"), myself(ADA)).refused("unknown_entity")
    story.when(issue(ADA), myself(ADA, at=CLOSES)).refused("too_late")
    again = story.when(issue(ADA), myself(ADA)).after
    again.when(issue(ADA), myself(ADA)).refused("voice_already_issued")


def test_a_voice_answers_every_question_once() -> None:
    story = opened().when(issue(ADA), myself(ADA)).after
    story.when(answer(), voice("v00001")).then(
        AnswerRecorded(collection="c1", voice="v00001", version=1, marks=MARKS)
    ).reads()
    after = story.when(answer(), voice("v00001")).after
    after.when(answer(), voice("v00001")).refused("already_done")
    after.when(answer(), voice("v00002")).refused("not_eligible")


def test_only_a_voice_answers_while_it_is_open() -> None:
    story = opened().when(issue(ADA), myself(ADA)).after
    story.when(answer(), myself(ADA)).refused("no_mandate")
    story.when(answer(collection="c9"), voice("v00001")).refused("unknown_entity")
    story.when(answer(), voice("v00001", at=CLOSES)).refused("too_late")


@pytest.mark.parametrize("marks", [{}, {**MARKS, "more": 1}, {**MARKS, "could_take_part": 101}])
def test_an_answer_has_a_mark_for_each_question_on_its_scale(marks: dict[str, int]) -> None:
    story = opened().when(issue(ADA), myself(ADA)).after
    command = answer().model_copy(update={"marks": marks})
    story.when(command, voice("v00001")).refused("marks_incomplete", rule="instrument.1")


def test_a_collection_closes_with_its_count() -> None:
    story = opened().when(issue(ADA), myself(ADA)).after
    story = story.when(answer(), voice("v00001")).after
    clock = by("service.feedback", "clock", at=CLOSES)
    story.when(CLOSE, clock).then(
        CollectionClosed(collection="c1", eligible=2, issued=1, answered=1)
    )
    story.when(CLOSE, PM).refused("too_early")
    story.when(CLOSE, COORD).refused("no_mandate")
    story.when(CLOSE, clock).after.when(CLOSE, clock).refused("already_done")
    closed = story.when(CLOSE, clock).after
    closed.when(issue(ALAN), myself(ALAN)).refused("too_late")


def test_an_answer_stays_with_the_version_it_was_given_to() -> None:
    newer = DRAFTED.model_copy(update={"version": 2, "digest": "22" * 32})
    adopted = heard.RulesInForce(
        kind="instrument", programme=P, version=2, digest="22" * 32, from_on="2027-03-01"
    )
    opened_ = happened(OPENED, time=HELD)
    now = given(CURRENT, *STORY, opened_, issued(ADA), newer, adopted)
    fact = now.when(answer(), voice("v00001")).facts[0]

    assert fact.version == 1


# --- leaders' reports -----------------------------------------------------------------------


def test_a_leader_reports_once_about_a_workshop_that_was_held() -> None:
    story = given(CURRENT, *STORY)
    story.when(report(), myself(LEADER)).then(
        LeaderReportSubmitted.model_validate(report().model_dump())
    )
    story.when(report(ADA), myself(ADA)).refused("not_the_leader")
    story.when(report(), myself(ADA)).refused("not_the_leader")
    given(CURRENT, *ADOPTED).when(report(), myself(LEADER)).refused("unknown_entity")
    story.when(report(), myself(LEADER)).after.when(report(), myself(LEADER)).refused(
        "already_done"
    )


def test_a_report_answers_the_leaders_own_questions() -> None:
    command = report(more=1)
    given(CURRENT, *STORY).when(command, myself(LEADER)).refused(
        "marks_incomplete", rule="instrument.1"
    )


def test_a_missing_report_is_on_record_and_may_still_come_late() -> None:
    clock = by("service.feedback", "clock", at=DUE.at)
    story = given(CURRENT, *STORY)
    story.when(DUE, clock).then(LeaderReportMissing(workshop="basics", person=LEADER))
    late = story.when(DUE, clock).after.when(report(), myself(LEADER, at=DUE.at)).facts[0]

    assert late.late


def test_a_report_in_time_is_never_missing() -> None:
    story = given(CURRENT, *STORY).when(report(), myself(LEADER)).after
    clock = by("service.feedback", "clock", at=DUE.at)
    story.when(DUE, clock).refused("already_done")

    assert story.state.agenda.next() is None


def test_without_a_text_nothing_is_owed() -> None:
    story = state(*BODIES, WAS_HELD)

    assert story.agenda.next() is None
