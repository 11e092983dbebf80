"""Free places of mentors that are to be put to who waits."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Iterator
from dataclasses import replace

from baraza.decider import Seen, Step
from baraza.matching.domain.v1.phases import ME, owing
from baraza.matching.domain.v1.state import Round, State, Voided
from baraza.matching.domain.v1.waiting import to_ask

REMATCH = "ProposePair"
WAITS = "waiting."
"""What the step for a backup is about begins so, and names the mentee; that of a free place names
the mentor."""


def opened(state: State, mentor: str, seen: Seen, k: int = 1) -> State:
    """There is a new reason to put a free place of this mentor to somebody."""
    step = Step.after(seen, ME, REMATCH, about=mentor, k=k)
    return replace(state, openings=state.openings.insert(mentor, step))


def called_on(state: State, mentee: str, seen: Seen) -> State:
    """Where the mentor whom they lost has a backup, it is asked before anybody else.

    Its step has the same cause as those of `opened_to` and an earlier number: whatever it comes to,
    the order goes on.
    """
    return owing(state, Step.after(seen, ME, REMATCH, about=f"{WAITS}{mentee}"))


def opened_to(state: State, mentee: str, seen: Seen) -> State:
    """Somebody has come to wait: whoever was in a round with them and has room may take them."""
    met = {who for one in state.rounds.values() if mentee in one.entrants for who in one.mentors}
    for k, mentor in enumerate(sorted(met), 2 if mentee in state.backed else 1):
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
        if state.free(mentor) > 0 and rounds_to_fill(state, mentor):
            yield step


def rounds_to_fill(state: State, mentor: str) -> list[str]:
    """The rounds of this mentor from which somebody waits who was not yet put to them: the last
    one first.

    A round that has still to settle goes before all: it may give away the place, and it places
    the mentee. A mentor who pauses is asked again once they are back.
    """
    entered = [(one.closes, id_) for id_, one in state.rounds.items() if _offers(one, mentor)]
    if any(not state.rounds[id_].is_over for _, id_ in entered):
        return []
    return [
        id_
        for _, id_ in sorted(entered, reverse=True)
        if _active(state, mentor, id_) and _anyone(state, id_, mentor)
    ]


def _active(state: State, mentor: str, round_: str) -> bool:
    role = state.roles.get((mentor, state.rounds[round_].programme))
    active = role is not None and role.state == "active"
    return active and not state.kept_out(mentor)


def _anyone(state: State, round_: str, mentor: str) -> bool:
    unsettled = [r for r in state.rounds.values() if not r.is_over]
    waiting = to_ask(state, round_, mentor)
    return any(not any(mentee in r.entrants for r in unsettled) for mentee in waiting)


def _offers(round_: Round, mentor: str) -> bool:
    if isinstance(round_.phase, Voided):
        return False
    entered = round_.entrants.get(mentor)
    return entered is not None and entered.side == "mentor"
