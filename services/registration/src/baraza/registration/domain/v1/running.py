"""How a programme was run: what met where and how, what was held by whom, what money did."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from typing import Any

from rpds import HashTrieMap

from baraza.decider import Seen
from baraza.registration import inbox
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.things import ReportGroup, Sitting
from baraza.registration.domain.v1.values import replace


def _with(state: State, **changes: object) -> State:
    return replace(state, running=replace(state.running, **changes))


def _added(
    sums: HashTrieMap[ReportGroup, tuple[int, int]], key: ReportGroup, part: int, whole: int
) -> Any:
    before = sums.get(key, (0, 0))
    return sums.insert(key, (before[0] + part, before[1] + whole))


def _told(state: State, fact: inbox.RecordMade, _: Seen) -> State:
    if fact.kind != "session" or fact.programme is None:
        return state
    sessions, held = state.running.sessions, int(fact.state == "held")
    for what, how in (("venue", fact.venue_kind), ("format", fact.format)):
        if how is not None:
            sessions = _added(sessions, (fact.programme, f"{what}_{how}"), held, 1)
    return _with(state, sessions=sessions)


def _announced(state: State, fact: inbox.WorkshopAnnounced, _: Seen) -> State:
    sitting = Sitting(fact.programme, fact.host)
    return _with(state, sittings=state.running.sittings.insert(fact.workshop, sitting))


def _held(state: State, fact: inbox.WorkshopHeld, _: Seen) -> State:
    sitting = state.running.sittings.get(fact.workshop)
    if sitting is None:
        return state
    held = replace(sitting, held=True)
    return _with(state, sittings=state.running.sittings.insert(fact.workshop, held))


def _called_off(state: State, fact: inbox.WorkshopCancelled, _: Seen) -> State:
    return _with(state, sittings=state.running.sittings.discard(fact.workshop))


def _opened(state: State, fact: inbox.EnvelopeOpened, _: Seen) -> State:
    envelopes = state.running.envelopes.insert(fact.envelope, fact.programme)
    return _with(state, envelopes=envelopes)


def _moved(state: State, fact: inbox.MoneyMoved, _: Seen) -> State:
    """What is given to a line, also by another line, and what is spent of it; not what returns."""
    programme = state.running.envelopes.get(fact.envelope)
    if programme is None:
        return state
    source, target, money = fact.source, fact.target, state.running.money
    if target.line is not None and target.account == "line":
        given = fact.amount_minor if source.account in {"allocation", "line"} else 0
        money = _added(money, (programme, target.line), 0, given)
    if source.line is not None and (source.account, target.account) == ("line", "line"):
        money = _added(money, (programme, source.line), 0, -fact.amount_minor)
    if target.line is not None and target.account == "spent":
        money = _added(money, (programme, target.line), fact.amount_minor, 0)
    if source.line is not None and source.account == "spent":
        money = _added(money, (programme, source.line), -fact.amount_minor, 0)
    return _with(state, money=money)


CHANGES: Mapping[type, Callable[[State, Any, Seen], State]] = {
    inbox.RecordMade: _told,
    inbox.WorkshopAnnounced: _announced,
    inbox.WorkshopHeld: _held,
    inbox.WorkshopCancelled: _called_off,
    inbox.EnvelopeOpened: _opened,
    inbox.MoneyMoved: _moved,
}
