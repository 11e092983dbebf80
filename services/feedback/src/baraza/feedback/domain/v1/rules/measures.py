"""Interim measures: somebody is kept out until it is clear what happened (I15)."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.feedback.domain.v1.state import State
from baraza.feedback.messages import (
    Fact,
    InterimMeasureLifted,
    InterimMeasureTaken,
    LiftInterimMeasure,
    TakeInterimMeasure,
)
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import any_mandate


def take(state: State, command: TakeInterimMeasure, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By a body to which harm is reported; nobody about themselves. 2. Once at a time.

    3. It is looked at again on a day that is still to come.
    """
    # 1.
    if wrong := _may_not(state, command.person, asked):
        return wrong
    # 2.
    if command.person in state.measures:
        return Refused("already_done")
    # 3.
    if command.review_on is None or command.review_on <= asked.time.date().isoformat():
        return Refused("no_review_date")
    return [InterimMeasureTaken.model_validate(command.model_dump())]


def lift(state: State, command: LiftInterimMeasure, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By a body to which harm is reported; nobody about themselves. 2. One that stands."""
    # 1.
    if wrong := _may_not(state, command.person, asked):
        return wrong
    # 2.
    if command.person not in state.measures:
        return Refused("wrong_state")
    return [InterimMeasureLifted(**command.model_dump())]


def _may_not(state: State, person: str, asked: Asked) -> Refused | None:
    if wrong := any_mandate(state.book, asked, "incidents"):
        return wrong
    return Refused("conflict_of_interest") if is_self(asked, person) else None
