"""What each fact changes of what is remembered: the rows of every family, one for each fact."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from baraza.decider import Seen
from baraza.forms.v1 import heard
from baraza.forms.v1.heard import BookFact
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain.v1 import (
    acts,
    advance,
    erasures,
    intakes,
    mail,
    needs,
    occasions,
    offers,
    people,
    programmes,
    records,
    roles,
    running,
    shown,
    steps,
    ties,
)
from baraza.registration.domain.v1.state import Round, State

Known = m.Fact | inbox.InboxFact | BookFact  # closed with this version


def evolve(state: State, fact: Known, seen: Seen) -> State:
    """Who somebody is and what they hold; then what was done, and how far it takes them."""
    for change in CHANGES.get(type(fact), ()):
        state = change(state, fact, seen)
    return state


def _learned(state: State, fact: BookFact, seen: Seen) -> State:
    return replace(state, book=state.book.learn(fact, seen))


def _in_force(state: State, fact: heard.RulesInForce, seen: Seen) -> State:
    state = _learned(state, fact, seen)
    return roles.first_trainers_named(state, fact, seen) if fact.kind == "first_trainers" else state


def _founded(state: State, fact: inbox.LogFounded, _: Seen) -> State:
    return replace(state, rehearsal=fact.clock == "virtual")


def _appeal(state: State, fact: inbox.MatterDecided, _: Seen) -> State:
    if fact.kind != "appeal" or fact.outcome != "upheld" or fact.about is None:
        return state
    return replace(state, appeals=state.appeals.insert(fact.matter, fact.about))


def _round(state: State, fact: inbox.RoundAnnounced, _: Seen) -> State:
    return replace(state, rounds=state.rounds.insert(fact.round, Round(fact.programme)))


def _voided(state: State, fact: inbox.RoundVoided, _: Seen) -> State:
    return replace(state, rounds=state.rounds.discard(fact.round))


def _suspended(state: State, fact: inbox.InterimMeasureTaken, _: Seen) -> State:
    return replace(state, suspended=state.suspended.insert(fact.person, True))


def _back(state: State, fact: inbox.InterimMeasureLifted, seen: Seen) -> State:
    """Whoever was trained meanwhile becomes a mentor now."""
    state = replace(state, suspended=state.suspended.discard(fact.person))
    trained = sorted(of for who, of in state.trained if who == fact.person)
    for k, programme in enumerate(trained, 1):
        state = steps.owe_mentor(state, fact.person, programme, seen, k)
    return state


def _proposed(state: State, fact: inbox.PairProposed, _: Seen) -> State:
    in_round = fact.origin == "round"
    return _in_round(state, fact.round, fact.mentee, found=True) if in_round else state


def _unmatched(state: State, fact: inbox.MenteeUnmatched, _: Seen) -> State:
    return _in_round(state, fact.round, fact.person, found=False)


def _in_round(state: State, round_: str, mentee: str, *, found: bool) -> State:
    known = state.rounds.get(round_)
    if known is None:
        return state
    matched = known.matched.insert(mentee, found)
    return replace(state, rounds=state.rounds.insert(round_, replace(known, matched=matched)))


def _reported(state: State, fact: m.ReportPublished, _: Seen) -> State:
    return replace(state, reports=state.reports.insert(fact.report, fact.point))


Rows = Mapping[Any, Callable[[State, Any, Seen], State]]

OTHERS: Rows = {
    m.ReportPublished: _reported,
    m.RulesDrafted: _learned,
    inbox.LogFounded: _founded,
    inbox.MatterDecided: _appeal,
    inbox.RoundAnnounced: _round,
    inbox.RoundVoided: _voided,
    inbox.PairProposed: _proposed,
    inbox.InterimMeasureTaken: _suspended,
    inbox.InterimMeasureLifted: _back,
    inbox.MenteeUnmatched: _unmatched,
    heard.BodyRegistered: _learned,
    heard.SeatGranted: _learned,
    heard.MandateChanged: _learned,
    heard.RulesInForce: _in_force,
    heard.RulesDrafted: _learned,
}

FAMILIES: tuple[Rows, ...] = (
    OTHERS,
    people.CHANGES,
    records.CHANGES,
    programmes.CHANGES,
    intakes.CHANGES,
    offers.CHANGES,
    roles.CHANGES,
    needs.CHANGES,
    erasures.CHANGES,
    occasions.CHANGES,
    acts.CHANGES,
    advance.CHANGES,
    ties.CHANGES,
    running.CHANGES,
    shown.CHANGES,
    mail.CHANGES,
)

CHANGES: Mapping[type, tuple[Callable[[State, Any, Seen], State], ...]] = {
    kind: tuple(rows[kind] for rows in FAMILIES if kind in rows)
    for rows_of_one in FAMILIES
    for kind in rows_of_one
}
"""Of each fact all changes, in the order of the families."""
