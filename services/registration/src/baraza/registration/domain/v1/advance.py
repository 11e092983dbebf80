"""What facts about stages change, and when the service owes itself the next."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from typing import Any

from baraza.decider import Seen, Step
from baraza.registration import messages as m
from baraza.registration.domain.v1.stages import (
    Way,
    done,
    lacking,
    put_way,
    stage_of,
    stage_set_of,
    way_on,
)
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.values import replace

SERVICE = "registration"


def entered(state: State, fact: m.StageEntered, seen: Seen) -> State:
    ways = state.ways.get(fact.person, ())
    way = way_on(ways, fact.programme, fact.track) or Way(fact.programme, fact.track)
    stages = stage_set_of(state.book, fact.programme, fact.stage_set)
    found = stage_of(stages, fact.track, fact.stage)
    way = way.enter(fact.stage, fact.number, fact.stage_set, found)
    return owe(_put(state, fact.person, way), fact.person, fact.programme, seen, 1)[0]


def completed(state: State, fact: m.StageCompleted, seen: Seen) -> State:
    """Another track may have waited for this stage."""
    way = way_on(state.ways.get(fact.person, ()), fact.programme, fact.track)
    if way is None:
        return state
    state = _put(_dropped(state, way), fact.person, replace(way.complete(fact.stage), step=None))
    return owe(state, fact.person, fact.programme, seen, 1)[0]


def extended(state: State, fact: m.StageExtended, _: Seen) -> State:
    way = way_on(state.ways.get(fact.person, ()), fact.programme, fact.track)
    if way is None:
        return state
    barriers = (*way.barriers, fact.barrier)
    return _put(state, fact.person, replace(way, until=fact.until, barriers=barriers))


def left(state: State, fact: m.RoleEnded, _: Seen) -> State:
    """Whoever takes part no longer goes no further; what was completed stays."""
    if fact.role != "participant":
        return state
    for way in state.ways.get(fact.person, ()):
        if fact.programme in {None, way.programme}:
            ended = replace(way, over=True, step=None)
            state = _put(_dropped(state, way), fact.person, ended)
    return state


def owe(state: State, person: str, programme: str, seen: Seen, k: int) -> tuple[State, int]:
    """All criteria of an open stage are met: a step, numbered from `k`. Lost again: none."""
    ways = state.ways.get(person)
    if ways is None:
        return state, k
    evidence, before = state.doings.of(person, programme), done(ways, programme)
    for way in ways:
        if way.programme != programme or not way.running or way.stage is None:
            continue
        ready = lacking(way, evidence, before) == {}
        if ready and way.step is None:
            ask = m.AdvanceStage(
                person=person, programme=programme, track=way.track, stage=way.stage
            )
            step = Step.after(seen, SERVICE, ask, k=k)
            pending = state.pending.insert(step.id, step)
            state = _put(replace(state, pending=pending), person, replace(way, step=step.id))
            k += 1
        elif not ready and way.step is not None:
            state = _put(_dropped(state, way), person, replace(way, step=None))
    return state, k


def _put(state: State, person: str, way: Way) -> State:
    ways = put_way(state.ways.get(person, ()), way)
    return replace(state, ways=state.ways.insert(person, ways))


def _dropped(state: State, way: Way) -> State:
    """The step that stood for this stage falls away."""
    if way.step is None:
        return state
    return replace(state, pending=state.pending.discard(way.step))


CHANGES: Mapping[type, Callable[[State, Any, Seen], State]] = {
    m.StageEntered: entered,
    m.StageCompleted: completed,
    m.StageExtended: extended,
    m.RoleEnded: left,
}
