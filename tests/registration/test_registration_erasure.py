"""Somebody is forgotten: asked for by themselves, done by every vault, then said."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from enrolling import (
    HIDDEN,
    INTAKE,
    PROGRAMME,
    SETTLED,
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
    post,
    screening,
    settle,
    verified,
)
from given import Given, given

ONE, TWO = pid(1), pid(2)
NOW = datetime(2027, 6, 1, 9, tzinfo=UTC)
ASK = m.RequestErasure(person=ONE)
ELSEWHERE: list[Any] = [
    inbox.ForgottenByMatching(pseudonym=ONE),
    inbox.ForgottenByScheduling(pseudonym=ONE),
    inbox.ForgottenByFeedback(pseudonym=ONE),
    inbox.ForgottenByOversight(pseudonym=ONE),
]
OURS = m.PersonErased(pseudonym=ONE, ground="requested")
REQUESTED = m.ErasureRequested(person=ONE)


def role(name: Any) -> m.RoleGranted:
    return m.RoleGranted(
        role=name,
        person=ONE,
        programme=PROGRAMME,
        starts_on="2027-03-01",
        ends_on="2028-01-31",
    )


def history(*more: Any) -> Given:
    return given(CURRENT, *begun(person(1), person(2), *more))


def test_all_that_is_held_ends_with_the_request_and_nothing_is_offered() -> None:
    board = verified(post(3, 1, "board", "2025-07-01", "2029-06-30"))
    over = verified(post(4, 1, "board", "2023-07-01", "2025-06-30"))
    asked = history(board, over, role("mentor")).when(ASK, oneself(ONE, NOW))

    ended: dict[str, Any] = {"person": ONE, "ground": "erased", "not_offered": "erased"}
    asked.then(
        REQUESTED,
        m.RoleEnded(role="post", record="r3", **ended),
        m.RoleEnded(role="mentor", programme=PROGRAMME, **ended),
    )
    asked.after.when(ASK, oneself(ONE, NOW)).refused("already_done")


def test_only_oneself_asks_to_be_forgotten() -> None:
    known = history()

    known.when(ASK, oneself(TWO, NOW)).refused("not_concerned")
    known.when(ASK, operator(NOW)).refused("not_concerned")
    stranger = m.RequestErasure(person=pid(9))
    known.when(stranger, oneself(pid(9), NOW)).refused("unknown_entity")


def test_a_veteran_who_asks_to_be_forgotten_is_reminded_no_more() -> None:
    offer = m.OfferMade(kind="veteran", offer="v1", person=ONE, answer_by=NOW + timedelta(days=30))
    asked = history(offer).when(ASK, oneself(ONE, NOW))

    assert asked.facts[1] == m.OfferEnded(kind="veteran", offer="v1", person=ONE, how="overtaken")
    assert asked.after.state.agenda.about.get("veteran.v1") is None


def test_registration_forgets_by_a_step_of_its_own_once() -> None:
    known = history(REQUESTED)
    (step,) = known.state.pending.values()

    forgotten = known.when(step.ask, clock(NOW))
    forgotten.then(OURS)
    assert not forgotten.after.state.pending
    forgotten.after.when(step.ask, clock(NOW)).refused("already_done")
    known.when(step.ask, operator(NOW)).refused("no_mandate")


def test_nothing_is_asked_by_or_about_somebody_who_was_forgotten() -> None:
    known = history(REQUESTED, OURS)
    apply = m.NominatePerson(offer="n1", person=ONE, intake=INTAKE, grounds=HIDDEN)

    known.when(ASK, oneself(ONE, NOW)).refused("person_erased")
    known.when(apply, oneself(TWO, NOW)).refused("person_erased")
    end = m.EndRole(role="mentor", person=ONE, ground="life")
    known.when(end, operator(NOW)).refused("person_erased")
    together = m.MakeRecord(
        kind="collaboration",
        record="c1",
        person=TWO,
        other=ONE,
        collaboration_kind="article",
        programme=PROGRAMME,
        text=HIDDEN,
    )
    known.when(together, oneself(TWO, NOW)).refused("person_erased")


DONE = m.CompleteErasure(person=ONE)


@forall(st.permutations([*ELSEWHERE, OURS]), st.integers(0, 5))
def test_it_is_complete_when_all_five_have_forgotten_and_not_before(
    order: list[Any], heard: int
) -> None:
    known = history(REQUESTED, order[:heard])
    done = known.when(DONE, clock(NOW))

    if heard < 5:
        done.refused("too_early")
        commands = [step.command for step in known.state.pending.values()]
        assert commands == ([] if OURS in order[:heard] else ["ErasePersonData"])
    else:
        (step,) = known.state.pending.values()
        assert step.ask == DONE
        after = done.then(m.ErasureCompleted(person=ONE)).after
        assert not after.state.pending
        after.when(DONE, clock(NOW)).refused("already_done")


def test_only_the_service_says_that_it_is_complete() -> None:
    known = history(REQUESTED, OURS, ELSEWHERE)

    known.when(DONE, operator(NOW)).refused("person_erased")
    history().when(DONE, operator(NOW)).refused("no_mandate")
    history().when(DONE, clock(NOW)).refused("unknown_entity")


def test_a_role_that_was_owed_is_owed_no_more() -> None:
    terms = m.TermsAcknowledged(
        person=ONE, role="trainer", programme=PROGRAMME, version=1, language="en"
    )
    workshop = inbox.WorkshopAnnounced(workshop="w1", programme=PROGRAMME, purpose="skills")
    certified = inbox.TrainerCertified(
        certificate="c1", person=ONE, workshop="w1", until="2027-12-31"
    )
    for order in ([certified, REQUESTED], [REQUESTED, certified]):
        pending = history(workshop, terms, *order).state.pending
        assert [step.command for step in pending.values()] == ["ErasePersonData"]


def test_no_place_is_offered_to_who_asked_to_be_forgotten() -> None:
    ranked = begun(
        [person(n) for n in (1, 2, 3)],
        intake(places=1),
        [application(n) for n in (1, 2, 3)],
        [screening(n, 90 - n) for n in (1, 2, 3)],
        closed(3),
    )
    known = given(CURRENT, *ranked)
    settled = known.when(settle(known), council(SETTLED)).after
    release = m.ReleaseOutcomes(settlement=INTAKE, batch=1)
    released = settled.when(release, clock(SETTLED)).after
    second = released.when(m.RequestErasure(person=TWO), oneself(TWO, SETTLED)).after
    no = m.AnswerOffer(kind="place", offer=place(1), person=ONE, answer="decline")
    facts = second.when(no, oneself(ONE, SETTLED)).facts

    assert [f.person for f in facts if isinstance(f, m.OfferMade)] == [pid(3)]
