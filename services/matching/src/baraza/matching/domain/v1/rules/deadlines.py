"""What was due in time: an answer, the closure of a relationship, its end."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.asker import ours
from baraza.matching.domain.v1.rules.changes import come_back
from baraza.matching.domain.v1.rules.pairs import offer_over
from baraza.matching.domain.v1.rules.relationships import begin_closure, lapse
from baraza.matching.domain.v1.state import State
from baraza.matching.messages import Fact, ReachDeadline


def reach_deadline(state: State, command: ReachDeadline, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By the service. 2. It stands in the agenda, and its time has come."""
    # 1.
    if wrong := ours(asked, "matching"):
        return wrong
    # 2.
    due = Due(command.at, command.about, command.what)
    if wrong := state.agenda.reach(due, asked.time):
        return wrong
    match command.what:
        case "pair_expires":
            return offer_over(state, state.pairs[command.about], "expired")
        case "pause_ends":
            return come_back(state, _id(command.about))
        case "closure_begins":
            return begin_closure(state, _id(command.about))
        case "relationship_ends":
            return lapse(state, _id(command.about))


def _id(subject: str) -> str:
    return subject.partition(".")[2]
