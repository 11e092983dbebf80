"""Who was joined to whom, and since when: a tie is new only once (R24, I28)."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from baraza.decider import Seen
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain.v1.evidence import Tie
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.values import replace


def started(state: State, fact: inbox.RelationshipStarted, _: Seen) -> State:
    new = pair(fact.mentor, fact.mentee) not in state.doings.joined
    tie = Tie(fact.programme, fact.mentor, fact.mentee, new)
    ties = state.doings.ties.insert(fact.relationship, tie)
    state = replace(state, doings=replace(state.doings, ties=ties))
    return joined(state, fact.mentor, fact.mentee)


def nominated(state: State, fact: m.OfferMade, _: Seen) -> State:
    """Whoever names somebody else knows them."""
    if fact.nominated_by is None:
        return state
    return joined(state, fact.nominated_by, fact.person)


def joined(state: State, one: str, other: str) -> State:
    known = state.doings.joined.insert(pair(one, other), True)
    return replace(state, doings=replace(state.doings, joined=known))


def pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def of(state: State, programme: str | None) -> Iterable[Tie]:
    """The relationships of a programme, or of all."""
    return (
        tie for tie in state.doings.ties.values() if programme is None or programme == tie.programme
    )


CHANGES: Mapping[type, Callable[[State, Any, Seen], State]] = {
    m.OfferMade: nominated,
    inbox.RelationshipStarted: started,
}
