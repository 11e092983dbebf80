"""What facts change of the letters that are still to be recorded: a step at the end of each day."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from typing import Any

from baraza.decider import Seen, Step
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain.v1.calendar import day_after
from baraza.registration.domain.v1.letters import Day, Telling, letters
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.values import replace

SERVICE = "registration"


def _seated(
    state: State,
    fact: inbox.ParticipantEnrolled | inbox.EnrolmentQueued | inbox.EnrolmentPromoted,
    _: Seen,
) -> State:
    known = state.mail.in_workshop(fact.workshop).insert(fact.person, True)
    return _in(state, fact.workshop, known)


def _gave_up(state: State, fact: inbox.EnrolmentCancelled, _: Seen) -> State:
    known = state.mail.in_workshop(fact.workshop).discard(fact.person)
    return _in(state, fact.workshop, known)


def _in(state: State, workshop: str, known: Any) -> State:
    seated = state.mail.seated.insert(workshop, known)
    return replace(state, mail=replace(state.mail, seated=seated))


def _told(state: State, fact: Telling, seen: Seen) -> State:
    """Whoever it concerns is told on the day; the day's first letter makes its step."""
    workshop = getattr(fact, "workshop", None)
    seated = state.mail.in_workshop(workshop) if workshop else ()
    found = letters(fact, seen.index, seated)
    if not found:
        return state
    name = seen.time.date().isoformat()
    day = state.mail.days.get(name)
    if day is None:
        step = Step.after(seen, SERVICE, m.RecordDeliveries(day=name), not_before=day_after(name))
        day = Day(step.id)
        state = replace(state, pending=state.pending.insert(step.id, step))
    grown = replace(day, letters=(*day.letters, *found))
    return replace(state, mail=replace(state.mail, days=state.mail.days.insert(name, grown)))


def _recorded(state: State, fact: m.DeliveriesRecorded, _: Seen) -> State:
    day = state.mail.days.get(fact.day)
    if day is None:
        return state
    mail = replace(state.mail, days=state.mail.days.discard(fact.day))
    return replace(state, mail=mail, pending=state.pending.discard(day.step))


CHANGES: Mapping[type, Callable[[State, Any, Seen], State]] = {
    inbox.ParticipantEnrolled: _seated,
    inbox.EnrolmentQueued: _seated,
    inbox.EnrolmentPromoted: _seated,
    inbox.EnrolmentCancelled: _gave_up,
    inbox.WorkshopChanged: _told,
    inbox.WorkshopCancelled: _told,
    m.OfferMade: _told,
    m.OfferReminded: _told,
    m.CandidacySettled: _told,
    m.DeliveriesRecorded: _recorded,
}
