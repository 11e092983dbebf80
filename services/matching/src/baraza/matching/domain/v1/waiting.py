"""The published waiting order: months waited, then the draw of the round."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from baraza.matching.domain.v1.certificate import draw_of
from baraza.matching.domain.v1.policy import question
from baraza.matching.domain.v1.sides import months
from baraza.matching.domain.v1.state import State


@dataclass(frozen=True)
class Waiter:
    """A mentee who may be asked for a place with this mentor."""

    mentee: str
    months: int
    draw: int
    score: int


def order(
    state: State,
    round_: str,
    mentor: str,
    instance: bytes,
    at: datetime,
    passed_over: Sequence[str] = (),
) -> list[Waiter]:
    """Who waits and no hard rule of the round excludes, first to last.

    Whose appeal was upheld goes first, then longer waiting, then the larger draw. A pair is put to
    two people in this order once only.
    """
    asked = question(instance)
    if mentor not in asked.mentors:
        return []
    position, seed = asked.mentors.index(mentor), asked.seed
    rows = {row.id: row for row in asked.mentees if position in row.mentors}
    found = [
        Waiter(
            mentee,
            months(state.waiting[mentee].since, at),
            draw_of(seed, mentee, mentor),
            rows[mentee].scores[rows[mentee].mentors.index(position)],
        )
        for mentee in to_ask(state, round_, mentor)
        if mentee in rows and mentee not in passed_over and not state.in_open_round(mentee, at)
    ]
    return sorted(
        found, key=lambda one: (one.mentee not in state.upheld, -one.months, -one.draw, one.mentee)
    )


def appellants(state: State, round_: str, mentor: str) -> list[str]:
    """Who waits for this mentor after an appeal that was upheld, longest first."""
    waits = [one for one in to_ask(state, round_, mentor) if state.upheld.get(one) == round_]
    return sorted(waits, key=lambda one: (state.waiting[one].since, one))


def to_ask(state: State, round_: str, mentor: str) -> list[str]:
    """Who waits, had entered this round as mentee and was not yet put to this mentor, ascending."""
    entered = state.rounds[round_]
    return [
        mentee
        for mentee in sorted(state.waiting)
        if entered.asks(mentee)
        and not state.kept_out(mentee)
        and not state.identities.same(mentor, mentee)
        and state.pair(mentor, mentee) is None
    ]
