"""An intake, from its announcement to the places that are taken."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from baraza.decider import ExhibitRef
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from enrolling import (
    ANNOUNCED,
    CLOSES,
    INTAKE,
    OPENS,
    PULSE,
    SETTLED,
    Answer,
    application,
    begun,
    clock,
    closed,
    council,
    intake,
    oneself,
    operator,
    person,
    pid,
    place,
    pm,
    screening,
    settle,
)
from given import Given, given

FOUR = [person(n) for n in (1, 2, 3, 4)]


def four_screened(*marks: int) -> Given:
    """Four applied for two places, and were marked so."""
    applied = [application(n) for n in (1, 2, 3, 4)]
    screened = [screening(n, mark) for n, mark in enumerate(marks, 1)]
    return given(CURRENT, *begun(FOUR, intake(), applied, screened, closed(4)))


def released(history: Given) -> Given:
    settled = history.when(settle(history), council(SETTLED)).after
    return settled.when(m.ReleaseOutcomes(settlement=INTAKE, batch=1), pm(SETTLED)).after


def answered(history: Given, who: int, answer: Answer) -> Any:
    ask = m.AnswerOffer(kind="place", offer=place(who), person=pid(who), answer=answer)
    return history.when(ask, oneself(pid(who), SETTLED + timedelta(days=1)))


def test_the_best_are_selected_the_rest_wait_and_who_is_below_the_minimum_is_declined() -> None:
    history = four_screened(90, 50, 70, 60)
    history = given(
        CURRENT,
        *begun(
            [*FOUR, person(5)],
            intake(),
            [application(n) for n in range(1, 6)],
            [screening(n, mark) for n, mark in enumerate((90, 50, 70, 60), 1)],
            screening(5, 0, words=0),
            closed(5),
        ),
    )

    settled = history.when(settle(history), council(SETTLED))

    fact = settled.facts[0]
    assert (fact.selected, fact.reserve, fact.declined) == (2, 2, 1)
    facts = settled.after.when(m.ReleaseOutcomes(settlement=INTAKE, batch=1), pm(SETTLED)).facts
    outcomes = [(f.person, f.outcome, f.rank) for f in facts if isinstance(f, m.CandidacySettled)]
    assert outcomes == [
        (pid(1), "selected", 1),
        (pid(3), "selected", 2),
        (pid(4), "reserve", 3),
        (pid(2), "reserve", 4),
        (pid(5), "declined", 5),
    ]
    offered = [f.person for f in facts if isinstance(f, m.OfferMade)]
    assert offered == [pid(1), pid(3)]
    assert isinstance(facts[-1], m.OutcomesReleased)


def test_an_accepted_place_is_a_role_and_the_first_stage() -> None:
    facts = answered(released(four_screened(90, 50, 70, 60)), 1, "accept").facts

    assert [type(f).__name__ for f in facts] == [
        "OfferAnswered",
        "OfferEnded",
        "RoleGranted",
        "StageEntered",
    ]
    assert (facts[3].track, facts[3].stage, facts[3].number) == ("leadership", "identified", 0)
    assert facts[2].ends_on == "2028-01-31"


def test_a_declined_place_goes_to_the_next_in_reserve_in_the_same_decision() -> None:
    after = answered(released(four_screened(90, 50, 70, 60)), 1, "decline")

    assert [f.person for f in after.facts if isinstance(f, m.OfferMade)] == [pid(4)]
    again = answered(after.after, 3, "decline")
    assert [f.person for f in again.facts if isinstance(f, m.OfferMade)] == [pid(2)]
    last = answered(again.after, 4, "decline")
    assert [type(f).__name__ for f in last.facts] == ["OfferAnswered", "OfferEnded"]


def test_a_place_that_nobody_answers_passes_on_at_its_deadline() -> None:
    history = released(four_screened(90, 50, 70, 60))
    at = SETTLED + timedelta(days=5)
    due = m.ReachDeadline(about=f"place.{place(1)}", what="offer_expires", at=at)

    facts = history.when(due, clock(at)).facts

    assert [(type(f).__name__, f.person) for f in facts] == [
        ("OfferEnded", pid(1)),
        ("OfferMade", pid(4)),
    ]
    history.when(due, clock(at - timedelta(seconds=1))).refused("too_early")
    history.when(due, oneself(pid(1), at)).refused("no_mandate")


def test_who_has_answered_cannot_answer_a_place_again() -> None:
    after = answered(released(four_screened(90, 50, 70, 60)), 1, "accept").after

    answered(after, 1, "undo").refused("wrong_state")


def test_a_selection_is_settled_by_the_body_that_selects_when_the_pulse_is_out() -> None:
    history = four_screened(90, 50, 70, 60)
    ask = settle(history)

    history.when(ask, council(PULSE - timedelta(seconds=1))).refused("too_early")
    history.when(ask, oneself(pid(1), SETTLED)).refused("no_mandate")
    history.when(ask, council(SETTLED)).after.when(ask, council(SETTLED)).refused("already_done")


def test_nobody_chooses_the_chance_or_the_order() -> None:
    history = four_screened(90, 50, 70, 60)

    history.when(settle(history, pulse=2), council(SETTLED)).refused("seed_mismatch", pulse=1)
    other = settle(history, randomness="11" * 32)
    history.when(other, council(SETTLED)).refused("seed_mismatch")
    forged = settle(history, outcome=ExhibitRef(exhibit="22" * 32, size=3))
    history.when(forged, council(SETTLED)).refused("rank_not_by_criteria", "criteria.1")


def test_who_was_not_marked_holds_up_the_selection() -> None:
    history = given(
        CURRENT,
        *begun(FOUR, intake(), [application(n) for n in (1, 2)], screening(1, 50), closed(2)),
    )

    history.when(settle(history), council(SETTLED)).refused("screening_missing", missing=1)


def test_an_intake_where_nobody_applied_is_settled_and_released_too() -> None:
    history = given(CURRENT, *begun(intake(), closed(0)))

    after = history.when(settle(history), council(SETTLED)).after

    release = m.ReleaseOutcomes(settlement=INTAKE, batch=1)
    after.when(release, pm(SETTLED)).then(
        m.OutcomesReleased(
            settlement=INTAKE, batches=1, outcomes=0, selected=0, reserve=0, declined=0
        )
    )
    assert len(after.state.pending) == 1
    done = after.when(release, pm(SETTLED)).after
    assert len(done.state.pending) == 0
    done.when(release, pm(SETTLED)).refused("already_done")


def test_outcomes_are_released_in_batches_each_once_and_in_order() -> None:
    many = range(1, 251)
    history = given(
        CURRENT,
        *begun(
            [person(n) for n in many],
            intake(places=100),
            [application(n) for n in many],
            [screening(n, n % 100) for n in many],
            closed(250),
        ),
    )
    settled = history.when(settle(history), council(SETTLED)).after

    def release(batch: int) -> m.ReleaseOutcomes:
        return m.ReleaseOutcomes(settlement=INTAKE, batch=batch)

    assert [s.ask.batch for s in sorted(settled.state.pending.values(), key=lambda s: s.order)] == [
        1,
        2,
    ]
    settled.when(release(2), pm(SETTLED)).refused("too_early")
    settled.when(release(1), council(SETTLED)).refused("no_mandate")
    first = settled.when(release(1), pm(SETTLED))
    assert len(first.facts) == 300  # two hundred outcomes, a hundred places
    first.after.when(release(1), pm(SETTLED)).refused("already_done")
    second = first.after.when(release(2), pm(SETTLED))
    assert len(second.facts) == 51
    assert [s.command for s in second.after.state.pending.values()] == ["RecordDeliveries"]
    second.after.when(release(3), pm(SETTLED)).refused("unknown_entity")


def test_an_intake_closes_on_time_with_the_digest_of_who_applied() -> None:
    history = given(CURRENT, *begun(FOUR, intake(), application(2), application(1)))
    due = m.ReachDeadline(about=f"intake.{INTAKE}", what="intake_closes", at=CLOSES)

    fact = history.when(due, clock(CLOSES)).facts[0]

    digest = sha256(f'["{pid(1)}","{pid(2)}"]'.encode()).hexdigest()
    assert fact == m.IntakeClosed(intake=INTAKE, applications=2, digest=digest)
    after = history.when(due, clock(CLOSES)).after
    after.when(due, clock(CLOSES)).refused("already_done")


def announce(**more: Any) -> m.AnnounceIntake:
    return m.AnnounceIntake(**{**intake().model_dump(), **more})


def test_an_intake_is_announced_for_an_announced_programme_with_criteria() -> None:
    history = given(CURRENT, *begun())

    history.when(announce(), operator()).then(intake())
    history.when(announce(), oneself(pid(1))).refused("no_mandate")
    history.when(announce(), council(OPENS)).refused("no_mandate")
    history.when(announce(closes=OPENS), operator()).refused("too_late")
    late = announce(pulse_at=CLOSES - timedelta(seconds=1))
    history.when(late, operator()).refused("randomness_before_close")
    history.when(announce(opens=CLOSES), operator()).refused("wrong_state")
    given(CURRENT, *begun(without="criteria")).when(announce(), operator()).refused("not_adopted")
    quiet = [fact for fact in begun() if fact is not ANNOUNCED]
    given(CURRENT, *quiet).when(announce(), operator()).refused("not_announced")
    given(CURRENT, *begun(intake())).when(announce(), operator()).refused("already_done")


def test_foreseen_chance_is_refused_where_the_log_is_no_rehearsal() -> None:
    history = given(CURRENT, *begun(inbox.LogFounded(clock="system")))

    history.when(announce(), operator()).refused("seed_mismatch")
    history.when(announce(beacon="drand/quicknet"), operator()).stands()
