"""What facts change of what people have done, and of how far it takes them."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from typing import Any

from baraza.decider import Seen
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain.v1 import advance, ties
from baraza.registration.domain.v1.evidence import (
    Act,
    Barrier,
    Doings,
    Held,
    Occasion,
    OpenRole,
    Sitting,
    Told,
    Who,
)
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.values import replace

THERE = frozenset({"present", "late"})
SETTLED_WELL = frozenset({"confirmed", "undisputed"})


def _with(state: State, doings: Doings) -> State:
    return replace(state, doings=doings)


# --- who, and in which workshops -------------------------------------------------------------


def _registered(state: State, fact: m.PersonRegistered, _: Seen) -> State:
    who = state.doings.who.insert(fact.person, Who(fact.zone_band, (*fact.languages, *fact.fluent)))
    return _with(state, replace(state.doings, who=who))


def _sitting(state: State, workshop: str, **changes: Any) -> State:
    sitting = replace(state.doings.sittings.get(workshop) or Sitting(), **changes)
    sittings = state.doings.sittings.insert(workshop, sitting)
    return _with(state, replace(state.doings, sittings=sittings))


def _planned(state: State, fact: inbox.WorkshopPlanned, _: Seen) -> State:
    return _sitting(state, fact.workshop, language=fact.language)


def _announced(state: State, fact: inbox.WorkshopAnnounced, _: Seen) -> State:
    skills = fact.purpose == "skills"
    return _sitting(state, fact.workshop, programme=fact.programme, skills=skills, start=fact.start)


def _moved(state: State, fact: inbox.WorkshopChanged, _: Seen) -> State:
    return _sitting(state, fact.workshop, start=fact.start)


def _cancelled(state: State, fact: inbox.WorkshopCancelled, _: Seen) -> State:
    return _sitting(state, fact.workshop, start=None)


# --- what was open to somebody ---------------------------------------------------------------


def _seated(
    state: State, fact: inbox.ParticipantEnrolled | inbox.EnrolmentPromoted, seen: Seen
) -> State:
    sitting = state.doings.sittings.get(fact.workshop)
    if sitting is None or not sitting.skills:
        return state
    occasion = Occasion(seen.index)
    about = f"workshop.{fact.workshop}"
    return _with(state, state.doings.open(fact.person, sitting.programme, about, occasion))


def _gave_up(state: State, fact: inbox.EnrolmentCancelled, _: Seen) -> State:
    sitting = state.doings.sittings.get(fact.workshop)
    if sitting is None or not sitting.skills:
        return state
    about = f"workshop.{fact.workshop}"
    return _with(state, state.doings.close(fact.person, sitting.programme, about))


def _booked(state: State, fact: inbox.SessionBooked, seen: Seen) -> State:
    occasion = Occasion(seen.index, fact.start, fact.relationship)
    about = f"session.{fact.session}"
    doings = state.doings.open(fact.mentee, fact.programme, about, occasion)
    sessions = doings.sessions.insert(fact.session, (fact.mentee, fact.programme))
    return _with(state, replace(doings, sessions=sessions))


def _called_off(state: State, fact: inbox.SessionChanged, _: Seen) -> State:
    whose = state.doings.sessions.get(fact.session)
    if whose is None or fact.to != "cancelled":
        return state
    return _with(state, state.doings.close(*whose, f"session.{fact.session}"))


# --- what somebody did -----------------------------------------------------------------------


def _told(state: State, fact: inbox.RecordMade, seen: Seen) -> State:
    """Attendance counts until it is disputed, a session once it is not."""
    minutes = fact.minutes or 0
    match fact.kind:
        case "attendance" if fact.state in THERE and fact.workshop is not None:
            sitting = state.doings.sittings.get(fact.workshop)
            if sitting is None or not sitting.skills:
                return state
            about = f"workshop.{fact.workshop}"
            act = Act("workshop", seen.index, minutes)
            told = Told((fact.person,), sitting.programme, about, act)
            return _counted(_remember(state, fact.record, told), told, seen)
        case "session" if fact.state == "held" and fact.programme is not None:
            about = f"session.{fact.session}"
            act = Act("session", seen.index, minutes)
            told = Told((fact.mentee or fact.person,), fact.programme, about, act)
            return _remember(state, fact.record, told)
        case _:
            return state


def _settled(state: State, fact: inbox.RecordSettled, seen: Seen) -> State:
    told = state.doings.told.get(fact.record)
    if told is None:
        return state
    left = replace(state.doings, told=state.doings.told.discard(fact.record))
    state = _with(state, left)
    if fact.outcome == "disputed":
        return _advance(_with(state, left.drop(told)), told, seen)
    counts = fact.kind == "session" and fact.outcome in SETTLED_WELL
    return _counted(state, told, seen) if counts else state


def _opened(state: State, fact: inbox.CollectionOpened, _: Seen) -> State:
    collections = state.doings.collections.insert(fact.collection, fact.programme)
    return _with(state, replace(state.doings, collections=collections))


def _spoke(state: State, fact: inbox.VoiceIssued, seen: Seen) -> State:
    programme = state.doings.collections.get(fact.collection)
    if programme is None:
        return state
    act = Act("feedback", seen.index)
    told = Told((fact.person,), programme, f"feedback.{fact.collection}", act)
    return _counted(state, told, seen)


def _declared(state: State, fact: m.RecordMade, seen: Seen) -> State:
    doings = state.doings
    if fact.kind == "collaboration" and fact.other is not None and fact.programme is not None:
        act = Act("collaboration", seen.index)
        about = f"collaboration.{fact.record}"
        told = Told((fact.person, fact.other), fact.programme, about, act)
        state = ties.joined(state, fact.person, fact.other)
        return _remember(state, fact.record, told)
    if fact.kind == "barrier" and fact.starts_on is not None:
        barrier = Barrier(fact.person, fact.starts_on, fact.ends_on)
        known = (*doings.hindered.get(fact.person, ()), fact.record)
        return _with(
            state,
            replace(
                doings,
                barriers=doings.barriers.insert(fact.record, barrier),
                hindered=doings.hindered.insert(fact.person, known),
            ),
        )
    return state


def _answered(state: State, fact: m.RecordSettled, seen: Seen) -> State:
    told, barrier = state.doings.told.get(fact.record), state.doings.barriers.get(fact.record)
    if told is not None:
        left = replace(state.doings, told=state.doings.told.discard(fact.record))
        state = _with(state, left)
        return _counted(state, told, seen) if fact.outcome == "confirmed" else state
    if barrier is not None:
        settled = replace(barrier, accepted=fact.outcome == "accepted")
        barriers = state.doings.barriers.insert(fact.record, settled)
        return _with(state, replace(state.doings, barriers=barriers))
    return state


def _parted(state: State, fact: inbox.RelationshipEnded, seen: Seen) -> State:
    over = state.doings.over.insert(fact.relationship, seen.time)
    return _with(state, replace(state.doings, over=over))


# --- what is told of roles, and in reports ---------------------------------------------------


def _looked_for(state: State, fact: m.OpenRoleDeclared, _: Seen) -> State:
    role = OpenRole(fact.programme, fact.organisation_kind)
    known = state.doings.open_roles.insert(fact.open_role, role)
    return _with(state, replace(state.doings, open_roles=known))


def _granted(state: State, fact: m.RoleGranted, _: Seen) -> State:
    doings = state.doings
    if fact.open_role is not None and fact.open_role in doings.open_roles:
        filled = replace(doings.open_roles[fact.open_role], filled=fact.person)
        doings = replace(doings, open_roles=doings.open_roles.insert(fact.open_role, filled))
    key = (fact.role, fact.programme, fact.person)
    held = doings.held.insert(key, Held(fact.starts_on))
    return _with(state, replace(doings, held=held))


def _role_ended(state: State, fact: m.RoleEnded, seen: Seen) -> State:
    held = state.doings.held.get((fact.role, fact.programme or "", fact.person))
    if held is not None:
        ended = replace(held, ended_on=seen.time.date().isoformat())
        key = (fact.role, fact.programme or "", fact.person)
        known = state.doings.held.insert(key, ended)
        state = _with(state, replace(state.doings, held=known))
    return advance.left(state, fact, seen)


def shown_as(report: m.OfReport) -> tuple[str, str]:
    """Posts are the same ones, whichever programme tells of them."""
    return report.kind, "" if report.kind == "retention" else report.programme or ""


def _reported(state: State, fact: m.ReportPublished, _: Seen) -> State:
    """What a group's rows have shown; a later report of it may not be told apart from them."""
    shown = state.doings.shown
    for row in fact.rows:
        if row.count is not None and row.of is not None:
            key = (*shown_as(fact), row.group)
            shown = shown.insert(key, (*shown.get(key, ()), row.count, row.of))
    return _with(state, replace(state.doings, shown=shown))


