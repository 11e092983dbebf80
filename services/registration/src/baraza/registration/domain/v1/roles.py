"""What facts of roles change: who holds which, and what may now be given."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from baraza.decider import Seen
from baraza.forms.v1 import heard
from baraza.forms.v1.role import Role
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain.v1 import steps
from baraza.registration.domain.v1.state import State


def granted(state: State, fact: m.RoleGranted, _: Seen) -> State:
    role = Role(fact.role, fact.person, fact.starts_on, fact.ends_on)
    held = state.roles.insert((fact.role, fact.person), role)
    return replace(steps.paid(state, fact.role, fact.person), roles=held)


def trained(state: State, fact: inbox.CompletionCertified, seen: Seen) -> State:
    programme = state.workshops.get(fact.workshop)
    if fact.purpose != "mentor_training" or programme is None:
        return state
    known = state.trained.insert((fact.person, programme), fact.certificate)
    return steps.owe_mentor(replace(state, trained=known), fact.person, programme, seen)


def first_trainers_named(state: State, fact: heard.RulesInForce, seen: Seen) -> State:
    """Whoever acknowledged the terms before has the role now."""
    for programme in sorted(state.programmes) if fact.programme is None else [fact.programme]:
        for k, person in enumerate(steps.first_trainers(state, programme, seen), 1):
            state = steps.owe_trainer(state, person, programme, seen, k)
    return state


CHANGES: Mapping[Any, Callable[[State, Any, Seen], State]] = {
    m.RoleGranted: granted,
    inbox.CompletionCertified: trained,
}
