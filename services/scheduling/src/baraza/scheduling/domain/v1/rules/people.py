"""People at workshops: places and the queue, and when somebody is free."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self, ours
from baraza.forms.v1.book import may
from baraza.scheduling.domain.v1 import horizon
from baraza.scheduling.domain.v1.rules.leading import announced
from baraza.scheduling.domain.v1.state import Announced, Timetable
from baraza.scheduling.messages import (
    AvailabilityStated,
    CancelEnrolment,
    EnrolInWorkshop,
    EnrolmentCancelled,
    EnrolmentPromoted,
    EnrolmentQueued,
    Fact,
    ParticipantEnrolled,
    StateAvailability,
)


def enrol(table: Timetable, command: EnrolInWorkshop, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By oneself or an operator. 2. Announced, firm, not begun. 3. Open to this person.

    4. Once. Then the place, or the queue (I32).
    """
    known = table.workshops.get(command.workshop)
    if known is None or command.person not in table.people:
        return Refused("unknown_entity")
    # 1.
    if not is_self(asked, command.person):
        if asked.actor.startswith("person.") and asked.acting_as == "self":
            return Refused("not_concerned")
        if wrong := may(table.book, asked, "operate", known.plan.programme):
            return wrong
    # 2.
    workshop = announced(table, command.workshop)
    if isinstance(workshop, Refused):
        return workshop
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


def cancel_enrolment(
    table: Timetable, command: CancelEnrolment, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. For oneself, or for somebody who was erased. 2. Announced, and not begun.

    3. Of a place or a wait for one; whoever waits first has the place in the same decision (I32).
    """
    # 1.
    if not is_self(asked, command.person) and ours(asked, "scheduling"):
        return Refused("not_concerned")
    # 2.
    workshop = announced(table, command.workshop)
    if isinstance(workshop, Refused):
        return workshop
    if asked.time >= workshop.start:
        return Refused("too_late")
    # 3.
    places = workshop.places
    if not places.holds(command.person) and command.person not in places.queue:
        return Refused("not_enrolled")
    facts: list[Fact] = [EnrolmentCancelled(**dict(command))]
    promoted = places.leave(command.person).first_waiting()
    if promoted is not None:
        facts.append(EnrolmentPromoted(workshop=command.workshop, person=promoted))
    return facts


def state_availability(
    table: Timetable, command: StateAvailability, asked: Asked
) -> Sequence[Fact] | Refused:
    """A registered person says for themselves when they are free."""
    if not is_self(asked, command.person):
        return Refused("not_concerned")
    if command.person not in table.people:
        return Refused("unknown_entity")
    return [AvailabilityStated(**dict(command))]
