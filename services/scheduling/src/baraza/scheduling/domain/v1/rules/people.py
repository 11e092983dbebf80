"""People at workshops: places and the queue, who was there, certificates, availability."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self, ours
from baraza.forms.v1.book import may
from baraza.forms.v1.record import settle_record
from baraza.scheduling.domain.v1 import horizon
from baraza.scheduling.domain.v1.kinds import RECORDS, THERE
from baraza.scheduling.domain.v1.state import Announced, Planned, Timetable
from baraza.scheduling.messages import (
    AvailabilityStated,
    Certify,
    CompletionCertified,
    EnrolInWorkshop,
    EnrolmentQueued,
    Fact,
    MakeRecord,
    ParticipantEnrolled,
    RecordMade,
    RecordSettled,
    SettleRecord,
    StateAvailability,
)


def enrol(table: Timetable, command: EnrolInWorkshop, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By oneself or an operator. 2. Announced, firm, not begun. 3. Open to this person.

    4. Once. Then the place, or the queue (I32).
    """
    workshop = table.workshops.get(command.workshop)
    if workshop is None or command.person not in table.people:
        return Refused("unknown_entity")
    # 1.
    if not is_self(asked, command.person):
        if asked.actor.startswith("person.") and asked.acting_as == "self":
            return Refused("not_concerned")
        if wrong := may(table.book, asked, "operate", workshop.plan.programme):
            return wrong
    # 2.
    if isinstance(workshop, Planned):
        return Refused("wrong_state")
    if asked.time >= workshop.start:
        return Refused("too_late")
    if not horizon.firm(workshop.start.date(), asked.time):
        return Refused("too_early", numbers={"months": horizon.FIRM_MONTHS})
    # 3.
    if not _open_to(table, workshop, command.person):
        return Refused("stage_not_reached")
    # 4.
    places = workshop.places
    if places.holds(command.person) or command.person in places.queue:
        return Refused("already_done")
    if places.free > 0:
        return [ParticipantEnrolled(**dict(command))]
    return [EnrolmentQueued(**dict(command), place=len(places.queue) + 1)]


def _open_to(table: Timetable, workshop: Announced, person: str) -> bool:
    """A mentor training is open to all, a skills workshop to who takes part in the programme."""
    plan = workshop.plan
    return plan.purpose != "skills" or (person, plan.programme) in table.staged


def make_record(table: Timetable, command: MakeRecord, asked: Asked) -> Sequence[Fact] | Refused:
    """1. An announced workshop. 2. Its leader says who was there. 3. Not before the start.

    4. Of somebody who had a place. 5. Once, unless the last record was disputed.
    """
    # 1.
    workshop = table.workshops.get(command.workshop or "")
    if workshop is None:
        return Refused("unknown_entity")
    if isinstance(workshop, Planned):
        return Refused("wrong_state")
    # 2.
    if not is_self(asked, workshop.leader):
        return Refused("not_the_leader")
    # 3.
    if asked.time < workshop.start:
        return Refused("too_early")
    # 4.
    if not workshop.places.holds(command.person):
        return Refused("not_enrolled")
    # 5.
    made = workshop.attendance.get(command.person)
    if command.record in table.records:
        return Refused("already_done")
    if made is not None and table.records[made].record.outcome != "disputed":
        return Refused("already_done")
    return [RecordMade(**dict(command))]


def settle_attendance(
    table: Timetable, command: SettleRecord, asked: Asked
) -> Sequence[Fact] | Refused:
    """The person may dispute what the leader recorded, until silence has settled it."""
    attendance = table.records.get(command.record)
    record = attendance.record if attendance else None
    if wrong := settle_record(record, RECORDS, asked.actor, command.outcome):
        return wrong
    if record is None or not is_self(asked, record.person):
        return Refused("not_concerned")
    return [
        RecordSettled(
            kind=command.kind,
            record=command.record,
            person=record.person,
            outcome=command.outcome,
        )
    ]


def certify(table: Timetable, command: Certify, asked: Asked) -> Sequence[Fact] | Refused:
    """1. Only the process manager certifies. 2. The workshop was held. 3. The person was there.

    4. Once. The certificate cites the entries that show it (R23).
    """
    # 1.
    if wrong := ours(asked, "scheduling"):
        return wrong
    # 2.
    workshop = table.workshops.get(command.workshop)
    if workshop is None:
        return Refused("unknown_entity")
    if isinstance(workshop, Planned) or workshop.held is None:
        return Refused("wrong_state")
    # 3.
    record = workshop.attendance.get(command.person)
    attendance = table.records[record] if record else None
    if attendance is None or attendance.state not in THERE:
        return Refused("criteria_not_met")
    # 4.
    if (command.workshop, command.person) in table.certified:
        return Refused("already_done")
    cited = tuple(sorted((attendance.index, workshop.held)))
    purpose = workshop.plan.purpose
    return [
        CompletionCertified(
            certificate=command.certificate,
            person=command.person,
            workshop=command.workshop,
            purpose=purpose,
            cited=cited,
        )
    ]


def state_availability(
    table: Timetable, command: StateAvailability, asked: Asked
) -> Sequence[Fact] | Refused:
    """A registered person says for themselves when they are free."""
    if not is_self(asked, command.person):
        return Refused("not_concerned")
    if command.person not in table.people:
        return Refused("unknown_entity")
    return [AvailabilityStated(**dict(command))]
