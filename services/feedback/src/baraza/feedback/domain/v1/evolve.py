"""What each fact changes."""

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from baraza.decider import Seen, Step, entry_type, made_id, step_id
from baraza.feedback import inbox
from baraza.feedback.domain.v1.instruments import read
from baraza.feedback.domain.v1.kinds import AFTER_WORKSHOP, THERE
from baraza.feedback.domain.v1.state import Collection, Known, Report, State, Workshop
from baraza.feedback.messages import (
    AnswerRecorded,
    CollectionClosed,
    CollectionOpened,
    LeaderReportMissing,
    LeaderReportSubmitted,
    OpenCollection,
    RulesDrafted,
    VoiceIssued,
)
from baraza.forms.v1 import heard
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.book import in_force


def evolve(state: State, fact: Known, seen: Seen) -> State:
    match fact:
        case CollectionOpened():
            return _opened(state, fact, seen)
        case VoiceIssued(collection=id_, person=person):
            one = state.collections[id_]
            return _put(state, id_, replace(one, issued=one.issued | {person}))
        case AnswerRecorded(collection=id_, voice=voice):
            one = state.collections[id_]
            return _put(state, id_, replace(one, voices=one.voices | {voice}))
        case CollectionClosed(collection=id_):
            closed = _put(state, id_, replace(state.collections[id_], closed=True))
            return replace(closed, agenda=state.agenda.close(fact.subject))
        case LeaderReportSubmitted() | LeaderReportMissing():
            return _reported(state, fact)
        case inbox.RecordMade() | inbox.WorkshopHeld():
            return _foreign(state, fact, seen)
        case (
            heard.BodyRegistered()
            | heard.SeatGranted()
            | heard.MandateChanged()
            | heard.RulesInForce()
            | heard.RulesDrafted()
            | RulesDrafted()
        ):
            return replace(state, book=state.book.learn(fact, seen))
        case _:
            assert_never(fact)


def _put(state: State, id_: str, collection: Collection) -> State:
    return replace(state, collections=state.collections.insert(id_, collection))


def _opened(state: State, fact: CollectionOpened, seen: Seen) -> State:
    text = in_force(state.book, "instrument", fact.programme, seen.time)
    if text is None:
        raise LookupError(f"{fact.subject} was opened by no text in force")
    workshop = fact.about.partition(".")[2]
    collection = Collection(
        about=fact.about,
        instrument=fact.instrument,
        version=fact.version,
        questions=read(text).instruments[fact.instrument],
        closes=fact.closes,
        eligible=state.held[workshop].there,
    )
    done = sorted(id_ for id_ in state.pending if state.pending[id_].about == fact.about)
    pending = state.pending
    for id_ in done:
        pending = pending.remove(id_)
    agenda = state.agenda.put(Due(fact.closes, fact.subject, "collection_closes"))
    return replace(_put(state, fact.collection, collection), agenda=agenda, pending=pending)


def _reported(state: State, fact: LeaderReportSubmitted | LeaderReportMissing) -> State:
    before = state.reports.get(fact.subject, Report(fact.workshop, fact.person))
    report = (
        replace(before, submitted=True)
        if isinstance(fact, LeaderReportSubmitted)
        else replace(before, missing=True)
    )
    reports = state.reports.insert(fact.subject, report)
    return replace(state, reports=reports, agenda=state.agenda.close(fact.subject))


def _foreign(state: State, fact: inbox.Foreign, seen: Seen) -> State:
    match fact:
        case inbox.RecordMade(workshop=workshop, person=person):
            before = state.there.get(workshop, frozenset())
            now = before | {person} if fact.state in THERE else before - {person}
            return replace(state, there=state.there.insert(workshop, now))
        case inbox.WorkshopHeld():
            return _held(state, fact, seen)
        case _:
            assert_never(fact)


def _held(state: State, fact: inbox.WorkshopHeld, seen: Seen) -> State:
    """People are asked, and the leader owes a report, where a text says by when."""
    about = f"workshop.{fact.workshop}"
    step = Step.after(
        seen,
        "feedback",
        OpenCollection(
            collection=_collection_id(seen),
            programme=fact.programme,
            instrument=AFTER_WORKSHOP,
            about=about,
        ),
        about=about,
    )
    there = state.there.get(fact.workshop, frozenset())
    workshop = Workshop(fact.programme, fact.leader, there)
    after = replace(
        state,
        held=state.held.insert(fact.workshop, workshop),
        pending=state.pending.insert(step.id, step),
    )
    text = in_force(state.book, "instrument", fact.programme, seen.time)
    if text is None:
        return after
    report = LeaderReportMissing(workshop=fact.workshop, person=fact.leader)
    due = Due(seen.time + timedelta(days=read(text).report_days), report.subject, "report_due")
    return replace(
        after,
        reports=state.reports.insert(report.subject, Report(fact.workshop, fact.leader)),
        agenda=state.agenda.put(due),
    )


def _collection_id(seen: Seen) -> str:
    """As for every entity that a command makes: from the id of the command, here the step's."""
    command = step_id(seen.id, seen.time, entry_type("command", "feedback", "OpenCollection"), 1)
    return made_id(command, "collection", 1)
