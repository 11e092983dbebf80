"""Workshops: who was there, that one was held, what its leader owes and gave."""

from dataclasses import replace
from datetime import timedelta

from baraza.decider import Seen, Step, entry_type, made_id, step_id
from baraza.feedback import inbox
from baraza.feedback.domain.v1.folds.owed import owes
from baraza.feedback.domain.v1.folds.people import given
from baraza.feedback.domain.v1.instruments import read
from baraza.feedback.domain.v1.kinds import AFTER_WORKSHOP, THERE
from baraza.feedback.domain.v1.state import Report, State, Workshop
from baraza.feedback.messages import LeaderReportMissing, LeaderReportSubmitted, OpenCollection
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.book import in_force


def attended(state: State, fact: inbox.RecordMade, _: Seen) -> State:
    """Who was there; a later record of the same person replaces."""
    if fact.workshop is None:
        return state
    before = state.there.get(fact.workshop, frozenset())
    now = before | {fact.person} if fact.state in THERE else before - {fact.person}
    return replace(state, there=state.there.insert(fact.workshop, now))


def held(state: State, fact: inbox.WorkshopHeld, seen: Seen) -> State:
    """People are asked, and the leader owes a report, where a text says by when."""
    there = state.there.get(fact.workshop, frozenset())
    workshop = Workshop(fact.programme, fact.leader, there)
    after = owes(given(state, fact.leader, "leader", fact.programme), _collection(fact, seen))
    after = replace(after, held=state.held.insert(fact.workshop, workshop))
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


def reported(state: State, fact: LeaderReportSubmitted | LeaderReportMissing, _: Seen) -> State:
    before = state.reports.get(fact.subject, Report(fact.workshop, fact.person))
    report = (
        replace(before, submitted=True)
        if isinstance(fact, LeaderReportSubmitted)
        else replace(before, missing=True)
    )
    reports = state.reports.insert(fact.subject, report)
    return replace(state, reports=reports, agenda=state.agenda.close(fact.subject))


def _collection(fact: inbox.WorkshopHeld, seen: Seen) -> Step:
    """Its id as for every entity that a command makes: from the command's, here the step's."""
    command = step_id(seen.id, seen.time, entry_type("command", "feedback", "OpenCollection"), 1)
    about = f"workshop.{fact.workshop}"
    ask = OpenCollection(
        collection=made_id(command, "collection", 1),
        programme=fact.programme,
        instrument=AFTER_WORKSHOP,
        about=about,
    )
    return Step.after(seen, "feedback", ask, about=about)
