"""What facts change of what is open to people: workshops, sessions, and when they are."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from typing import Any

from baraza.decider import Seen
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain.v1.evidence import Doings, Occasion, Sitting, Who
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.values import replace


def _with(state: State, doings: Doings) -> State:
    return replace(state, doings=doings)


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


def _parted(state: State, fact: inbox.RelationshipEnded, seen: Seen) -> State:
    over = state.doings.over.insert(fact.relationship, seen.time)
    return _with(state, replace(state.doings, over=over))


CHANGES: Mapping[type, Callable[[State, Any, Seen], State]] = {
    m.PersonRegistered: _registered,
    inbox.WorkshopPlanned: _planned,
    inbox.WorkshopAnnounced: _announced,
    inbox.WorkshopChanged: _moved,
    inbox.WorkshopCancelled: _cancelled,
    inbox.ParticipantEnrolled: _seated,
    inbox.EnrolmentPromoted: _seated,
    inbox.EnrolmentCancelled: _gave_up,
    inbox.SessionBooked: _booked,
    inbox.SessionChanged: _called_off,
    inbox.RelationshipEnded: _parted,
}
