"""Figures count each person once, however many pseudonyms they had (I16)."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from rpds import HashTrieMap

from baraza.registration.domain.v1.stages import Way
from baraza.registration.domain.v1.state import Held, Intake, OpenRole, Round, State

T = TypeVar("T")


def as_one(state: State) -> State:
    """What figures are made of, with everything that people did under the name they go on by.

    Where they did a thing twice it is there once: what was done under that name goes before what
    was done under another, and a place, a mentor or a stage reached before one that was not.
    Nothing is decided on it, and where nobody was merged it is the state itself.
    """
    if not state.identities.names:
        return state
    ties = {
        id_: replace(
            tie, mentor=state.identities.of(tie.mentor), mentee=state.identities.of(tie.mentee)
        )
        for id_, tie in state.doings.ties.items()
    }
    return replace(
        state,
        intakes=_map((id_, _intake(state, one)) for id_, one in state.intakes.items()),
        rounds=_map((id_, _round(state, one)) for id_, one in state.rounds.items()),
        roles=_roles(state),
        ways=_ways(state),
        open_roles=_map((id_, _filled(state, one)) for id_, one in state.open_roles.items()),
        doings=replace(state.doings, ties=HashTrieMap(ties)),
    )


def _intake(state: State, intake: Intake) -> Intake:
    candidates = _once(state, intake.candidates)
    if intake.ranking is None:
        return replace(intake, candidates=candidates)
    best = {
        state.identities.of(one.person): replace(one, person=state.identities.of(one.person))
        for one in sorted(intake.ranking, key=lambda one: one.outcome == "selected")
    }
    ranking = sorted(best.values(), key=lambda one: one.rank)
    return replace(intake, candidates=candidates, ranking=tuple(ranking))


def _round(state: State, round_: Round) -> Round:
    found = {state.identities.of(who) for who, matched in round_.matched.items() if matched}
    told = (state.identities.of(who) for who in round_.matched)
    return replace(round_, matched=_map((who, who in found) for who in told))


def _roles(state: State) -> HashTrieMap[tuple[str, str], Held]:
    held: dict[tuple[str, str], Held] = {}
    for (role, who), one in sorted(state.roles.items(), key=lambda item: item[0]):
        key = (role, state.identities.of(who))
        if key not in held or key == (role, who):
            held[key] = one
    return HashTrieMap(held)


def _ways(state: State) -> HashTrieMap[str, tuple[Way, ...]]:
    ways: dict[str, dict[tuple[str, str], Way]] = {}
    for who in sorted(state.ways):
        mine = ways.setdefault(state.identities.of(who), {})
        for way in state.ways[who]:
            other = mine.get((way.programme, way.track))
            mine[way.programme, way.track] = _joined(other, way) if other else way
    return _map((who, tuple(mine[key] for key in sorted(mine))) for who, mine in ways.items())


def _joined(one: Way, other: Way) -> Way:
    return replace(
        one,
        entered=tuple(dict.fromkeys((*one.entered, *other.entered))),
        completed=tuple(dict.fromkeys((*one.completed, *other.completed))),
    )


def _filled(state: State, role: OpenRole) -> OpenRole:
    return replace(role, filled=state.identities.of(role.filled)) if role.filled else role


def _once(state: State, by_person: HashTrieMap[str, T]) -> HashTrieMap[str, T]:
    found: dict[str, T] = {}
    for who in sorted(by_person):
        person = state.identities.of(who)
        if person not in found or person == who:
            found[person] = by_person[who]
    return HashTrieMap(found)


def _map(items: Iterable[tuple[str, T]]) -> HashTrieMap[str, T]:
    return HashTrieMap(dict(items))
