"""What scheduling decides about pairs: sessions, what was said of them, and check-ins."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from baraza.decider import Refused, made_id
from baraza.forms.v1.agenda import Due
from baraza.scheduling.domain import CURRENT
from baraza.scheduling.domain.v1 import horizon
from baraza.scheduling.messages import (
    BookSession,
    ChangeSession,
    ReachDeadline,
    RecordMade,
    RecordMissing,
    RecordSettled,
    SessionBooked,
    SessionChanged,
    SettleRecord,
)
from given import Given, by, given
from timetables import (
    ANA,
    BOB,
    EVE,
    FIRST_WEEK,
    KAI,
    LEE,
    PILOT,
    READY,
    STAGES,
    TIED,
    TIED_AT,
    adopted,
    asked_after,
    book,
    booked,
    changed,
    did,
    enrolled,
    met,
    myself,
    operator,
    own,
    parted,
    running,
    tie,
)

NINE = FIRST_WEEK + timedelta(hours=9)
LATER = TIED_AT + timedelta(hours=1)
WEEK = timedelta(weeks=1)
PAIR = {"relationship": TIED, "programme": PILOT, "mentor": LEE, "mentee": ANA}


def paired(*facts: Any, **changes: Any) -> Given:
    return given(CURRENT, *READY, *adopted("stage_set", STAGES), tie(**changes), *facts)


# --- booking -------------------------------------------------------------------------------


def test_nothing_is_booked_into_a_pause() -> None:
    paused = paired(changed("pause", (NINE + WEEK).date().isoformat()))
    asked = myself(ANA, LATER)

    paused.when(book(NINE), asked).refused("relationship_not_live")
    paused.when(book(NINE + WEEK), asked).stands()
    on = paired(changed("pause", "2027-06-01"), changed("resume"))
    on.when(book(NINE), asked).stands()


def test_a_longer_relationship_is_booked_until_its_later_end() -> None:
    soon, asked = (NINE - WEEK).date().isoformat(), myself(ANA, LATER)

    wish = paired(changed("extend", "2027-10-04", complete=False), ends_on=soon)
    wish.when(book(NINE), asked).refused("relationship_not_live")
    longer = paired(changed("extend", "2027-10-04"), ends_on=soon)
    longer.when(book(NINE), asked).stands()


@pytest.mark.parametrize("who", [LEE, ANA])
def test_each_of_a_pair_may_book(who: str) -> None:
    asked = myself(who, LATER)
    starts = (NINE, NINE + WEEK)
    command = book(*starts, mentor_points=(0, 3), mentee_points=(1, 0))
    facts = [
        booked(
            start,
            made_id(asked.id, "session", k),
            k,
            mentor_points=(0, 3)[k - 1],
            mentee_points=(1, 0)[k - 1],
        )
        for k, start in enumerate(starts, 1)
    ]

    paired().when(command, asked).then(*facts).reads(f"matching.relationship.{TIED}")


def test_sessions_are_counted_on_within_the_relationship() -> None:
    facts = paired(booked(NINE)).when(book(NINE + WEEK), myself(ANA, LATER)).facts

    assert [fact.number for fact in facts] == [2]


def test_what_sessions_cost_is_borne_until_they_are_called_off() -> None:
    history = paired(booked(NINE, mentor_points=3, mentee_points=1))
    changed = SessionChanged(session="s1", to="cancelled", relationship=TIED)

    assert history.state.ties[TIED].carry == (3, 1)
    state = paired(booked(NINE, mentor_points=3, mentee_points=1), changed).state
    assert state.ties[TIED].carry == (0, 0)
    assert not any(state.diaries[who] for who in (LEE, ANA))


@pytest.mark.parametrize(
    ("command", "who", "reason"),
    [
        (book(NINE, relationship="t9"), ANA, "unknown_entity"),
        (book(NINE), BOB, "not_concerned"),
        (book(), ANA, "outside_availability"),
        (book(NINE, first_week=FIRST_WEEK + WEEK), ANA, "outside_availability"),
        (book(NINE + WEEK, every_weeks=2), ANA, "outside_availability"),
        (book(NINE + WEEK, NINE), ANA, "outside_availability"),
        (book(NINE, NINE + timedelta(hours=2)), ANA, "outside_availability"),
        (book(NINE + WEEK, sessions=1), ANA, "outside_availability"),
        (book(NINE + timedelta(minutes=5)), ANA, "outside_availability"),
        (book(FIRST_WEEK + WEEK - timedelta(minutes=15)), ANA, "outside_availability"),
        (book(NINE + 26 * WEEK), ANA, "relationship_not_live"),
    ],
)
def test_what_may_not_be_booked(command: BookSession, who: str, reason: str) -> None:
    paired().when(command, myself(who, LATER)).refused(reason)


def test_nothing_is_booked_once_the_relationship_is_over() -> None:
    paired(parted(LATER)).when(book(NINE), myself(ANA, LATER)).refused("relationship_not_live")


def test_nothing_is_booked_in_the_past() -> None:
    paired().when(book(NINE), myself(ANA, NINE)).refused("too_late")


def test_nothing_is_booked_without_points_in_force() -> None:
    history = given(CURRENT, *READY[:7], tie())
    history.when(book(NINE), myself(ANA, LATER)).refused("not_adopted")


def test_a_start_beyond_the_horizon_is_refused() -> None:
    """I29: to the quarter."""
    latest = datetime(2030, 4, 5, 9, tzinfo=UTC)
    monday = latest - timedelta(days=latest.weekday(), hours=9)
    asked_at = datetime(2027, 4, 5, 9, tzinfo=UTC)
    history = paired(ends_on=None)

    history.when(book(latest, first_week=monday), myself(ANA, asked_at)).stands()
    history.when(
        book(latest + timedelta(minutes=15), first_week=monday), myself(ANA, asked_at)
    ).refused("beyond_horizon", months=36)


@settings(deadline=None, max_examples=100)
@forall(st.integers(0, 1200), st.integers(0, 95), st.integers(0, 700), st.integers(0, 95))
def test_no_session_is_booked_beyond_the_horizon(
    days: int, quarter: int, asked_on: int, asked_in: int
) -> None:
    """I29: whenever it is asked for."""
    at = LATER + timedelta(days=asked_on, minutes=15 * asked_in)
    start = FIRST_WEEK + timedelta(days=days, minutes=15 * quarter)
    first = start - timedelta(days=start.weekday(), minutes=15 * quarter)
    decided = paired(ends_on=None).when(book(start, first_week=first), myself(ANA, at)).decided

    if not isinstance(decided, Refused):
        assert at < start <= horizon.moment_on(at, 36)
    elif decided.reason == "beyond_horizon":
        assert start > horizon.moment_on(at, 36)
    else:
        assert decided.reason == "too_late" or quarter > 92


@pytest.mark.parametrize("minutes", [-45, 0, 45])
def test_neither_of_a_pair_is_booked_twice(minutes: int) -> None:
    other = booked(NINE, relationship="t2", mentee=BOB)
    history = paired(tie("t2", LEE, BOB), other)
    start = NINE + timedelta(minutes=minutes)

    history.when(book(start), myself(ANA, LATER)).refused("clash", clashes=1)


def test_sessions_may_follow_one_another() -> None:
    history = paired(tie("t2", LEE, BOB), booked(NINE, relationship="t2", mentee=BOB))

    history.when(book(NINE + timedelta(hours=1)), myself(ANA, LATER)).stands()


def test_a_workshop_stands_in_the_way_of_who_leads_it_or_comes() -> None:
    for who in (KAI, LEE):
        history = paired(*running(start=NINE, leader=who), *([enrolled(ANA)] if who == KAI else []))
        history.when(book(NINE), myself(ANA, LATER)).refused("clash", clashes=1)


# --- called off ----------------------------------------------------------------------------

OFF = ChangeSession(session="s1", to="cancelled")


def test_each_of_a_pair_may_call_a_session_off() -> None:
    fact = SessionChanged(session="s1", to="cancelled", relationship=TIED)

    paired(booked(NINE)).when(OFF, myself(ANA, LATER)).then(fact)


def test_a_session_is_called_off_once_by_the_pair_and_before_it_begins() -> None:
    history = paired(booked(NINE))
    called_off = history.when(OFF, myself(LEE, LATER)).after

    history.when(ChangeSession(session="s9", to="cancelled"), myself(ANA, LATER)).refused(
        "unknown_entity"
    )
    history.when(OFF, myself(BOB, LATER)).refused("not_concerned")
    history.when(OFF, myself(ANA, NINE)).refused("too_late")
    called_off.when(OFF, myself(ANA, LATER)).refused("already_done")
    called_off.when(book(NINE), myself(ANA, LATER)).stands()


def test_what_fell_away_with_the_relationship_is_not_called_off_again() -> None:
    """The two facts are of two services, and neither waits for the other."""
    off = SessionChanged(session="s1", to="cancelled", relationship=TIED)
    cost = booked(NINE, mentor_points=3, mentee_points=1)
    ended = paired(cost, parted(LATER))
    both = paired(cost, parted(LATER), off)

    assert both.state.ties[TIED].carry == ended.state.ties[TIED].carry == (0, 0)


def test_what_was_booked_ahead_falls_away_with_the_relationship() -> None:
    history = paired(booked(NINE), booked(NINE + WEEK, "s2", 2), parted(NINE + timedelta(days=1)))

    assert [history.state.sessions[name].off for name in ("s1", "s2")] == [False, True]
    history.when(met("s2"), myself(ANA, NINE + 2 * WEEK)).refused("wrong_state")
    history.when(met("s1"), myself(ANA, NINE + 2 * WEEK)).stands()


# --- what happened in a session ------------------------------------------------------------

MET = RecordMade(**{**dict(met()), **PAIR, "made_by": f"person.{LEE}"})
AFTER = NINE + timedelta(hours=1)


def settle(kind: str, record: str, outcome: str = "confirmed") -> SettleRecord:
    return SettleRecord.model_validate({"kind": kind, "record": record, "outcome": outcome})


def test_one_of_the_pair_says_whether_a_session_was_held() -> None:
    paired(booked(NINE)).when(met(), myself(LEE, AFTER)).then(MET).reads("scheduling.session.s1")


def test_a_session_is_recorded_by_the_pair_once_it_has_begun() -> None:
    history = paired(booked(NINE))

    history.when(met("s9"), myself(ANA, AFTER)).refused("unknown_entity")
    history.when(met(), myself(BOB, AFTER)).refused("not_concerned")
    history.when(met(person=LEE), myself(LEE, AFTER)).refused("not_concerned")
    history.when(met(), myself(ANA, LATER)).refused("too_early")


def test_a_session_has_one_record_that_stands() -> None:
    history = paired(booked(NINE)).when(met(), myself(LEE, AFTER)).after
    disputed = history.when(settle("session", "m1", "disputed"), myself(ANA, AFTER)).after

    history.when(met(), myself(LEE, AFTER)).refused("already_done")
    history.when(met(id="m2"), myself(ANA, AFTER)).refused("already_done")
    disputed.when(met(id="m2", state="missed"), myself(ANA, AFTER)).stands()


def test_the_other_of_the_pair_settles_it() -> None:
    history = paired(booked(NINE)).when(met(), myself(LEE, AFTER)).after
    fact = RecordSettled(
        kind="session",
        record="m1",
        person=ANA,
        outcome="confirmed",
        session="s1",
        relationship=TIED,
        programme=PILOT,
    )

    history.when(settle("session", "m1"), myself(ANA, AFTER)).then(fact)
    history.when(settle("session", "m1"), myself(LEE, AFTER)).refused("own_record")
    history.when(settle("session", "m1"), myself(BOB, AFTER)).refused("not_concerned")
    history.when(settle("activity", "m1"), myself(ANA, AFTER)).refused("unknown_entity")


def test_silence_settles_a_session_after_a_fortnight() -> None:
    history = paired(booked(NINE)).when(met(), myself(ANA, AFTER)).after
    at = AFTER + timedelta(days=14)
    command = ReachDeadline(about="session.m1", what="undisputed", at=at)
    settled = history.when(command, own("agenda", at))

    assert [fact.outcome for fact in settled.facts] == ["undisputed"]
    assert settled.facts[0].relationship == TIED
    assert history.state.agenda.until(at) == [Due(at, "session.m1", "undisputed")]
    assert settled.after.state.agenda.until(at) == []


# --- what people did -----------------------------------------------------------------------


def test_somebody_says_what_they_did_and_their_mentor_confirms_it() -> None:
    fact = RecordMade(**dict(did(reached=12, template="basics")), made_by=f"person.{ANA}")
    outcome = paired().when(did(reached=12, template="basics"), myself(ANA, AFTER)).then(fact)
    confirmed = RecordSettled(kind="activity", record="a1", person=ANA, outcome="confirmed")

    for asked in (myself(LEE, AFTER), operator(AFTER)):
        outcome.after.when(settle("activity", "a1"), asked).then(confirmed)
    outcome.after.when(settle("activity", "a1"), myself(ANA, AFTER)).refused("own_record")
    outcome.after.when(settle("activity", "a1"), myself(BOB, AFTER)).refused("not_concerned")
    outcome.after.when(settle("activity", "a1"), by("body.council", at=AFTER)).refused("no_mandate")


def test_what_somebody_without_a_mentor_did_is_confirmed_by_whoever_runs_a_programme() -> None:
    history = paired().when(did(EVE), myself(EVE, AFTER)).after

    history.when(settle("activity", "a1"), operator(AFTER)).stands()
    history.when(settle("activity", "a1"), by("body.council", at=AFTER)).refused("no_mandate")


def test_nobody_says_what_others_did() -> None:
    paired().when(did(), myself(LEE, AFTER)).refused("not_concerned")
    paired().when(did("p" + "9" * 32), myself("p" + "9" * 32, AFTER)).refused("unknown_entity")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "session", "record": "x", "person": ANA, "session": "s1"},
        {**met().model_dump(exclude_none=True), "state": "present"},
        {**met().model_dump(exclude_none=True), "workshop": "basics"},
        {**asked_after(1).model_dump(exclude_none=True), "minutes": 60},
        {**did().model_dump(exclude_none=True), "state": "held"},
    ],
)
def test_a_record_says_what_its_kind_says(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=wrong["kind"]):
        type(did()).model_validate(wrong)


# --- check-ins -----------------------------------------------------------------------------


def missing_at(number: int) -> datetime:
    return TIED_AT + 6 * number * WEEK + WEEK


def deadline(number: int) -> ReachDeadline:
    about = f"check-in.{TIED}-{number}"
    return ReachDeadline(about=about, what="check_in_due", at=missing_at(number))


def told(number: int, id: str = "c1") -> RecordMade:  # noqa: A002
    made_by = {"made_by": "body.aff-pwu"}
    return RecordMade(**{**dict(asked_after(number, id)), **PAIR, **made_by})


def test_an_operator_says_how_a_pair_is_doing() -> None:
    outcome = paired().when(asked_after(1), operator(LATER)).then(told(1))

    assert outcome.after.state.ties[TIED].due == 2
    assert outcome.after.state.agenda.next() == Due(
        missing_at(2), f"check-in.{TIED}-2", "check_in_due"
    )


def test_a_check_in_is_told_once_and_not_before_its_weeks() -> None:
    history = paired()

    history.when(asked_after(1), myself(ANA, LATER)).refused("no_mandate")
    history.when(asked_after(1, relationship="t9"), operator(LATER)).refused("unknown_entity")
    history.when(asked_after(1, person=BOB), operator(LATER)).refused("not_concerned")
    history.when(asked_after(2), operator(LATER)).refused("too_early", weeks=6)
    history.when(asked_after(1), operator(LATER)).after.when(
        asked_after(1, "c2"), operator(LATER)
    ).refused("already_done")


def test_a_check_in_that_nobody_told_of_is_missing_and_may_be_told_late() -> None:
    fact = RecordMissing(kind="check_in", record=f"{TIED}-1", number=1, **PAIR)
    history = paired().when(deadline(1), own("agenda", missing_at(1))).then(fact).after

    assert history.state.ties[TIED].due == 2
    history.when(deadline(1), own("agenda", missing_at(1))).refused("already_done")
    late = history.when(asked_after(1), operator(missing_at(1))).then(told(1)).after
    assert late.state.ties[TIED].due == 2


def test_a_check_in_that_was_told_of_already_is_not_waited_for() -> None:
    after = paired().when(asked_after(2), operator(TIED_AT + 6 * WEEK)).after
    after = after.when(deadline(1), own("agenda", missing_at(1))).after

    assert after.state.ties[TIED].due == 3


@pytest.mark.parametrize("ended", [parted(LATER), None])
def test_nothing_is_waited_for_once_it_is_over(ended: Any) -> None:
    history = paired(*([ended] if ended else []), ends_on=None if ended else "2027-05-01")

    assert history.state.agenda.next() is None
    assert not history.state.waited


def test_where_no_rhythm_is_in_force_nobody_is_asked() -> None:
    assert given(CURRENT, *READY, tie()).state.agenda.next() is None


def test_who_is_at_the_end_of_a_relationship_is_asked_for_the_weeks_before() -> None:
    state = paired(ends_on=(TIED_AT + 6 * WEEK).date().isoformat()).state

    assert state.ties[TIED].due == 1


def test_what_is_heard_of_a_relationship_that_is_not_known_changes_nothing() -> None:
    assert given(CURRENT, parted(LATER), changed("resume")).state == CURRENT.initial


def test_a_session_that_was_booked_keeps_its_form() -> None:
    fact = booked(NINE)

    assert SessionBooked.model_validate(fact.model_dump(mode="json")) == fact
    assert fact.subject == "session.s1"
