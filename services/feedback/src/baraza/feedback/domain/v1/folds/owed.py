"""What the service owes itself."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace

from baraza.decider import Step
from baraza.feedback.domain.v1.state import State


def owes(state: State, step: Step) -> State:
    return replace(state, pending=state.pending.insert(step.id, step))


def paid(state: State, about: str) -> State:
    """Every step about this is done, by whomever."""
    if not state.pending:
        return state
    pending = state.pending
    for id_ in sorted(id_ for id_ in pending if pending[id_].about == about):
        pending = pending.remove(id_)
    return replace(state, pending=pending)
