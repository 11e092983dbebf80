"""What a proposal and the answers to it change: places, pairs, deadlines, freed places."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace

from baraza.decider import Seen
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.places import Places
from baraza.matching.domain.v1 import phases
from baraza.matching.domain.v1.matches import Ended, Pair, Proposed
from baraza.matching.domain.v1.openings import offered, opened
from baraza.matching.domain.v1.state import State
from baraza.matching.messages import OfferAnswered, OfferEnded, PairProposed, pair_subject

EXPIRES = "pair_expires"


def proposed(state: State, fact: PairProposed, seen: Seen) -> State:
    """The place is held from now on, and the mentee has no other offer beside this one."""
    waits = state.waiting.get(fact.mentee)
    since = waits.since if waits else None
    pair = Pair(fact.round, fact.mentor, fact.mentee, fact.answer_by, since)
    subject = pair_subject(fact.mentor, fact.mentee)
    held = state.places.get(fact.mentor, Places(0))
    held = replace(held, holders=held.holders | {fact.mentee})
    state = replace(
        state.put_pair(pair),
        agenda=state.agenda.put(Due(fact.answer_by, subject, EXPIRES)),
        places=state.places.insert(fact.mentor, held),
        paired=state.paired.insert(fact.mentee, subject),
    )
    state = replace(state, upheld=state.upheld.discard(fact.mentee))
    if fact.origin == "round":
        return phases.one_released(state, fact.round)
    return offered(state, fact.mentor, seen)


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
    state = replace(phases.done_with(state, subject), agenda=state.agenda.close(subject))
    pair = state.pairs.get(subject)
    if pair is None or fact.how == "taken":
        return state
    return opened(freed(state, pair, fact.how), fact.mentor, seen)


def freed(state: State, pair: Pair, how: str) -> State:
    """The mentor's place and the mentee, of a pair that is none any more."""
    held = state.places.get(pair.mentor, Places(0))
    return replace(
        state.put_pair(replace(pair, phase=Ended(how))),
        places=state.places.insert(pair.mentor, held.leave(pair.mentee)),
        paired=state.paired.discard(pair.mentee),
    )
