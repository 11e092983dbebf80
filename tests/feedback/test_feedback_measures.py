"""Interim measures: by whom somebody is kept out, when it is looked at again, the way back."""

from typing import Any

import pytest

from baraza.feedback.domain import CURRENT
from baraza.feedback.messages import (
    InterimMeasureLifted,
    InterimMeasureTaken,
    LiftInterimMeasure,
    TakeInterimMeasure,
)
from baraza.forms.v1.heard import BodyRegistered, MandateChanged, SeatGranted
from feedback_story import ADA, GRACE, HELD
from given import by, given

CARE = (
    BodyRegistered(body="care", stakeholder_kind="community", quorum=1),
    MandateChanged(body="care", change="give", kinds=("incidents",)),
    SeatGranted(body="care", seat="care-1", person=GRACE, starts_on="2027-01-01"),
)
BODY = by("body.care", "incidents", at=HELD)


def take(**changes: Any) -> TakeInterimMeasure:
    said = {"person": ADA, "kind": "suspended", "ground": "harm_reported"}
    return TakeInterimMeasure.model_validate({**said, "review_on": "2027-06-01", **changes})


def lift(person: str = ADA) -> LiftInterimMeasure:
    return LiftInterimMeasure(person=person, ground="cleared")


def test_a_body_to_which_harm_is_reported_keeps_somebody_out_and_lets_them_back() -> None:
    taken = given(CURRENT, *CARE).when(take(), BODY)
    taken.then(InterimMeasureTaken(**take().model_dump())).reads("oversight.mandate.care")
    again = taken.after.when(lift(), BODY)

    again.then(InterimMeasureLifted(person=ADA, ground="cleared"))
    taken.after.when(take(), BODY).refused("already_done")
    again.after.when(lift(), BODY).refused("wrong_state")
    again.after.when(take(), BODY).stands()


@pytest.mark.parametrize("day", [None, "2027-03-20", "2026-01-01"])
def test_a_measure_says_when_it_is_looked_at_again(day: str | None) -> None:
    given(CURRENT, *CARE).when(take(review_on=day), BODY).refused("no_review_date")


@pytest.mark.parametrize("command", [take(), lift()])
def test_nobody_else_takes_or_lifts_one(command: Any) -> None:
    known = given(CURRENT, *CARE)

    known.when(command, by(f"person.{ADA}", at=HELD)).refused("no_mandate")
    over = given(CURRENT, *CARE, MandateChanged(body="care", change="end", kinds=("incidents",)))
    over.when(command, BODY).refused("mandate_ended")


def test_nobody_on_a_seat_decides_about_themselves() -> None:
    seated = by(f"person.{GRACE}", "seat.care-1", at=HELD)
    held = given(CURRENT, *CARE).when(take(person=GRACE), BODY).after

    held.when(lift(GRACE), seated).refused("conflict_of_interest")
    held.when(take(), seated).stands()
