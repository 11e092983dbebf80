"""Free places of mentors that are to be put to who waits."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Iterator
from dataclasses import replace

from baraza.decider import Seen, Step
from baraza.matching.domain.v1.phases import ME
from baraza.matching.domain.v1.state import Released, Round, State
from baraza.matching.domain.v1.waiting import to_ask

REMATCH = "ProposePair"


def opened(state: State, mentor: str, seen: Seen, k: int = 1) -> State:
    """There is a new reason to put a free place of this mentor to somebody."""
    step = Step.after(seen, ME, REMATCH, about=mentor, k=k)
    return replace(state, openings=state.openings.insert(mentor, step))


def opened_to(state: State, mentee: str, round_: str, seen: Seen) -> State:
    """Somebody has come to wait: whoever of the round has a free place may take them."""
    if round_ not in state.rounds:
        return state
    for k, mentor in enumerate(state.rounds[round_].mentors, 1):
        if state.free(mentor) > 0 and state.pair(mentor, mentee) is None:
            state = opened(state, mentor, seen, k)
    return state


def offered(state: State, mentor: str, seen: Seen) -> State:
    """One of their free places was; if there is another, it is the next."""
    state = replace(state, openings=state.openings.discard(mentor))
    return opened(state, mentor, seen) if state.free(mentor) > 0 else state


def steps(state: State) -> Iterator[Step]:
    """What the service owes itself; a free place waits until there is somebody to ask."""
    yield from state.pending.values()
    for mentor, step in state.openings.items():
        if state.free(mentor) > 0 and round_to_fill(state, mentor) is not None:
            yield step


def round_to_fill(state: State, mentor: str) -> str | None:
    """The last round of this mentor since which somebody waits who was not yet put to them.

    A round that has still to settle goes first: it may give away the place, and it places the
    mentee. A mentor who pauses is asked again once they are back.
    """
    entered = [(id_, one) for id_, one in state.rounds.items() if _offers(one, mentor)]
    if any(not isinstance(one.phase, Released) for _, one in entered):
        return None
    for id_, one in sorted(entered, key=lambda item: (item[1].closes, item[0]), reverse=True):
        role = state.roles.get((mentor, one.programme))
        if role is not None and role.state == "active" and _anyone(state, id_, mentor):
            return id_
    return None


def _anyone(state: State, round_: str, mentor: str) -> bool:
    unsettled = [r for r in state.rounds.values() if not isinstance(r.phase, Released)]
    waiting = to_ask(state, round_, mentor)
    return any(not any(mentee in r.entrants for r in unsettled) for mentee in waiting)


def _offers(round_: Round, mentor: str) -> bool:
    entered = round_.entrants.get(mentor)
    return entered is not None and entered.side == "mentor"
