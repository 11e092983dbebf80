"""What facts of a programme change: approved, funded, announced, opened, its workshops."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from baraza.decider import Seen
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain.v1.state import Programme, State


def changed(state: State, id_: str, **changes: object) -> State:
    programme = replace(state.programmes.get(id_, Programme()), **changes)  # type: ignore[arg-type]
    return replace(state, programmes=state.programmes.insert(id_, programme))


def _announced(state: State, fact: m.ProgrammeAnnounced, _: Seen) -> State:
    return changed(state, fact.programme, announced=True)


def _opened(state: State, fact: m.ProgrammeOpened, _: Seen) -> State:
    return changed(state, fact.programme, opened=True)


def _ended(state: State, fact: m.ProgrammeEnded, _: Seen) -> State:
    return changed(state, fact.programme, ended=True)


def _paired(state: State, fact: inbox.RelationshipStarted, _: Seen) -> State:
    return replace(state, live=state.live.insert(fact.relationship, fact.programme))


def _parted(state: State, fact: inbox.RelationshipEnded, _: Seen) -> State:
    return replace(state, live=state.live.discard(fact.relationship))


def _decided(state: State, fact: inbox.ProgrammeDecided, _: Seen) -> State:
    approved = fact.charter is not None
    return changed(state, fact.programme, charter=fact.charter) if approved else state


def _funded(state: State, fact: inbox.EnvelopeOpened, _: Seen) -> State:
    held = state.programmes.get(fact.programme, Programme()).envelopes
    return changed(state, fact.programme, envelopes=(*held, fact.envelope))


def _workshop(state: State, fact: inbox.WorkshopAnnounced, _: Seen) -> State:
    known = replace(state, workshops=state.workshops.insert(fact.workshop, fact.programme))
    skills = state.programmes.get(fact.programme, Programme()).skills
    if fact.purpose != "skills" or fact.workshop in skills:
        return known
    return changed(known, fact.programme, skills=(*skills, fact.workshop))


CHANGES: Mapping[Any, Callable[[State, Any, Seen], State]] = {
    m.ProgrammeAnnounced: _announced,
    m.ProgrammeOpened: _opened,
    m.ProgrammeEnded: _ended,
    inbox.RelationshipStarted: _paired,
    inbox.RelationshipEnded: _parted,
    inbox.ProgrammeDecided: _decided,
    inbox.EnvelopeOpened: _funded,
    inbox.WorkshopAnnounced: _workshop,
}
