"""How a relationship pauses, goes on, goes on longer, and how it stands at a moment."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace
from datetime import datetime
from typing import Literal

from baraza.decider import Seen
from baraza.forms.v1.agenda import Due
from baraza.matching.domain.v1.matches import Longer, Relationship, back_at, closes_at, over_at
from baraza.matching.domain.v1.relating import CLOSURE_BEGINS, ENDS, due_by, put
from baraza.matching.domain.v1.state import State
from baraza.matching.messages import BackupDesignated, RelationshipChanged

PAUSE_ENDS = "pause_ends"
AWAY = frozenset({"paused", "resting"})
"""States of a mentor's role in which their pairs pause with them."""

Standing = Literal["live", "paused", "closing", "ended"]


def standing(state: State, relationship: Relationship, at: datetime) -> Standing:
    """How it stands: what the two said, or one of them being away, is a pause of the pair.

    That it is paused with its mentor, or while one of them is kept out, is recorded nowhere, so it
    can contradict nothing.
    """
    if relationship.ended:
        return "ended"
    until = relationship.paused_until
    if (until is not None and at < back_at(until)) or _away(state, relationship):
        return "paused"
    return "closing" if relationship.closing else "live"


def _away(state: State, one: Relationship) -> bool:
    if state.kept_out(one.mentor) or state.kept_out(one.mentee):
        return True
    role = state.roles.get((one.mentor, one.programme))
    return role is not None and role.state in AWAY


def changed(state: State, fact: RelationshipChanged, seen: Seen) -> State:
    """A pause moves no other deadline; only what goes on longer does."""
    if fact.change != "extend":
        return _paused(state, fact)
    one = state.relationships[fact.relationship]
    if fact.complete:
        return _longer(state, fact, one, seen)
    by: Literal["mentee", "mentor"] = "mentee" if fact.by == "mentee" else "mentor"
    return put(state, fact.relationship, replace(one, longer=Longer(by, fact.until or "")))


def _paused(state: State, fact: RelationshipChanged) -> State:
    """Until a day, or no more."""
    one, agenda = state.relationships[fact.relationship], state.agenda
    if one.paused_until is not None:
        agenda = agenda.drop(Due(back_at(one.paused_until), fact.subject, PAUSE_ENDS))
    if fact.until is not None:
        agenda = agenda.put(Due(back_at(fact.until), fact.subject, PAUSE_ENDS))
    one = replace(one, paused_until=fact.until)
    return replace(put(state, fact.relationship, one), agenda=agenda)


def _longer(state: State, fact: RelationshipChanged, one: Relationship, seen: Seen) -> State:
    """Closure and end are waited for anew; a closure that had begun goes on where it is near."""
    last = fact.until or one.ends_on
    closes = Due(closes_at(one.ends_on), fact.subject, CLOSURE_BEGINS)
    agenda = state.agenda.drop(closes).drop(Due(over_at(one.ends_on), fact.subject, ENDS))
    near = one.closing and closes_at(last) <= seen.time
    one = replace(one, ends_on=last, longer=None, closing=near)
    state = due_by(replace(state, agenda=agenda), fact.subject, last)
    if near:
        begun = Due(closes_at(last), fact.subject, CLOSURE_BEGINS)
        state = replace(state, agenda=state.agenda.drop(begun))
    return put(state, fact.relationship, one)


def backed(state: State, fact: BackupDesignated) -> State:
    one = state.relationships[fact.relationship]
    return put(state, fact.relationship, replace(one, backup=fact.backup))
