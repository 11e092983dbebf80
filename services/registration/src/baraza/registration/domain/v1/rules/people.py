"""Organisations and people."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.who import operator, self_or_operator
from baraza.registration.messages import (
    Fact,
    MergePersons,
    OrganisationRegistered,
    PersonRegistered,
    PersonsMerged,
    RegisterOrganisation,
    RegisterPerson,
)


def register_organisation(
    state: State, command: RegisterOrganisation, asked: Asked
) -> Sequence[Fact] | Refused:
    if wrong := operator(state.book, asked):
        return wrong
    if command.organisation in state.organisations:
        return Refused("already_done")
    if not command.names:
        return Refused("language_missing")
    return [said(OrganisationRegistered, command)]


def register_person(
    state: State, command: RegisterPerson, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. Oneself or an operator asks. 2. One account is one person. 3. Who speaks no language
    of any kind cannot be talked with."""
    # 1.
    if wrong := self_or_operator(state.book, asked, command.person):
        return wrong
    # 2.
    if command.person in state.people:
        return Refused("already_registered")
    if command.known_as is not None and command.known_as != command.person:
        return Refused("duplicate_account")
    # 3.
    if not command.languages:
        return Refused("language_missing")
    return [said(PersonRegistered, command)]


def merge_persons(state: State, command: MergePersons, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By an operator. 2. Both are registered. 3. They are two until now, and nobody was, or
    asked to be, erased: of whom nothing is known it cannot be said who they are."""
    # 1.
    if wrong := operator(state.book, asked):
        return wrong
    # 2.
    both = (command.kept, command.merged)
    if not all(person in state.people for person in both):
        return Refused("unknown_entity")
    # 3.
    gone = any(person in state.erased or person in state.erasures for person in both)
    two = {state.identities.of(person) for person in both} == set(both)
    if gone or not two or command.kept == command.merged:
        return Refused("not_same_person")
    return [said(PersonsMerged, command)]
