"""What the facts about workshops change: time, leader, places, and what is owed afterwards."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace
from datetime import datetime, timedelta

from rpds import HashTrieMap

from baraza.decider import Seen
from baraza.forms.v1.offer import Offer
from baraza.forms.v1.places import Places
from baraza.scheduling.domain.v1.evolving.owed import done, owe_certificate
from baraza.scheduling.domain.v1.kinds import THERE
from baraza.scheduling.domain.v1.state import Announced, Cancelled, Timetable, Workshop
from baraza.scheduling.messages import (
    Band,
    EnrolmentCancelled,
    EnrolmentPromoted,
    EnrolmentQueued,
    OfferAnswered,
    OfferMade,
    ParticipantEnrolled,
    TrainerReleased,
    TrainerSought,
    WorkshopAnnounced,
    WorkshopCancelled,
    WorkshopChanged,
    WorkshopHeld,
)

Enrolment = ParticipantEnrolled | EnrolmentQueued | EnrolmentCancelled | EnrolmentPromoted


def put(table: Timetable, name: str, workshop: Workshop) -> Timetable:
    return table.but(workshops=table.workshops.insert(name, workshop))


def offered(table: Timetable, fact: OfferMade) -> Timetable:
    offer = Offer("teaching", fact.person, fact.answer_by)
    table = table.but(teaching=table.teaching.insert((fact.workshop, fact.person), offer))
    workshop = table.workshops[fact.workshop]
    if isinstance(workshop, Cancelled):
        return table
    return put(table, fact.workshop, replace(workshop, offers=(*workshop.offers, fact.person)))


def answered(table: Timetable, fact: OfferAnswered) -> Timetable:
    key = (fact.workshop, fact.person)
    over = "taken" if fact.answer == "accept" else "declined"
    offer = table.teaching[key].answered(fact.answer).over(over)
    table = table.but(teaching=table.teaching.insert(key, offer))
    workshop = table.workshops[fact.workshop]
    if fact.answer == "decline" or isinstance(workshop, Cancelled):
        return table
    return put(table, fact.workshop, replace(workshop, leader=fact.person, sought=None))


def announced(table: Timetable, fact: WorkshopAnnounced) -> Timetable:
    workshop = Announced(
        plan=table.workshops[fact.workshop].plan,
        leader=fact.leader,
        told=fact.leader,
        start=fact.start,
        end=_end(fact.start, fact.minutes),
        places=Places(fact.places),
        points=_points(fact.bands),
    )
    return put(_borne(table, fact.programme, fact.bands), fact.workshop, workshop)


def changed(table: Timetable, fact: WorkshopChanged) -> Timetable:
    """A new time costs other hours: what the old one would have cost is borne by nobody."""
    workshop = table.workshops[fact.workshop]
    if not isinstance(workshop, Announced):
        return table
    moved = replace(
        workshop,
        leader=fact.leader,
        told=fact.leader,
        start=fact.start,
        end=_end(fact.start, fact.minutes),
        points=_points(fact.bands),
    )
    table = _unborne(table, workshop)
    return put(_borne(table, fact.programme, fact.bands), fact.workshop, moved)


def cancelled(table: Timetable, fact: WorkshopCancelled) -> Timetable:
    workshop = table.workshops[fact.workshop]
    if isinstance(workshop, Announced):
        table = _unborne(table, workshop)
    return put(table, fact.workshop, Cancelled(workshop.plan))


def sought(table: Timetable, fact: TrainerSought, seen: Seen) -> Timetable:
    workshop = table.workshops[fact.workshop]
    if isinstance(workshop, Cancelled):
        return table
    table = table.but(pending=done(table, seen))
    return put(table, fact.workshop, replace(workshop, sought=fact.capacity))


def released(table: Timetable, fact: TrainerReleased, seen: Seen) -> Timetable:
    workshop = table.workshops[fact.workshop]
    if isinstance(workshop, Cancelled):
        return table
    key = (fact.workshop, fact.person)
    offer = table.teaching[key].over("released")
    offers = tuple(who for who in workshop.offers if who != fact.person)
    table = table.but(teaching=table.teaching.insert(key, offer), pending=done(table, seen))
    return put(table, fact.workshop, replace(workshop, leader=None, offers=offers))


def held(table: Timetable, fact: WorkshopHeld, seen: Seen) -> Timetable:
    workshop = table.workshops.get(fact.workshop)
    if not isinstance(workshop, Announced):
        return table
    here = sorted(
        person
        for person, record in workshop.attendance.items()
        if table.records[record].state in THERE
    )
    table = put(table, fact.workshop, replace(workshop, held=seen.index))
    for k, person in enumerate(here, 1):
        table = owe_certificate(table, person, fact.workshop, seen, k)
    return table


def enrolled(table: Timetable, fact: Enrolment, seen: Seen) -> Timetable:
    workshop = table.workshops.get(fact.workshop)
    if not isinstance(workshop, Announced):
        return table
    places = workshop.places
    match fact:
        case ParticipantEnrolled() | EnrolmentPromoted():
            places = places.take(fact.person)
        case EnrolmentQueued():
            places = places.wait(fact.person)
        case EnrolmentCancelled():
            places = places.leave(fact.person)
            table = table.but(pending=done(table, seen))
    return put(table, fact.workshop, replace(workshop, places=places))


def _end(start: datetime, minutes: int) -> datetime:
    return start + timedelta(minutes=minutes)


def _points(bands: tuple[Band, ...]) -> HashTrieMap[int, int]:
    return HashTrieMap({band.hours_east: band.points for band in bands})


def _borne(table: Timetable, programme: str, bands: tuple[Band, ...]) -> Timetable:
    carry = table.carry
    for band in bands:
        carry = carry.insert((programme, band.hours_east), band.carry)
    return table.but(carry=carry)


def _unborne(table: Timetable, workshop: Announced) -> Timetable:
    carry = table.carry
    for band, points in workshop.points.items():
        key = (workshop.plan.programme, band)
        carry = carry.insert(key, carry[key] - points)
    return table.but(carry=carry)
