"""What facts change of what people have done, and that it may take them a stage further."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from typing import Any

from baraza.decider import Seen
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain.v1 import advance, ties
from baraza.registration.domain.v1.evidence import Act, Barrier, Doings, Told
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.values import replace

THERE = frozenset({"present", "late"})
SETTLED_WELL = frozenset({"confirmed", "undisputed"})


def _with(state: State, doings: Doings) -> State:
    return replace(state, doings=doings)


def _told(state: State, fact: inbox.RecordMade, seen: Seen) -> State:
    """Attendance counts until it is disputed, a session once it is not."""
    minutes = fact.minutes or 0
    match fact.kind:
        case "attendance" if fact.state in THERE and fact.workshop is not None:
            sitting = state.doings.sittings.get(fact.workshop)
            if sitting is None or not sitting.skills:
                return state
            about = f"workshop.{fact.workshop}"
            act = Act("workshop", seen.index, minutes)
            told = Told((fact.person,), sitting.programme, about, act)
            return _counted(_remember(state, fact.record, told), told, seen)
        case "session" if fact.state == "held" and fact.programme is not None:
            about = f"session.{fact.session}"
            act = Act("session", seen.index, minutes)
            told = Told((fact.mentee or fact.person,), fact.programme, about, act)
            return _remember(state, fact.record, told)
        case _:
            return state


def _settled(state: State, fact: inbox.RecordSettled, seen: Seen) -> State:
    told = state.doings.told.get(fact.record)
    if told is None:
        return state
    left = replace(state.doings, told=state.doings.told.discard(fact.record))
    state = _with(state, left)
    if fact.outcome == "disputed":
        return _advance(_with(state, left.drop(told)), told, seen)
    counts = fact.kind == "session" and fact.outcome in SETTLED_WELL
    return _counted(state, told, seen) if counts else state


def _opened(state: State, fact: inbox.CollectionOpened, _: Seen) -> State:
    collections = state.doings.collections.insert(fact.collection, fact.programme)
    return _with(state, replace(state.doings, collections=collections))


def _spoke(state: State, fact: inbox.VoiceIssued, seen: Seen) -> State:
    programme = state.doings.collections.get(fact.collection)
    if programme is None:
        return state
    act = Act("feedback", seen.index)
    told = Told((fact.person,), programme, f"feedback.{fact.collection}", act)
    return _counted(state, told, seen)


def _declared(state: State, fact: m.RecordMade, seen: Seen) -> State:
    doings = state.doings
    if fact.kind == "collaboration" and fact.other is not None and fact.programme is not None:
        act = Act("collaboration", seen.index)
        about = f"collaboration.{fact.record}"
        told = Told((fact.person, fact.other), fact.programme, about, act)
        state = ties.joined(state, fact.person, fact.other)
        return _remember(state, fact.record, told)
    if fact.kind == "barrier" and fact.starts_on is not None:
        barrier = Barrier(fact.person, fact.starts_on, fact.ends_on)
        known = (*doings.hindered.get(fact.person, ()), fact.record)
        return _with(
            state,
            replace(
                doings,
                barriers=doings.barriers.insert(fact.record, barrier),
                hindered=doings.hindered.insert(fact.person, known),
            ),
        )
    return state


def _answered(state: State, fact: m.RecordSettled, seen: Seen) -> State:
    told, barrier = state.doings.told.get(fact.record), state.doings.barriers.get(fact.record)
    if told is not None:
        left = replace(state.doings, told=state.doings.told.discard(fact.record))
        state = _with(state, left)
        return _counted(state, told, seen) if fact.outcome == "confirmed" else state
    if barrier is not None:
        settled = replace(barrier, accepted=fact.outcome == "accepted")
        barriers = state.doings.barriers.insert(fact.record, settled)
        return _with(state, replace(state.doings, barriers=barriers))
    return state


def _remember(state: State, record: str, told: Told) -> State:
    return _with(state, replace(state.doings, told=state.doings.told.insert(record, told)))


def _counted(state: State, told: Told, seen: Seen) -> State:
    return _advance(_with(state, state.doings.count(told)), told, seen)


def _advance(state: State, told: Told, seen: Seen) -> State:
    k = 1
    for person in told.people:
        state, k = advance.owe(state, person, told.programme, seen, k)
    return state


CHANGES: Mapping[type, Callable[[State, Any, Seen], State]] = {
    m.RecordMade: _declared,
    m.RecordSettled: _answered,
    inbox.RecordMade: _told,
    inbox.RecordSettled: _settled,
    inbox.CollectionOpened: _opened,
    inbox.VoiceIssued: _spoke,
}
