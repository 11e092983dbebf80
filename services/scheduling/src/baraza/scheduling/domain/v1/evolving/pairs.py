"""What relationships and their sessions change: who is busy when, and who has borne what."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace
from datetime import datetime, timedelta

from rpds import HashTrieMap

from baraza.decider import Seen
from baraza.forms.v1.book import in_force
from baraza.scheduling.domain.v1.evolving.records import wait_on
from baraza.scheduling.domain.v1.slots import quarter_of
from baraza.scheduling.domain.v1.state import Booked, Spans, Tie, Timetable
from baraza.scheduling.inbox import RelationshipChanged, RelationshipEnded, RelationshipStarted
from baraza.scheduling.messages import SessionBooked, SessionChanged


def started(table: Timetable, fact: RelationshipStarted, seen: Seen) -> Timetable:
    tie = Tie(
        relationship=fact.relationship,
        programme=fact.programme,
        mentor=fact.mentor,
        mentee=fact.mentee,
        since=seen.time,
        ends_on=fact.ends_on,
        check_in_weeks=_rhythm(table, fact.programme, seen.time),
    )
    of = table.ties_of
    for person in tie.pair:
        of = of.insert(person, (*of.get(person, ()), fact.relationship))
    return wait_on(table.but(ties_of=of), tie, 0)


def _rhythm(table: Timetable, programme: str, at: datetime) -> int:
    """Every how many weeks the stage set in force asks how a pair is doing; 0: it does not."""
    text = in_force(table.book, "stage_set", programme, at)
    mentoring = text.rules.get("mentoring") if text is not None else None
    weeks = mentoring.get("check_in_every_weeks") if isinstance(mentoring, dict) else None
    return weeks if isinstance(weeks, int) and weeks > 0 else 0


def changed(table: Timetable, fact: RelationshipChanged) -> Timetable:
    """No session is booked into a pause, and what was booked before it stands until called off."""
    tie = table.ties.get(fact.relationship)
    if tie is None or not fact.complete:
        return table
    if fact.change == "extend":
        tie = replace(tie, ends_on=fact.until)
    else:
        tie = replace(tie, paused_until=fact.until)
    return table.but(ties=table.ties.insert(fact.relationship, tie))


def ended(table: Timetable, fact: RelationshipEnded, seen: Seen) -> Timetable:
    """No check-in is waited for any more, and what was booked ahead falls away."""
    tie = table.ties.get(fact.relationship)
    if tie is None:
        return table
    table = wait_on(table, replace(tie, live=False), 0)
    ahead = [
        name
        for name in table.diaries.get(tie.mentor, HashTrieMap())
        if (session := table.sessions[name]).relationship == fact.relationship
        and session.start >= seen.time
    ]
    for name in sorted(ahead):
        table = _called_off(table, name)
    return table


def booked(table: Timetable, fact: SessionBooked) -> Timetable:
    tie = table.ties[fact.relationship]
    end = fact.start + timedelta(minutes=fact.minutes)
    points = (fact.mentor_points, fact.mentee_points)
    session = Booked(fact.relationship, fact.start, end, points)
    span = (quarter_of(fact.start), quarter_of(end))
    diaries = table.diaries
    for person in tie.pair:
        spans: Spans = diaries.get(person, HashTrieMap())
        diaries = diaries.insert(person, spans.insert(fact.session, span))
    carry = (tie.carry[0] + points[0], tie.carry[1] + points[1])
    tie = replace(tie, booked=tie.booked + 1, carry=carry)
    return table.but(
        ties=table.ties.insert(fact.relationship, tie),
        sessions=table.sessions.insert(fact.session, session),
        diaries=diaries,
    )


def session_changed(table: Timetable, fact: SessionChanged) -> Timetable:
    return _called_off(table, fact.session)


def _called_off(table: Timetable, name: str) -> Timetable:
    """Nobody is busy then, nor bears its hour. A second time changes nothing: one of the pair may
    have called it off while matching said that the relationship ended."""
    session = table.sessions[name]
    if session.off:
        return table
    tie = table.ties[session.relationship]
    diaries = table.diaries
    for person in tie.pair:
        diaries = diaries.insert(person, diaries[person].discard(name))
    carry = (tie.carry[0] - session.points[0], tie.carry[1] - session.points[1])
    return table.but(
        ties=table.ties.insert(tie.relationship, replace(tie, carry=carry)),
        sessions=table.sessions.insert(name, replace(session, off=True)),
        diaries=diaries,
    )