def _remember(state: State, record: str, told: Told) -> State:
    return _with(state, replace(state.doings, told=state.doings.told.insert(record, told)))


def _counted(state: State, told: Told, seen: Seen) -> State:
    return _advance(_with(state, state.doings.count(told)), told, seen)


def _advance(state: State, told: Told, seen: Seen) -> State:
    k = 1
    for person in told.people:
        state, k = advance.owe(state, person, told.programme, seen, k)
    return state


CHANGES: Mapping[type, Callable[[State, Any, Seen], State]] = {
    m.PersonRegistered: _registered,
    m.RecordMade: _declared,
    m.RecordSettled: _answered,
    m.StageEntered: advance.entered,
    m.StageCompleted: advance.completed,
    m.StageExtended: advance.extended,
    m.OpenRoleDeclared: _looked_for,
    m.RoleGranted: _granted,
    m.RoleEnded: _role_ended,
    m.ReportPublished: _reported,
    m.OfferMade: ties.nominated,
    inbox.WorkshopPlanned: _planned,
    inbox.WorkshopAnnounced: _announced,
    inbox.WorkshopChanged: _moved,
    inbox.WorkshopCancelled: _cancelled,
    inbox.ParticipantEnrolled: _seated,
    inbox.EnrolmentPromoted: _seated,
    inbox.EnrolmentCancelled: _gave_up,
    inbox.SessionBooked: _booked,
    inbox.SessionChanged: _called_off,
    inbox.RecordMade: _told,
    inbox.RecordSettled: _settled,
    inbox.CollectionOpened: _opened,
    inbox.VoiceIssued: _spoke,
    inbox.RelationshipStarted: ties.started,
    inbox.RelationshipEnded: _parted,
}
