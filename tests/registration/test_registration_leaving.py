"""Roles pause and end; whoever leaves is asked what comes next, and may come back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st
from pydantic import ValidationError

from baraza.decider import Refused, Seen, made_id
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from baraza.registration.domain.v1.leaving import holdings
from enrolling import (
    PROGRAMME,
    begun,
    clock,
    council,
    oneself,
    operator,
    person,
    pid,
    post,
    verified,
    workshop,
)
from given import Given, given

ONE, TWO = pid(1), pid(2)
NOW = datetime(2027, 6, 1, 9, tzinfo=UTC)
OPENED = m.ProgrammeOpened(
    programme=PROGRAMME, kind="pilot", starts_on="2027-02-01", ends_on="2028-01-31", workshops=2
)
CHOICES: tuple[m.Choice, ...] = ("mentor", "trainer", "adviser", "rest")


def role(name: Any, who: int = 1, **more: Any) -> m.RoleGranted:
    data = {
        "role": name,
        "person": pid(who),
        "programme": PROGRAMME,
        "starts_on": "2027-03-01",
        "ends_on": "2028-01-31",
    }
    return m.RoleGranted(**{**data, **more})


def history(*more: Any) -> Given:
    return given(CURRENT, *begun(OPENED, person(1), person(2), *more))


# --- pause and rest ------------------------------------------------------------------------


def change(to: Any, until: str | None = None, who: int = 1) -> m.ChangeRole:
    return m.ChangeRole(role="mentor", person=pid(who), to=to, until=until, ground="family")


def test_a_mentor_pauses_until_a_day_and_is_active_again_on_it() -> None:
    mentoring = history(role("mentor"))
    paused = mentoring.when(change("paused", "2027-07-01"), oneself(ONE, NOW))

    paused.then(
        m.RoleChanged(
            role="mentor",
            person=ONE,
            programme=PROGRAMME,
            to="paused",
            until="2027-07-01",
            ground="family",
        )
    )
    july = datetime(2027, 7, 1, tzinfo=UTC)
    due = m.ReachDeadline(about=f"mentor.{ONE}", what="role_resumes", at=july)
    resumed = paused.after.when(due, clock(july))
    resumed.then(
        m.RoleChanged(
            role="mentor", person=ONE, programme=PROGRAMME, to="active", ground="period_over"
        )
    )
    assert resumed.after.state.roles["mentor", ONE].active_at(july)
    resumed.after.when(due, clock(july)).refused("already_done")


def test_a_mentor_may_come_back_before_or_rest_instead() -> None:
    paused = history(role("mentor")).when(change("paused", "2027-07-01"), oneself(ONE, NOW)).after
    july = datetime(2027, 7, 1, tzinfo=UTC)
    due = m.ReachDeadline(about=f"mentor.{ONE}", what="role_resumes", at=july)

    active = paused.when(change("active"), operator(NOW)).after
    active.when(due, clock(july)).refused("already_done")
    resting = paused.when(change("resting", "2027-09-01"), oneself(ONE, NOW)).after
    resting.when(due, clock(july)).refused("already_done")


def test_whoever_pauses_says_until_when() -> None:
    mentoring = history(role("mentor"))

    mentoring.when(change("paused"), oneself(ONE, NOW)).refused("return_date_missing")
    mentoring.when(change("resting", "2027-06-01"), oneself(ONE, NOW)).refused(
        "return_date_missing"
    )


def test_only_what_is_held_is_changed_by_oneself_or_an_operator() -> None:
    mentoring = history(role("mentor"))

    mentoring.when(change("paused", "2027-07-01"), oneself(TWO, NOW)).refused("no_mandate")
    mentoring.when(change("paused", "2027-07-01"), council(NOW)).refused("no_mandate")
    mentoring.when(change("paused", "2027-07-01"), operator(NOW)).stands().reads(
        "oversight.mandate.ops"
    )
    mentoring.when(change("active"), oneself(ONE, NOW)).refused("already_done")
    mentoring.when(change("paused", "2027-07-01", 2), oneself(TWO, NOW)).refused("unknown_entity")
    after = datetime(2028, 2, 1, tzinfo=UTC)
    mentoring.when(change("paused", "2028-07-01"), oneself(ONE, after)).refused("wrong_state")


# --- the end of a role ---------------------------------------------------------------------


def end(name: Any, who: int = 1, **more: Any) -> m.EndRole:
    return m.EndRole(**{"role": name, "person": pid(who), "ground": "life", **more})


def offer_of(asked: Any) -> str:
    return made_id(asked.id, "veteran", 1)


def made(asked: Any, who: int = 1) -> m.OfferMade:
    return m.OfferMade(
        kind="veteran",
        offer=offer_of(asked),
        person=pid(who),
        programme=PROGRAMME,
        choices=CHOICES,
        answer_by=asked.time + timedelta(days=30),
    )


def test_whoever_ceases_to_mentor_is_asked_in_the_same_decision_what_comes_next() -> None:
    asked = oneself(ONE, NOW)
    left = history(role("mentor")).when(end("mentor"), asked)

    left.then(
        m.RoleEnded(
            role="mentor", person=ONE, programme=PROGRAMME, ground="life", offered=offer_of(asked)
        ),
        made(asked),
    )
    assert not left.after.state.roles["mentor", ONE].active_at(NOW)
    left.after.when(end("mentor"), oneself(ONE, NOW)).refused("already_done")
    left.after.when(change("paused", "2027-07-01"), oneself(ONE, NOW)).refused("wrong_state")


def test_a_role_is_ended_by_oneself_or_an_operator_where_it_is_held() -> None:
    mentoring = history(role("mentor"))

    mentoring.when(end("mentor"), oneself(TWO, NOW)).refused("no_mandate")
    mentoring.when(end("mentor"), operator(NOW)).stands()
    mentoring.when(end("trainer"), operator(NOW)).refused("unknown_entity")
    mentoring.when(end("mentor", programme="other"), operator(NOW)).refused("unknown_entity")


@pytest.mark.parametrize("name", ["participant", "screener", "adviser"])
def test_after_other_roles_nothing_is_offered(name: str) -> None:
    fact = history(role(name)).when(end(name), oneself(ONE, NOW)).facts

    assert [one.not_offered for one in fact] == ["not_of_this_kind"]


def test_whoever_still_has_a_role_is_not_asked() -> None:
    board = verified(post(3, 1, "board", "2025-07-01", "2029-06-30"))
    left = history(board, role("mentor")).when(end("mentor"), oneself(ONE, NOW))

    assert [fact.not_offered for fact in left.facts] == ["still_in_role"]
    left.reads("registration.post.r3")
    by_role = history(role("mentor"), role("trainer")).when(end("mentor"), oneself(ONE, NOW))
    assert [fact.not_offered for fact in by_role.facts] == ["still_in_role"]
    by_role.reads(f"registration.trainer.{ONE}")


def test_a_verified_post_ends_by_itself_on_the_day_after_its_last() -> None:
    board = verified(post(3, 1, "board", "2025-07-01", "2027-06-30"))
    at = datetime(2027, 7, 1, tzinfo=UTC)
    due = m.ReachDeadline(about="post.r3", what="role_ends", at=at)
    asked = clock(at)

    over = history(board).when(due, asked)
    over.then(
        m.RoleEnded(
            role="post", person=ONE, record="r3", ground="term_over", offered=offer_of(asked)
        ),
        made(asked),
    )
    over.after.when(due, asked).refused("already_done")
    assert over.after.state.posts["r3"].ends_on == "2027-06-30"


def test_a_post_that_is_left_earlier_does_not_end_a_second_time() -> None:
    board = verified(post(3, 1, "board", "2025-07-01", "2027-06-30"))
    left = history(board).when(end("post", record="r3"), oneself(ONE, NOW))

    assert left.after.state.posts["r3"].ends_on == "2027-06-01"
    due = m.ReachDeadline(about="post.r3", what="role_ends", at=datetime(2027, 7, 1, tzinfo=UTC))
    left.after.when(due, clock(due.at)).refused("already_done")
    left.after.when(end("post", record="r3"), oneself(ONE, NOW)).refused("already_done")


def test_only_a_verified_post_that_runs_is_left() -> None:
    over = verified(post(3, 1, "board", "2023-07-01", "2025-06-30"))
    claimed = post(4, 1, "board", "2025-07-01")
    known = history(over, claimed)

    known.when(end("post", record="r3"), oneself(ONE, NOW)).refused("wrong_state")
    known.when(end("post", record="r4"), oneself(ONE, NOW)).refused("wrong_state")
    known.when(end("post", record="r9"), oneself(ONE, NOW)).refused("unknown_entity")
    known.when(end("post", 2, record="r3"), oneself(TWO, NOW)).refused("unknown_entity")
    known.when(end("post", record="r3"), oneself(TWO, NOW)).refused("no_mandate")
    with pytest.raises(ValidationError):
        end("post")
    with pytest.raises(ValidationError):
        end("mentor", record="r3")


def test_a_term_that_was_over_when_it_was_verified_waits_for_no_end() -> None:
    over = verified(post(3, 1, "board", "2023-07-01", "2025-06-30"))

    assert history(over).state.agenda.about.get("post.r3") is None


# --- the offer to a veteran ----------------------------------------------------------------

VETERAN = m.OfferMade(
    kind="veteran",
    offer="v1",
    person=ONE,
    programme=PROGRAMME,
    choices=CHOICES,
    answer_by=NOW + timedelta(days=30),
)


def asked_veteran(*more: Any) -> Given:
    ended = m.RoleEnded(role="mentor", person=ONE, programme=PROGRAMME, ground="life", offered="v1")
    before = history(role("mentor"), *more)
    return after(before, ended, VETERAN)


def after(before: Given, *facts: Any) -> Given:
    """These facts follow."""
    state = before.state
    for k, fact in enumerate(facts):
        seen = Seen(before.position + k, f"later.{k}", fact.subject, NOW)
        state = CURRENT.evolve(state, fact, seen)
    return Given(CURRENT, state, before.position + len(facts))


def answer(said: Any, choice: Any = None, **more: Any) -> m.AnswerOffer:
    return m.AnswerOffer(kind="veteran", offer="v1", person=ONE, answer=said, choice=choice, **more)


def due(what: Any, days: int) -> tuple[m.ReachDeadline, Any]:
    at = NOW + timedelta(days=days)
    return m.ReachDeadline(about="veteran.v1", what=what, at=at), clock(at)


def test_a_veteran_is_reminded_twice_and_silence_is_an_end() -> None:
    silent = asked_veteran()
    for number, days in ((1, 10), (2, 20)):
        reminded = silent.when(*due("offer_reminds", days))
        reminded.then(m.OfferReminded(kind="veteran", offer="v1", person=ONE, number=number))
        silent = reminded.after
        silent.when(*due("offer_reminds", days)).refused("already_done")

    lost = silent.when(*due("offer_expires", 30))
    lost.then(m.OfferEnded(kind="veteran", offer="v1", person=ONE, how="expired"))
    assert lost.after.state.agenda.about.get("veteran.v1") is None


def test_a_yes_in_time_ends_the_reminders() -> None:
    later = oneself(ONE, NOW + timedelta(days=2))
    yes = asked_veteran().when(answer("accept", "rest"), later)

    yes.then(
        m.OfferAnswered(kind="veteran", offer="v1", person=ONE, answer="accept", choice="rest"),
        m.OfferEnded(kind="veteran", offer="v1", person=ONE, how="taken"),
    )
    yes.after.when(*due("offer_reminds", 10)).refused("already_done")
    yes.after.when(answer("accept", "adviser"), later).refused("wrong_state")


def test_an_adviser_begins_with_the_answer() -> None:
    facts = asked_veteran().when(answer("accept", "adviser"), oneself(ONE, NOW)).facts

    assert facts[-1] == m.RoleGranted(
        role="adviser", person=ONE, programme=PROGRAMME, starts_on="2027-06-01"
    )


def test_a_late_yes_is_a_return_for_a_year() -> None:
    lost = asked_veteran().when(*due("offer_expires", 30)).after
    late, too_late = NOW + timedelta(days=200), NOW + timedelta(days=30 + 365)

    back = lost.when(answer("accept", "rest"), oneself(ONE, late))
    back.then(
        m.OfferAnswered(kind="veteran", offer="v1", person=ONE, answer="accept", choice="rest")
    )
    back.after.when(answer("accept", "rest"), oneself(ONE, late)).refused("already_done")
    lost.when(answer("accept", "rest"), oneself(ONE, too_late)).refused("too_late")
    lost.when(answer("decline"), oneself(ONE, late)).refused("wrong_state")
    lost.when(answer("accept", "rest"), oneself(TWO, late)).refused("not_concerned")


def test_whoever_wants_no_contact_is_not_asked_again() -> None:
    declined = asked_veteran().when(answer("decline", ground="no_contact"), oneself(ONE, NOW))
    trainer = after(declined.after, role("trainer"))

    ended = trainer.when(end("trainer"), oneself(ONE, NOW))
    assert [fact.not_offered for fact in ended.facts] == ["declined_contact"]
    trainer.when(ask(), operator(NOW)).refused("wrong_state")


def ask(who: int = 1, **more: Any) -> m.OfferRole:
    return m.OfferRole(**{"kind": "veteran", "offer": "v2", "person": pid(who), **more})


def test_an_operator_asks_a_veteran_of_the_communities() -> None:
    known = history()

    known.when(ask(), operator(NOW)).then(VETERAN.model_copy(update={"offer": "v2"}))
    known.when(ask(), oneself(TWO, NOW)).refused("no_mandate")
    known.when(ask(programme=PROGRAMME), council(NOW)).refused("no_mandate")
    known.when(ask(9), operator(NOW)).refused("unknown_entity")
    asked_veteran().when(ask(), operator(NOW)).refused("already_done")
    with pytest.raises(ValidationError):
        ask(intake="i-mentors")
    with pytest.raises(ValidationError):
        answer("accept")
    with pytest.raises(ValidationError):
        answer("decline", "rest")


TRAINED = [
    workshop("t", "mentor_training"),
    inbox.CompletionCertified(
        certificate="x1", person=ONE, workshop="t", purpose="mentor_training"
    ),
    m.TermsAcknowledged(person=ONE, role="mentor", programme=PROGRAMME, version=1, language="en"),
]


def test_a_veteran_who_returns_as_a_mentor_needs_no_second_selection() -> None:
    ready = asked_veteran(*TRAINED)
    ask = m.GrantRole(role="mentor", person=ONE, programme=PROGRAMME, starts_on="2027-06-01")
    ready.when(ask, operator(NOW)).refused("not_selected")

    back = ready.when(answer("accept", "mentor"), oneself(ONE, NOW)).after
    (step,) = [step for step in back.state.pending.values() if step.command == "GrantRole"]
    granted = back.when(step.ask, clock(NOW))
    granted.stands().reads(
        "feedback.measure.all",
        f"oversight.inforce.terms-{PROGRAMME}",
        f"registration.person.{ONE}",
        "registration.veteran.v1",
        "scheduling.certificate.x1",
    )
    assert granted.after.state.roles["mentor", ONE].active_at(NOW)
    left = [step.command for step in granted.after.state.pending.values()]
    assert left == ["RecordDeliveries"]  # of the offer that was made


def test_a_trainer_teaches_by_another_trainers_certificate_while_it_lasts() -> None:
    certified = inbox.TrainerCertified(
        certificate="c1", person=ONE, workshop="w1", until="2027-12-31"
    )
    terms = m.TermsAcknowledged(
        person=ONE, role="trainer", programme=PROGRAMME, version=1, language="en"
    )
    known = history(workshop("w1"), certified, terms)
    ask = m.GrantRole(role="trainer", person=ONE, programme=PROGRAMME, starts_on="2027-06-01")

    (step,) = known.state.pending.values()
    assert step.ask.role == "trainer"
    granted = known.when(ask, clock(NOW)).stands()
    assert "scheduling.certificate.c1" in CURRENT.reads(known.state, ask, granted.asked)
    known.when(ask, clock(datetime(2028, 1, 1, tzinfo=UTC))).refused("not_certified")
    assert not given(CURRENT, *begun(person(1), terms)).state.pending


# --- over every history --------------------------------------------------------------------

POSTS = [verified(post(n, 1, "board", "2025-07-01", f"2027-0{n}-15")) for n in (7, 8)]
ENDS = [
    end("post", record="r7"),
    end("post", record="r8"),
    end("mentor"),
    end("trainer"),
    end("adviser"),
    m.ReachDeadline(about="post.r7", what="role_ends", at=datetime(2027, 7, 16, tzinfo=UTC)),
    m.ReachDeadline(about="post.r8", what="role_ends", at=datetime(2027, 8, 16, tzinfo=UTC)),
    m.RequestErasure(person=ONE),
]


@forall(
    st.permutations(range(len(ENDS))),
    st.lists(st.sampled_from(["mentor", "trainer", "adviser"]), unique=True),
)
def test_every_end_is_followed_by_an_offer_or_says_why_not(
    order: list[int], held: list[str]
) -> None:
    known = history(*POSTS, *[role(name) for name in held])
    for index in order:
        command: Any = ENDS[index]
        at = NOW if index != 6 else datetime(2027, 8, 16, tzinfo=UTC)
        due = isinstance(command, m.ReachDeadline)
        asked = clock(command.at) if due else oneself(ONE, at)
        day = asked.time.date().isoformat()
        outcome = known.when(command, asked)
        if isinstance(outcome.decided, Refused):
            continue
        known = outcome.after
        ended = [f for f in outcome.facts if isinstance(f, m.RoleEnded)]
        offered = [f.offer for f in outcome.facts if isinstance(f, m.OfferMade)]
        assert [f.offered for f in ended if f.offered] == offered
        assert all((f.offered is None) is not (f.not_offered is None) for f in ended)
        still = list(holdings(known.state, ONE, day))
        assert not (offered and still)


@forall(st.lists(st.sampled_from(["paused", "resting", "active", None]), max_size=6))
def test_no_right_outlives_its_role(changes: list[str | None]) -> None:
    known = history(role("mentor"))
    for to in changes:
        command: Any = end("mentor") if to is None else change(to, "2027-07-01")
        outcome = known.when(command, oneself(ONE, NOW))
        known = known if isinstance(outcome.decided, Refused) else outcome.after

    held = known.state.roles["mentor", ONE]
    assert held.runs("2027-06-01") is (None not in changes)
