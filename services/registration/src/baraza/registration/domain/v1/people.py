"""What facts about people change: who is here, and which terms they acknowledged."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from baraza.decider import Seen
from baraza.registration import messages as m
from baraza.registration.domain.v1 import steps
from baraza.registration.domain.v1.state import Person, State


def organised(state: State, fact: m.OrganisationRegistered, _: Seen) -> State:
    return replace(state, organisations=state.organisations.insert(fact.organisation, fact.kind))


def registered(state: State, fact: m.PersonRegistered, _: Seen) -> State:
    known = Person(fact.region, next(iter(fact.languages), None), fact.organisation_kind)
    return state.put_person(fact.person, known)


def acknowledged(state: State, fact: m.TermsAcknowledged, seen: Seen) -> State:
    """The last version counts; it may complete what a role waits for."""
    person = state.people[fact.person]
    others = tuple(t for t in person.terms if t[:2] != (fact.role, fact.programme))
    terms = (*others, (fact.role, fact.programme, fact.version))
    state = state.put_person(fact.person, replace(person, terms=terms))
    match fact.role:
        case "mentor":
            return steps.owe_mentor(state, fact.person, fact.programme, seen)
        case "trainer":
            return steps.owe_trainer(state, fact.person, fact.programme, seen)
        case _:
            return state


def merged(state: State, fact: m.PersonsMerged, _: Seen) -> State:
    return replace(state, identities=state.identities.join(fact.kept, fact.merged))


CHANGES: Mapping[Any, Callable[[State, Any, Seen], State]] = {
    m.OrganisationRegistered: organised,
    m.PersonRegistered: registered,
    m.TermsAcknowledged: acknowledged,
    m.PersonsMerged: merged,
}
