"""People: by which roles feedback knows them, and who was erased."""

from dataclasses import replace

from baraza.decider import Seen, Step
from baraza.feedback import inbox
from baraza.feedback.domain.v1.folds.mentoring import forgotten
from baraza.feedback.domain.v1.folds.owed import owes, paid
from baraza.feedback.domain.v1.kinds import ROLES
from baraza.feedback.domain.v1.state import State
from baraza.forms.v1.heard import ErasureRequested
from baraza.forms.v1.messages import ErasePersonData, PersonErased


def given(state: State, person: str, role: str, programme: str | None) -> State:
    roles = state.roles.get(person, frozenset()) | {(role, programme or "")}
    return replace(state, roles=state.roles.insert(person, roles))


def granted(state: State, fact: inbox.RoleGranted, _: Seen) -> State:
    return given(state, fact.person, fact.role, fact.programme) if fact.role in ROLES else state


def ended(state: State, fact: inbox.RoleEnded, _: Seen) -> State:
    """Of one programme; where none is named, of all."""
    before = state.roles.get(fact.person, frozenset())
    left = frozenset(
        (role, of) for role, of in before if role != fact.role or fact.programme not in {None, of}
    )
    return replace(state, roles=state.roles.insert(fact.person, left)) if before else state


def erasure_requested(state: State, fact: ErasureRequested, seen: Seen) -> State:
    if fact.person in state.erased:
        return state
    ask = ErasePersonData(pseudonym=fact.person, ground="requested")
    return owes(state, Step.after(seen, "feedback", ask))


def erased(state: State, fact: PersonErased, seen: Seen) -> State:
    state = forgotten(paid(state, fact.subject), fact.pseudonym, seen.time)
    return replace(state, erased=state.erased.insert(fact.pseudonym, True))
