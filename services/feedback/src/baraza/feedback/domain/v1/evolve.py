"""What each fact changes: one function for each."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from baraza.decider import Seen
from baraza.feedback import inbox
from baraza.feedback import messages as m
from baraza.feedback.domain.v1.folds import collections, mentoring, people, suggestions, workshops
from baraza.feedback.domain.v1.state import Known, State
from baraza.forms.v1 import heard
from baraza.forms.v1.messages import PersonErased, StateAttested


def evolve(state: State, fact: Known, seen: Seen) -> State:
    """Raises `KeyError` for a fact that is known and that nothing here folds."""
    return _FOLDS[type(fact)](state, fact, seen)


def _record(state: State, fact: inbox.RecordMade, seen: Seen) -> State:
    match fact.kind:
        case "attendance":
            return workshops.attended(state, fact, seen)
        case "session":
            return mentoring.met(state, fact, seen)
        case _:
            return state


def _learn(state: State, fact: heard.BookFact, seen: Seen) -> State:
    return replace(state, book=state.book.learn(fact, seen))


def _text(state: State, fact: heard.RulesDrafted, seen: Seen) -> State:
    """Of registration's texts only the points of the stage set are read here."""
    return _learn(state, fact, seen) if fact.kind == "stage_set" else state


def _evaluated(state: State, fact: m.EvaluationPublished, _: Seen) -> State:
    return replace(state, evaluations=state.evaluations.insert(fact.evaluation, True))


def _measure(state: State, fact: m.InterimMeasureTaken, _: Seen) -> State:
    return replace(state, measures=state.measures.insert(fact.person, fact.review_on))


def _lifted(state: State, fact: m.InterimMeasureLifted, _: Seen) -> State:
    return replace(state, measures=state.measures.discard(fact.person))


_FOLDS: Mapping[type, Callable[[State, Any, Seen], State]] = {
    inbox.RecordMade: _record,
    inbox.RecordSettled: mentoring.settled,
    inbox.WorkshopHeld: workshops.held,
    inbox.RelationshipStarted: mentoring.started,
    inbox.RelationshipEnded: mentoring.ended,
    inbox.RoleGranted: people.granted,
    inbox.RoleEnded: people.ended,
    heard.ErasureRequested: people.erasure_requested,
    heard.BodyRegistered: _learn,
    heard.SeatGranted: _learn,
    heard.MandateChanged: _learn,
    heard.RulesDrafted: _text,
    heard.RulesInForce: suggestions.in_force,
    m.RulesDrafted: suggestions.drafted,
    m.CollectionOpened: collections.opened,
    m.VoiceIssued: collections.issued,
    m.AnswerRecorded: collections.answered,
    m.CollectionClosed: collections.closed,
    m.LeaderReportSubmitted: workshops.reported,
    m.LeaderReportMissing: workshops.reported,
    m.MatterOpened: suggestions.opened,
    m.MatterSupported: suggestions.supported,
    m.MatterDecided: suggestions.decided,
    m.MatterOverdue: suggestions.overdue,
    m.EvaluationPublished: _evaluated,
    m.InterimMeasureTaken: _measure,
    m.InterimMeasureLifted: _lifted,
    PersonErased: people.erased,
    StateAttested: lambda state, _fact, _seen: state,
}
