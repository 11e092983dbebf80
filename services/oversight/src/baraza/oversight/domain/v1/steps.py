"""What oversight owes itself because of a fact."""

from dataclasses import replace

from baraza.decider import Seen, Step
from baraza.oversight.domain.v1.state import State
from baraza.oversight.messages import AssembleDossier, ErasePersonData

ASSEMBLE = AssembleDossier.__name__


def forgetting(state: State, person: str, seen: Seen) -> State:
    """Who asks to be forgotten is, here too."""
    ask = ErasePersonData(pseudonym=person, ground="requested")
    step = Step.after(seen, "oversight", ask)
    return replace(state, pending=state.pending.insert(ask.subject, step))


def forgotten(state: State, person: str) -> State:
    erased = state.erased.insert(person, True)
    return replace(state, erased=erased, pending=state.pending.discard(f"erasure.{person}"))


def after_end(state: State, programme: str, seen: Seen) -> State:
    """A programme has ended and was evaluated, whichever came last: a first dossier is due."""
    ready = programme in state.ended and programme in state.evaluated
    if not ready or programme in state.dossiers:
        return state
    step = Step.after(seen, "oversight", ASSEMBLE, about=programme)
    return replace(state, pending=state.pending.insert(_dossier(programme), step))


def assembled(state: State, programme: str, digest: str) -> State:
    digests = (*state.dossiers.get(programme, ()), digest)
    pending = state.pending.discard(_dossier(programme))
    return replace(state, dossiers=state.dossiers.insert(programme, digests), pending=pending)


def _dossier(programme: str) -> str:
    return f"dossier of {programme}"
