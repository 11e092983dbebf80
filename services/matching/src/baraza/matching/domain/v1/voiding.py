"""A round that does not count, and what is undone with it."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace

from baraza.decider import Seen
from baraza.matching.domain.v1 import leaving, phases
from baraza.matching.domain.v1.matches import Pair, Proposed
from baraza.matching.domain.v1.state import State, Voided
from baraza.matching.messages import RoundVoided


def voided(state: State, fact: RoundVoided, seen: Seen) -> State:
    """Nothing more is owed to it, and who was asked by it is asked no longer.

    Were somebody to become a pair while so many offers are open that a decision cannot guard
    them all, that relationship ends too.
    """
    round_ = state.rounds[fact.round]
    state = state.put_round(fact.round, replace(round_, phase=Voided()))
    state = phases.done_with(state, fact.round)
    pairs = [pair for _, pair in sorted(state.pairs.items()) if pair.round == fact.round]
    return leaving.parted(state, pairs, leaving.VOIDED, seen)


def open_offers(state: State, round_: str) -> list[Pair]:
    """Those of this round that wait for an answer, in one order."""
    pairs = (pair for _, pair in sorted(state.pairs.items()) if pair.round == round_)
    return [pair for pair in pairs if isinstance(pair.phase, Proposed)]
