"""What facts of needs change: open roles, gaps, engagements, money set aside for them."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from baraza.decider import Seen
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain.v1.state import Engagement, Gap, OpenRole, State


def open_role(state: State, fact: m.OpenRoleDeclared, _: Seen) -> State:
    role = OpenRole(fact.programme, fact.organisation_kind)
    return replace(state, open_roles=state.open_roles.insert(fact.open_role, role))


def gap(state: State, fact: m.GapDeclared, _: Seen) -> State:
    declared = Gap(fact.programme, fact.capacity, fact.language, fact.region)
    return replace(state, gaps=state.gaps.insert(fact.gap, declared))


def gap_closed(state: State, fact: m.GapClosed, _: Seen) -> State:
    closed = replace(state.gaps[fact.gap], open=False)
    return replace(state, gaps=state.gaps.insert(fact.gap, closed))


def engaged(state: State, fact: m.EngagementRequested, _: Seen) -> State:
    engagement = Engagement(fact.gap, fact.programme, fact.person, fact.cost_minor, fact.envelope)
    return replace(state, engagements=state.engagements.insert(fact.engagement, engagement))


def moved(state: State, fact: inbox.MoneyMoved, _: Seen) -> State:
    """What is set aside for an engagement, net of what went back."""
    if fact.purpose is None or not fact.purpose.startswith("engagement."):
        return state
    into, out = fact.target.account == "reserved", fact.source.account == "reserved"
    back = out and fact.target.account == "line"
    change = fact.amount_minor * (into - back)
    held = state.reserved.get(fact.purpose, 0) + change
    return replace(state, reserved=state.reserved.insert(fact.purpose, held))


SIDES = ("participant", "mentor")
"""Who wants, and who offers."""


def asked_for(state: State, role: str, programme: str | None, at: datetime) -> Counter[str]:
    """By capacity, how many who hold this role named it in their application, each once."""
    named = {
        (person, capacity)
        for intake in state.intakes.values()
        if intake.role == role and programme in {None, intake.programme}
        for person, candidate in intake.candidates.items()
        if _holds(state, role, person, intake.programme, at)
        for capacity in candidate.capacities
    }
    return Counter(capacity for _, capacity in sorted(named))


def demand(state: State, programme: str, capacity: str, at: datetime) -> int:
    """How many of those who take part asked for it in their application."""
    return asked_for(state, "participant", programme, at)[capacity]


def supply(state: State, programme: str, capacity: str, at: datetime) -> int:
    """How many active mentors offered it in theirs."""
    return asked_for(state, "mentor", programme, at)[capacity]


def _holds(state: State, role: str, person: str, programme: str, at: datetime) -> bool:
    held = state.roles.get((role, person))
    return held is not None and held.programme == programme and held.active_at(at)


CHANGES: Mapping[Any, Callable[[State, Any, Seen], State]] = {
    m.OpenRoleDeclared: open_role,
    m.GapDeclared: gap,
    m.GapClosed: gap_closed,
    m.EngagementRequested: engaged,
    inbox.MoneyMoved: moved,
}
