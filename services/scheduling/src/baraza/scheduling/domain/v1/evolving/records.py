"""What records change: what was said to have happened, and what silence will settle."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace
from datetime import timedelta

from baraza.decider import Seen
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.record import Record
from baraza.scheduling.domain.v1.evolving.owed import owe_certificate
from baraza.scheduling.domain.v1.kinds import CHECK_IN_GRACE, THERE, undisputed_after
from baraza.scheduling.domain.v1.state import Announced, Made, Tie, Timetable
from baraza.scheduling.domain.v1.ties import check_in_subject
from baraza.scheduling.messages import RecordMade, RecordMissing, RecordSettled


def recorded(table: Timetable, fact: RecordMade, seen: Seen) -> Timetable:
    match fact.kind:
        case "attendance":
            return _attendance(table, fact, seen)
        case "check_in":
            tie = table.ties[str(fact.relationship)]
            table = _kept(table, fact, tie.relationship, str(fact.made_by), seen)
            return _checked(table, tie, int(fact.number or 0))
        case "session":
            name = str(fact.session)
            session = replace(table.sessions[name], record=fact.record)
            table = table.but(sessions=table.sessions.insert(name, session))
            return _kept(table, fact, name, str(fact.made_by), seen)
        case "activity":
            return _kept(table, fact, None, str(fact.made_by), seen)


def _attendance(table: Timetable, fact: RecordMade, seen: Seen) -> Timetable:
    name = str(fact.workshop)
    workshop = table.workshops.get(name)
    if not isinstance(workshop, Announced):
        return table
    table = _kept(table, fact, name, f"person.{workshop.leader}", seen)
    of_workshop = workshop.attendance.insert(fact.person, fact.record)
    kept = replace(workshop, attendance=of_workshop)
    table = table.but(workshops=table.workshops.insert(name, kept))
    if workshop.held is not None and fact.state in THERE:  # recorded late, or corrected
        return owe_certificate(table, fact.person, name, seen, 1)
    return table


def _kept(
    table: Timetable, fact: RecordMade, about: str | None, made_by: str, seen: Seen
) -> Timetable:
    record = Record(fact.kind, fact.person, made_by)
    made = Made(record, about, fact.state, seen.index)
    agenda, silence = table.agenda, undisputed_after(fact.kind)
    if silence is not None:
        agenda = agenda.put(Due(seen.time + silence, fact.subject, "undisputed"))
    return table.but(records=table.records.insert(fact.record, made), agenda=agenda)


def settled(table: Timetable, fact: RecordSettled) -> Timetable:
    made = table.records[fact.record]
    kept = replace(made, record=replace(made.record, outcome=fact.outcome))
    return table.but(
        records=table.records.insert(fact.record, kept),
        agenda=table.agenda.close(fact.subject),
    )


def missing(table: Timetable, fact: RecordMissing) -> Timetable:
    """It may still be told of, late; the next one is waited for now."""
    return wait_on(table, table.ties[fact.relationship], fact.number)


def _checked(table: Timetable, tie: Tie, number: int) -> Timetable:
    tie = replace(tie, checked=tie.checked | {number})
    if tie.due != number:
        return table.but(ties=table.ties.insert(tie.relationship, tie))
    return wait_on(table, tie, number)


def wait_on(table: Timetable, tie: Tie, last: int) -> Timetable:
    """Wait for the next check-in after this one that nobody has told of yet (0: for the first)."""
    agenda, waited = table.agenda, table.waited
    if tie.due is not None:
        before = check_in_subject(tie.relationship, tie.due)
        agenda, waited = agenda.close(before), waited.discard(before)
    number = last + 1
    while number in tie.checked:
        number += 1
    at = tie.since + timedelta(weeks=tie.check_in_weeks * number)
    over = tie.ends_on is not None and at.date().isoformat() > tie.ends_on
    due = None if over or not tie.live or not tie.check_in_weeks else number
    if due is not None:
        subject = check_in_subject(tie.relationship, due)
        agenda = agenda.put(Due(at + CHECK_IN_GRACE, subject, "check_in_due"))
        waited = waited.insert(subject, tie.relationship)
    ties = table.ties.insert(tie.relationship, replace(tie, due=due))
    return table.but(ties=ties, agenda=agenda, waited=waited)
