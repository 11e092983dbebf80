"""What nobody does by mistake: to answer, to leave or to be counted in another's place."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from baraza.decider import Seen
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from enrolling import (
    INTAKE,
    PROGRAMME,
    SETTLED,
    application,
    begun,
    closed,
    council,
    intake,
    oneself,
    operator,
    person,
    pid,
    place,
    pm,
    rules_of,
    screening,
    settle,
)
from given import Given, given
from progress import TRACK, entered, year

ONE, TWO, NOBODY = pid(1), pid(2), pid(99)
NOW = datetime(2027, 6, 1, 9, tzinfo=UTC)
SEEN = Seen(99, "an end.1", f"programme.{PROGRAMME}", SETTLED, "an end")


def asked_veteran() -> Given:
    opened = m.ProgrammeOpened(
        programme=PROGRAMME, kind="pilot", starts_on="2027-02-01", ends_on="2028-01-31", workshops=2
    )
    history = given(CURRENT, *begun(opened, person(1), person(2)))
    offer = m.OfferRole(kind="veteran", offer="v1", person=ONE, programme=PROGRAMME)
    return history.when(offer, operator(NOW)).after


@pytest.mark.parametrize("who", [TWO, NOBODY])
@pytest.mark.parametrize("answer", ["accept", "decline"])
def test_whoever_was_asked_what_comes_next_answers_for_nobody_else(who: str, answer: Any) -> None:
    choice: Any = "adviser" if answer == "accept" else None
    ask = m.AnswerOffer(kind="veteran", offer="v1", person=who, answer=answer, choice=choice)

    asked_veteran().when(ask, oneself(ONE, NOW)).refused("not_concerned")


def test_only_a_post_has_a_record_or_an_open_role_that_ends() -> None:
    with pytest.raises(ValidationError, match="a post is named"):
        m.EndRole(role="mentor", person=ONE, record="r1", open_role="o1", ground="life")


def test_whoever_takes_part_again_goes_on() -> None:
    role = m.RoleGranted(
        role="participant", person=ONE, programme=PROGRAMME, starts_on="2027-03-01"
    )
    left = m.RoleEnded(role="participant", person=ONE, programme=PROGRAMME, ground="life")
    history = given(CURRENT, *year(role, entered(), left, role, entered()))
    ask = m.AdvanceStage(person=ONE, programme=PROGRAMME, track=TRACK, stage="foundations")

    refused = history.when(ask, operator(NOW)).decided

    assert refused.reason == "criteria_not_met"  # type: ignore[union-attr]


def test_a_selection_does_not_wait_for_the_marks_of_somebody_who_was_forgotten() -> None:
    history = given(
        CURRENT,
        *begun(
            [person(n) for n in (1, 2)],
            intake(),
            [application(n) for n in (1, 2)],
            screening(1, 80),
            closed(2),
            m.ErasureRequested(person=TWO),
        ),
    )
    ask = settle(history)
    history.when(ask, council(SETTLED)).refused("screening_missing", missing=1)

    erased = m.PersonErased(pseudonym=TWO, ground="requested")
    history = given(
        CURRENT,
        *begun(
            [person(n) for n in (1, 2)],
            intake(),
            [application(n) for n in (1, 2)],
            screening(1, 80),
            closed(2),
            m.ErasureRequested(person=TWO),
            erased,
        ),
    )
    outcome = history.when(settle(history), council(SETTLED))
    assert outcome.before.decider.reads(history.state, settle(history), council(SETTLED)) >= {
        f"registration.{screening(2, 1).subject}"
    }
    release = m.ReleaseOutcomes(settlement=INTAKE, batch=1)
    released = outcome.after.when(release, pm(SETTLED)).facts
    assert [f.person for f in released if isinstance(f, m.CandidacySettled)] == [ONE]


def ended_with_a_place_open() -> Given:
    history = given(
        CURRENT,
        *begun(
            [person(n) for n in (1, 2, 3)],
            intake(places=1),
            [application(n) for n in (1, 2, 3)],
            [screening(n, mark) for n, mark in ((1, 90), (2, 80), (3, 70))],
            closed(3),
        ),
    )
    settled = history.when(settle(history), council(SETTLED)).after
    released = settled.when(m.ReleaseOutcomes(settlement=INTAKE, batch=1), pm(SETTLED)).after
    ended = m.ProgrammeEnded(programme=PROGRAMME, ended_on="2027-03-06")
    state = released.decider.evolve(released.state, ended, SEEN)
    return Given(released.decider, state, released.position + 1)


def test_nobody_takes_a_place_in_a_programme_that_is_over() -> None:
    over, at = ended_with_a_place_open(), SETTLED + timedelta(days=1)
    yes = m.AnswerOffer(kind="place", offer=place(1), person=ONE, answer="accept")
    no = m.AnswerOffer(kind="place", offer=place(1), person=ONE, answer="decline")

    refused = over.when(yes, oneself(ONE, at))
    refused.refused("too_late")
    guards = over.decider.reads(over.state, yes, oneself(ONE, at))
    assert f"registration.programme.{PROGRAMME}" in guards
    facts = over.when(no, oneself(ONE, at)).facts
    assert [type(fact).__name__ for fact in facts] == ["OfferAnswered", "OfferEnded"]


@pytest.mark.parametrize(
    "day", ["2027-02-30", "9999-12-31", "0000-01-01", "\uff12\uff10\uff12\uff17-06-01"]
)
def test_a_day_that_nobody_can_reckon_with_is_malformed(day: str) -> None:
    """A fact with such a day would stop everybody who folds it."""
    with pytest.raises(ValidationError):
        m.ChangeRole(role="mentor", person=ONE, to="paused", until=day, ground="family")
    with pytest.raises(ValidationError):
        m.GrantRole(role="mentor", person=ONE, programme=PROGRAMME, starts_on=day)


@pytest.mark.parametrize("name", ["every_weeks", "months", "check_in_every_weeks"])
def test_a_rhythm_that_nobody_can_reckon_with_is_no_text(name: str) -> None:
    rules = rules_of("stage_set")
    rhythm = {**rules["mentoring"], name: 1_000_000}
    draft = m.DraftRules(
        kind="stage_set", programme=PROGRAMME, version=7, rules={**rules, "mentoring": rhythm}
    )

    given(CURRENT, *begun()).when(draft, council(NOW)).refused("rules_malformed")
