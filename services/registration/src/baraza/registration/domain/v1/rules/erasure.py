"""Somebody asks to be forgotten: roles end at once, every vault forgets, then it is said."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self, ours
from baraza.forms.v1.erasure import erase
from baraza.registration.domain.v1.erasures import ALL, SERVICE
from baraza.registration.domain.v1.leaving import holdings
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.state import State
from baraza.registration.messages import (
    CompleteErasure,
    ErasePersonData,
    ErasureCompleted,
    ErasureRequested,
    Fact,
    OfferEnded,
    PersonErased,
    RequestErasure,
    RoleEnded,
)


def request_erasure(
    state: State, command: RequestErasure, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. Oneself, who is registered. 2. Once. All that they hold ends in the same decision, and
    nothing is offered for it (I19).
    """
    # 1.
    if not is_self(asked, command.person):
        return Refused("not_concerned")
    if command.person not in state.people:
        return Refused("unknown_entity")
    # 2.
    if command.person in state.erasures:
        return Refused("already_done")
    requested = said(ErasureRequested, command)
    return [requested, *_ended(state, command.person, asked), *_overtaken(state, command.person)]


def _ended(state: State, person: str, asked: Asked) -> list[RoleEnded]:
    return [
        RoleEnded(
            role=one.role,
            person=person,
            programme=one.programme,
            ground="erased",
            record=one.record,
            open_role=one.open_role,
            not_offered="erased",
        )
        for one in holdings(state, person, asked.time.date().isoformat())
    ]


def _overtaken(state: State, person: str) -> list[OfferEnded]:
    """Nobody is reminded who asked to be forgotten."""
    offer = state.offered.get(("veteran", "", person))
    if offer is None or state.offers[offer].offer.ended is not None:
        return []
    return [OfferEnded(kind="veteran", offer=offer, person=person, how="overtaken")]


def erase_person_data(
    state: State, command: ErasePersonData, asked: Asked
) -> Sequence[Fact] | Refused:
    return erase(state, command, asked, SERVICE) or [said(PersonErased, command)]


def complete_erasure(
    state: State, command: CompleteErasure, asked: Asked
) -> Sequence[Fact] | Refused:
    """When all five services have forgotten the person, once."""
    if wrong := ours(asked, SERVICE):
        return wrong
    erasure = state.erasures.get(command.person)
    if erasure is None:
        return Refused("unknown_entity")
    if erasure.completed:
        return Refused("already_done")
    if erasure.forgotten != ALL:
        return Refused("too_early")
    return [said(ErasureCompleted, command)]
