"""What a proposal and the answers to it change: places, pairs, deadlines, freed places."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace

from baraza.decider import Seen, Step
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.places import Places
from baraza.matching.domain.v1 import phases
from baraza.matching.domain.v1.state import Ended, Live, Pair, Proposed, State
from baraza.matching.domain.v1.waiting import REMATCH, freed
from baraza.matching.messages import (
    OfferAnswered,
    OfferEnded,
    PairProposed,
    RelationshipStarted,
    pair_subject,
)

EXPIRES = "pair_expires"


def proposed(state: State, fact: PairProposed) -> State:
    """The place is held from now on, and the mentee has no other offer beside this one."""
    pair = Pair(fact.round, fact.mentor, fact.mentee, fact.answer_by)
    subject = pair_subject(fact.mentor, fact.mentee)
    held = state.places.get(fact.mentor, Places(0))
    held = replace(held, holders=held.holders | {fact.mentee})
    state = replace(
        state.put_pair(pair),
        agenda=state.agenda.put(Due(fact.answer_by, subject, EXPIRES)),
        places=state.places.insert(fact.mentor, held),
        paired=state.paired.insert(fact.mentee, subject),
    )
    if fact.origin == "round":
        return phases.one_released(state, fact.round)
    return _filled(state, fact.round, fact.mentor)


def answered(state: State, fact: OfferAnswered) -> State:
    pair = state.pair(fact.mentor, fact.mentee)
    if pair is None or not isinstance(pair.phase, Proposed):
        return state
    accepted = pair.phase.accepted - {fact.person}
    if fact.answer == "accept":
        accepted |= {fact.person}
    return state.put_pair(replace(pair, phase=Proposed(accepted)))


def ended(state: State, fact: OfferEnded, seen: Seen) -> State:
    """A taken offer goes on as a relationship; any other frees the place and the mentee."""
    subject = pair_subject(fact.mentor, fact.mentee)
    state = replace(state, agenda=state.agenda.close(subject))
    pair = state.pairs.get(subject)
    if pair is None or fact.how == "taken":
        return state
    held = state.places.get(fact.mentor, Places(0))
    rematch = Step.after(seen, phases.ME, REMATCH, about=f"{pair.round}/{pair.mentor}")
    return replace(
        state.put_pair(replace(pair, phase=Ended(fact.how))),
        places=state.places.insert(fact.mentor, held.leave(fact.mentee)),
        paired=state.paired.discard(fact.mentee),
        pending=state.pending.insert(rematch.id, rematch),
    )


def started(state: State, fact: RelationshipStarted) -> State:
    pair = state.pair(fact.mentor, fact.mentee)
    if pair is None:
        return state
    state = state.put_pair(replace(pair, phase=Live(fact.relationship)))
    return _tied(state, fact)


def _tied(state: State, fact: RelationshipStarted) -> State:
    """Their two organisations are joined from now on."""
    one, other = (_label(state, fact.round, who) for who in (fact.mentor, fact.mentee))
    if one is None or other is None:
        return state
    ties = state.ties
    for left, right in ((one, other), (other, one)):
        ties = ties.insert(left, ties.get(left, frozenset()) | {right})
    return replace(state, ties=ties)


def _label(state: State, round_: str, who: str) -> str | None:
    entrants = state.rounds[round_].entrants if round_ in state.rounds else {}
    return entrants[who].label if who in entrants else None


def _filled(state: State, round_: str, mentor: str) -> State:
    """The oldest freed place of this mentor needs nobody any more."""
    due = [
        step
        for step in state.pending.values()
        if step.command == REMATCH and freed(step) == (round_, mentor)
    ]
    if not due:
        return state
    oldest = min(due, key=lambda step: step.order)
    return replace(state, pending=state.pending.discard(oldest.id))
