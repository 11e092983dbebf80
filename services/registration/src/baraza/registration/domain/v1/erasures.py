"""What facts of erasure change: who asked, which services have forgotten, what is owed next."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from baraza.decider import Message, Seen, Step
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain.v1 import steps
from baraza.registration.domain.v1.state import Erasure, State

SERVICE = "registration"
ALL = frozenset({SERVICE, "matching", "scheduling", "feedback", "oversight"})


def requested(state: State, fact: m.ErasureRequested, seen: Seen) -> State:
    """Its own vault is a step; nobody is given a role who asked to be forgotten."""
    for role in ("mentor", "trainer"):
        state = steps.paid(state, role, fact.person)
    ask = m.ErasePersonData(pseudonym=fact.person, ground="requested")
    return _owe(state, fact.person, Erasure(), ask, seen)


def forgotten(state: State, fact: m.PersonErased, seen: Seen) -> State:
    state = replace(state, erased=state.erased.insert(fact.pseudonym, True))
    return _by(state, fact.pseudonym, SERVICE, seen)


def elsewhere(state: State, fact: inbox.Forgotten, seen: Seen) -> State:
    return _by(state, fact.pseudonym, fact.service, seen)


def _by(state: State, person: str, service: str, seen: Seen) -> State:
    """One service more has forgotten; the last one completes it."""
    erasure = state.erasures.get(person, Erasure())
    erasure = replace(erasure, forgotten=erasure.forgotten | {service})
    if service == SERVICE:
        state = replace(state, pending=state.pending.discard(erasure.step))
    if erasure.forgotten == ALL:
        return _owe(state, person, erasure, m.CompleteErasure(person=person), seen)
    return replace(state, erasures=state.erasures.insert(person, erasure))


def _owe(state: State, person: str, erasure: Erasure, ask: Message, seen: Seen) -> State:
    step = Step.after(seen, SERVICE, ask)
    erasures = state.erasures.insert(person, replace(erasure, step=step.id))
    return replace(state, pending=state.pending.insert(step.id, step), erasures=erasures)


def completed(state: State, fact: m.ErasureCompleted, _: Seen) -> State:
    erasure = state.erasures[fact.person]
    erasures = state.erasures.insert(fact.person, replace(erasure, completed=True))
    return replace(state, pending=state.pending.discard(erasure.step), erasures=erasures)


CHANGES: Mapping[Any, Callable[[State, Any, Seen], State]] = {
    m.ErasureRequested: requested,
    m.PersonErased: forgotten,
    m.ErasureCompleted: completed,
    inbox.ForgottenByMatching: elsewhere,
    inbox.ForgottenByScheduling: elsewhere,
    inbox.ForgottenByFeedback: elsewhere,
    inbox.ForgottenByOversight: elsewhere,
}
