"""What each fact changes."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace
from typing import assert_never

from baraza.decider import Seen
from baraza.forms.v1.heard import (
    BodyRegistered,
    ErasureRequested,
    MandateChanged,
    RulesDrafted,
    RulesInForce,
    SeatGranted,
)
from baraza.forms.v1.messages import PersonErased
from baraza.forms.v1.role import Role
from baraza.scheduling import messages as m
from baraza.scheduling.domain.v1.evolving import owed, pairs, records, workshops
from baraza.scheduling.domain.v1.facts import Known
from baraza.scheduling.domain.v1.plan import Published
from baraza.scheduling.domain.v1.state import Planned, Timetable
from baraza.scheduling.inbox import (
    Foreign,
    PersonRegistered,
    RelationshipChanged,
    RelationshipEnded,
    RelationshipStarted,
    RoleEnded,
    RoleGranted,
    StageEntered,
)


def evolve(table: Timetable, fact: Known, seen: Seen) -> Timetable:  # noqa: PLR0912 - all facts
    match fact:
        case m.WorkshopPlanned():
            return workshops.put(table, fact.workshop, Planned(fact))
        case m.OfferMade():
            return workshops.offered(table, fact)
        case m.OfferAnswered():
            return workshops.answered(table, fact)
        case m.WorkshopAnnounced():
            return workshops.announced(table, fact)
        case m.WorkshopChanged():
            return workshops.changed(table, fact)
        case m.WorkshopCancelled():
            return workshops.cancelled(table, fact)
        case m.TrainerSought():
            return workshops.sought(table, fact, seen)
        case m.TrainerReleased():
            return workshops.released(table, fact, seen)
        case m.WorkshopHeld():
            return workshops.held(table, fact, seen)
        case (
            m.ParticipantEnrolled()
            | m.EnrolmentQueued()
            | m.EnrolmentCancelled()
            | m.EnrolmentPromoted()
        ):
            return workshops.enrolled(table, fact, seen)
        case m.SeriesPlanned():
            return table.but(series=table.series.insert(fact.series, fact))
        case m.PlanPublished():
            last = table.plans.get(fact.programme) or Published(0, seen.time)
            plan = last.next(fact.differences, seen.time)
            return table.but(plans=table.plans.insert(fact.programme, plan))
        case m.SessionBooked():
            return pairs.booked(table, fact)
        case m.SessionChanged():
            return pairs.session_changed(table, fact)
        case m.RecordMade():
            return records.recorded(table, fact, seen)
        case m.RecordSettled():
            return records.settled(table, fact)
        case m.RecordMissing():
            return records.missing(table, fact)
        case m.CompletionCertified():
            certified = table.certified.insert((fact.workshop, fact.person), fact.certificate)
            return table.but(certified=certified, pending=owed.done(table, seen))
        case m.TrainerCertified():
            had = table.certificates.get(fact.person, ())
            certificates = table.certificates.insert(fact.person, (*had, fact))
            return table.but(certificates=certificates)
        case m.AvailabilityStated():  # the hours themselves lie in the vault
            said = (seen.id.rpartition(".")[0], fact.from_on)
            stated = (*table.stated.get(fact.person, ()), said)
            return table.but(stated=table.stated.insert(fact.person, stated))
        case PersonErased():
            return _erased(table, fact, seen)
        case m.StateAttested():
            return table
        case ErasureRequested():
            return owed.owe_erasure(table, fact.person, seen)
        case BodyRegistered() | SeatGranted() | MandateChanged() | RulesDrafted() | RulesInForce():
            return table.but(book=table.book.learn(fact, seen))
        case _:
            return _heard(table, fact, seen)


def _erased(table: Timetable, fact: PersonErased, seen: Seen) -> Timetable:
    table = table.but(
        erased=table.erased.insert(fact.pseudonym, True),
        stated=table.stated.discard(fact.pseudonym),
        pending=owed.done(table, seen),
    )
    return owed.owe_places(table, fact.pseudonym, seen)


def _heard(table: Timetable, fact: Foreign, seen: Seen) -> Timetable:
    match fact:
        case PersonRegistered(person=person, zone_band=band):
            people = table.people.insert(person, band)
            bands = table.bands.insert(band, table.bands.get(band, 0) + 1)
            return table.but(people=people, bands=bands)
        case RoleGranted(role="trainer"):
            role = Role(fact.role, fact.person, fact.starts_on, fact.ends_on)
            trainers = table.trainers.insert((fact.person, fact.programme), role)
            return table.but(trainers=trainers)
        case RoleEnded(role="trainer", person=person, programme=programme):
            return _trains_no_more(table, person, programme, seen)
        case RoleGranted() | RoleEnded():
            return table
        case StageEntered(person=person, programme=programme):
            key = (person, programme)
            staged = table.staged.insert(key, table.staged.get(key, 0) + 1)
            return table.but(staged=staged)
        case RelationshipStarted():
            return pairs.started(table, fact, seen)
        case RelationshipChanged():
            return pairs.changed(table, fact)
        case RelationshipEnded():
            return pairs.ended(table, fact, seen)
        case _:
            assert_never(fact)


def _trains_no_more(table: Timetable, person: str, programme: str | None, seen: Seen) -> Timetable:
    key = (person, programme)
    if key in table.trainers:
        ended = replace(table.trainers[key], state="ended")
        table = table.but(trainers=table.trainers.insert(key, ended))
    return owed.owe_trainers(table, person, programme, seen)
