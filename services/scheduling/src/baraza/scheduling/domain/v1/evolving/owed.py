"""The next steps of scheduling's own processes, as values in the state."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Iterable

from rpds import HashTrieMap

from baraza.decider import Message, Seen, Step, entry_type, made_id, step_id
from baraza.forms.v1.messages import ErasePersonData
from baraza.scheduling.domain.v1.state import Announced, Cancelled, Timetable
from baraza.scheduling.messages import CancelEnrolment, Certify, ReleaseTrainer, SeekTrainer


def owe(table: Timetable, seen: Seen, asks: Iterable[Message], first: int = 1) -> Timetable:
    """These commands follow from the fact just folded."""
    pending = table.pending
    for k, ask in enumerate(asks, first):
        step = Step.after(seen, "scheduling", ask, k=k)
        pending = pending.insert(step.id, step)
    return table.but(pending=pending)


def done(table: Timetable, seen: Seen) -> HashTrieMap[str, Step]:
    """What is still owed once the decision of this fact stands."""
    return table.pending.discard(seen.id.rpartition(".")[0])


def owe_certificate(table: Timetable, person: str, workshop: str, seen: Seen, k: int) -> Timetable:
    """Certify that this person was there."""
    type_ = entry_type("command", "scheduling", Certify.__name__)
    certificate = made_id(step_id(seen.id, seen.time, type_, k), "certificate", 1)
    ask = Certify(certificate=certificate, person=person, workshop=workshop)
    return owe(table, seen, [ask], k)


def owe_erasure(table: Timetable, person: str, seen: Seen) -> Timetable:
    if person in table.erased:
        return table
    return owe(table, seen, [ErasePersonData(pseudonym=person, ground="requested")])


def owe_places(table: Timetable, person: str, seen: Seen) -> Timetable:
    """Who was erased comes to no workshop any more: others get the places."""
    names = (
        name
        for name in sorted(table.workshops)
        if isinstance(workshop := table.workshops[name], Announced)
        and seen.time < workshop.start
        and (workshop.places.holds(person) or person in workshop.places.queue)
    )
    return owe(table, seen, [CancelEnrolment(workshop=name, person=person) for name in names])


def owe_trainers(table: Timetable, person: str, programme: str | None, seen: Seen) -> Timetable:
    """A trainer's role ended with workshops ahead: somebody else is sought."""
    led = [
        workshop.plan
        for name in sorted(table.workshops)
        if not isinstance(workshop := table.workshops[name], Cancelled)
        and workshop.leader == person
        and programme in {None, workshop.plan.programme}
        and not (isinstance(workshop, Announced) and workshop.start <= seen.time)
    ]
    free = [ReleaseTrainer(workshop=plan.workshop, ground="role_ended") for plan in led]
    seek = [
        SeekTrainer(workshop=plan.workshop, capacity=plan.capacities[0])
        for plan in led
        if plan.capacities
    ]
    return owe(owe(table, seen, free), seen, seek)
