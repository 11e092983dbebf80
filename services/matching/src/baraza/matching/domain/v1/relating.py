"""How a relationship goes from its start to its end, and what its end frees."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace

from baraza.decider import Seen
from baraza.forms.v1.agenda import Due
from baraza.matching.domain.v1.matches import (
    Backed,
    Goals,
    Live,
    Relationship,
    closes_at,
    over_at,
)
from baraza.matching.domain.v1.openings import opened
from baraza.matching.domain.v1.pairing import freed
from baraza.matching.domain.v1.phases import done_with
from baraza.matching.domain.v1.state import State
from baraza.matching.messages import (
    ClosureBegun,
    GoalsAgreed,
    RelationshipEnded,
    RelationshipStarted,
)

CLOSURE_BEGINS, ENDS = "closure_begins", "relationship_ends"


def started(state: State, fact: RelationshipStarted) -> State:
    pair = state.pair(fact.mentor, fact.mentee)
    if pair is None:
        return state
    state = state.put_pair(replace(pair, phase=Live(fact.relationship)))
    one = Relationship(fact.round, fact.programme, fact.mentor, fact.mentee, fact.ends_on)
    state = due_by(put(state, fact.relationship, one), fact.subject, fact.ends_on)
    return _tied(state, fact)


def due_by(state: State, subject: str, last: str) -> State:
    """Its closure and its end are waited for."""
    closure = Due(closes_at(last), subject, CLOSURE_BEGINS)
    return replace(state, agenda=state.agenda.put(closure).put(Due(over_at(last), subject, ENDS)))


def agreed(state: State, fact: GoalsAgreed) -> State:
    one = state.relationships[fact.relationship]
    goals = Goals(fact.side, fact.sessions, fact.every_weeks, fact.complete)
    return put(state, fact.relationship, replace(one, goals=goals))


def closing(state: State, fact: ClosureBegun) -> State:
    one = replace(state.relationships[fact.relationship], closing=True)
    due = Due(closes_at(fact.ends_on), fact.subject, CLOSURE_BEGINS)
    return replace(put(state, fact.relationship, one), agenda=state.agenda.drop(due))


def ended(state: State, fact: RelationshipEnded, seen: Seen) -> State:
    """The place is free for the next; near the end of the round there is no time for another."""
    one = state.relationships[fact.relationship]
    state = replace(done_with(state, fact.subject), agenda=state.agenda.close(fact.subject))
    state = put(state, fact.relationship, replace(one, ended=True))
    pair = state.pair(fact.mentor, fact.mentee)
    if pair is not None and pair.phase == Live(fact.relationship):
        state = freed(state, pair, fact.how)
    state = _parted(state, fact)
    if fact.rematch and one.backup is not None:
        backed = state.backed.insert(fact.mentee, Backed(fact.round, one.backup))
        state = replace(state, backed=backed)
    return state if one.closing or fact.how != "premature" else opened(state, fact.mentor, seen)


def _parted(state: State, fact: RelationshipEnded) -> State:
    """A rule set may say after which grounds two people are never paired again."""
    had = state.parted.get(fact.mentee, frozenset()) | {(fact.mentor, fact.ground)}
    state = replace(state, parted=state.parted.insert(fact.mentee, had))
    if fact.how != "premature" or fact.by != "mentee":
        return state
    key = (fact.mentee, fact.programme)
    return replace(state, rematches=state.rematches.insert(key, state.rematches.get(key, 0) + 1))


def put(state: State, id_: str, one: Relationship) -> State:
    return replace(state, relationships=state.relationships.insert(id_, one))


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
