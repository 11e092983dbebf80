"""Acts that a body must sign with its own key, where the authority table demands it."""

from collections.abc import Callable, Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import body_of, text_guard
from baraza.forms.v1.hand import hand_of
from baraza.oversight.domain.v1.standing import table
from baraza.oversight.domain.v1.state import State
from baraza.oversight.domain.v1.texts import ACTS
from baraza.oversight.messages import Command, Fact

Decide = Callable[[State, Command, Asked], Sequence[Fact] | Refused]


def unless_unsigned(decide: Decide) -> Decide:
    """An act of a seat without the note of its own body is refused where one is demanded.

    Who acts for no body is left to the rule, which knows why they may not.
    """

    def decided(state: State, command: Command, asked: Asked) -> Sequence[Fact] | Refused:
        body, act = body_of(state.book, asked), type(command).__name__
        if body is not None and act in ACTS:
            authority, rule = table(state, asked.time)
            if authority.demands_hand(act, body) and hand_of(command, asked) != body:
                return Refused("hand_missing", rule=rule)
        return decide(state, command, asked)

    return decided


def demand_guard(state: State, command: Command, asked: Asked) -> frozenset[str]:
    """Whether a note is demanded may change with the table."""
    acts = type(command).__name__ in ACTS and body_of(state.book, asked) is not None
    return frozenset({text_guard("authority", None)} if acts else ())
