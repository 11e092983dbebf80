"""What each fact changes."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from rpds import HashTrieMap

from baraza.decider import Seen, Step, entry_type, made_id, step_id
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.heard import (
    BodyRegistered,
    MandateChanged,
    RulesDrafted,
    RulesInForce,
    SeatGranted,
)
from baraza.forms.v1.offer import Offer
from baraza.forms.v1.places import Places
from baraza.forms.v1.record import Record
from baraza.forms.v1.role import Role
from baraza.scheduling.domain.v1.kinds import THERE, undisputed_after
from baraza.scheduling.domain.v1.plan import Published
from baraza.scheduling.domain.v1.state import Announced, Attendance, Known, Planned, Timetable
from baraza.scheduling.inbox import PersonRegistered, RoleGranted, StageEntered
from baraza.scheduling.messages import (
    AvailabilityStated,
    Certify,
    CompletionCertified,
    EnrolmentQueued,
    OfferAnswered,
    OfferMade,
    ParticipantEnrolled,
    PlanPublished,
    RecordMade,
    RecordSettled,
    SeriesPlanned,
    WorkshopAnnounced,
    WorkshopHeld,
    WorkshopPlanned,
)


def evolve(table: Timetable, fact: Known, seen: Seen) -> Timetable:  # noqa: PLR0912 - all facts
    match fact:
        case WorkshopPlanned():
            return _put(table, fact.workshop, Planned(fact))
        case OfferMade():
            return _offered(table, fact)
        case OfferAnswered():
            return _answered(table, fact)
        case WorkshopAnnounced():
            return _announced(table, fact)
        case WorkshopHeld():
            return _held(table, fact, seen)
        case SeriesPlanned():
            return replace(table, series=table.series.insert(fact.series, fact))
        case PlanPublished():
            last = table.plans.get(fact.programme) or Published(0, seen.time)
            plan = last.next(fact.differences, seen.time)
            return replace(table, plans=table.plans.insert(fact.programme, plan))
        case ParticipantEnrolled() | EnrolmentQueued():
            return _enrolled(table, fact)
        case RecordMade():
            return _recorded(table, fact, seen)
        case RecordSettled():
            return _settled(table, fact)
        case CompletionCertified():
            return _certified(table, fact, seen)
        case AvailabilityStated():  # the hours lie in the vault; no rule asks for them
            return table
        case PersonRegistered() | RoleGranted() | StageEntered():
            return _heard(table, fact)
        case BodyRegistered() | SeatGranted() | MandateChanged() | RulesDrafted() | RulesInForce():
            return replace(table, book=table.book.learn(fact, seen))
        case _:
            assert_never(fact)


def _put(table: Timetable, name: str, workshop: Planned | Announced) -> Timetable:
    return replace(table, workshops=table.workshops.insert(name, workshop))


def _offered(table: Timetable, fact: OfferMade) -> Timetable:
    offer = Offer("teaching", fact.person, fact.answer_by)
    table = replace(table, teaching=table.teaching.insert((fact.workshop, fact.person), offer))
    match table.workshops.get(fact.workshop):
        case Planned() as planned:
            offers = (*planned.offers, fact.person)
            return _put(table, fact.workshop, replace(planned, offers=offers))
        case _:
            return table


def _answered(table: Timetable, fact: OfferAnswered) -> Timetable:
    key = (fact.workshop, fact.person)
    over = "taken" if fact.answer == "accept" else "declined"
    offer = table.teaching[key].answered(fact.answer).over(over)
    table = replace(table, teaching=table.teaching.insert(key, offer))
    match table.workshops.get(fact.workshop):
        case Planned() as planned if fact.answer == "accept":
            return _put(table, fact.workshop, replace(planned, leader=fact.person))
        case _:
            return table


def _announced(table: Timetable, fact: WorkshopAnnounced) -> Timetable:
    carry = table.carry
    for band in fact.bands:
        carry = carry.insert((fact.programme, band.hours_east), band.carry)
    workshop = Announced(
        plan=table.workshops[fact.workshop].plan,
        leader=fact.leader,
        start=fact.start,
        end=fact.start + timedelta(minutes=fact.minutes),
        places=Places(fact.places),
    )
    return _put(replace(table, carry=carry), fact.workshop, workshop)


def _held(table: Timetable, fact: WorkshopHeld, seen: Seen) -> Timetable:
    workshop = table.workshops.get(fact.workshop)
    if not isinstance(workshop, Announced):
        return table
    here = sorted(
        person
        for person, record in workshop.attendance.items()
        if table.records[record].state in THERE
    )
    table = _put(table, fact.workshop, replace(workshop, held=seen.index))
    for k, person in enumerate(here, 1):
        table = _owe_certificate(table, person, fact.workshop, seen, k)
    return table


def _enrolled(table: Timetable, fact: ParticipantEnrolled | EnrolmentQueued) -> Timetable:
    workshop = table.workshops.get(fact.workshop)
    if not isinstance(workshop, Announced):
        return table
    places = workshop.places
    enrolled = isinstance(fact, ParticipantEnrolled)
    places = places.take(fact.person) if enrolled else places.wait(fact.person)
    return _put(table, fact.workshop, replace(workshop, places=places))


def _recorded(table: Timetable, fact: RecordMade, seen: Seen) -> Timetable:
    name, state = str(fact.workshop), str(fact.state)
    workshop = table.workshops.get(name)
    if not isinstance(workshop, Announced):
        return table
    record = Record(fact.kind, fact.person, f"person.{workshop.leader}")
    attendance = Attendance(record, name, state, seen.index)
    table = replace(table, records=table.records.insert(fact.record, attendance))
    silence = undisputed_after(fact.kind)
    if silence is not None:
        due = Due(seen.time + silence, fact.subject, "undisputed")
        table = replace(table, agenda=table.agenda.put(due))
    of_workshop = workshop.attendance.insert(fact.person, fact.record)
    table = _put(table, name, replace(workshop, attendance=of_workshop))
    if workshop.held is not None and state in THERE:  # recorded late, or corrected
        return _owe_certificate(table, fact.person, name, seen, 1)
    return table


def _settled(table: Timetable, fact: RecordSettled) -> Timetable:
    attendance = table.records[fact.record]
    settled = replace(attendance, record=replace(attendance.record, outcome=fact.outcome))
    return replace(
        table,
        records=table.records.insert(fact.record, settled),
        agenda=table.agenda.close(fact.subject),
    )


def _owe_certificate(table: Timetable, person: str, workshop: str, seen: Seen, k: int) -> Timetable:
    """The next step: certify that this person was there."""
    type_ = entry_type("command", "scheduling", Certify.__name__)
    certificate = made_id(step_id(seen.id, seen.time, type_, k), "certificate", 1)
    ask = Certify(certificate=certificate, person=person, workshop=workshop)
    step = Step.after(seen, "scheduling", ask, k=k)
    return replace(table, pending=table.pending.insert(step.id, step))


def _certified(table: Timetable, fact: CompletionCertified, seen: Seen) -> Timetable:
    command_id = seen.id.rpartition(".")[0]
    certified = table.certified.insert((fact.workshop, fact.person), fact.certificate)
    return replace(table, certified=certified, pending=table.pending.discard(command_id))


def _heard(table: Timetable, fact: PersonRegistered | RoleGranted | StageEntered) -> Timetable:
    match fact:
        case PersonRegistered(person=person, zone_band=band):
            return replace(
                table,
                people=table.people.insert(person, band),
                bands=_one_more(table.bands, band),
            )
        case RoleGranted(role="trainer"):
            role = Role(fact.role, fact.person, fact.starts_on, fact.ends_on)
            trainers = table.trainers.insert((fact.person, fact.programme), role)
            return replace(table, trainers=trainers)
        case RoleGranted():
            return table
        case StageEntered(person=person, programme=programme):
            key = (person, programme)
            staged = table.staged.insert(key, table.staged.get(key, 0) + 1)
            return replace(table, staged=staged)
        case _:
            assert_never(fact)


def _one_more(bands: HashTrieMap[int, int], band: int) -> HashTrieMap[int, int]:
    return bands.insert(band, bands.get(band, 0) + 1)
