"""Certificates: who completed a workshop, and who may teach."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Sequence
from datetime import date, datetime

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.book import in_force
from baraza.scheduling.domain.v1 import horizon
from baraza.scheduling.domain.v1.kinds import THERE
from baraza.scheduling.domain.v1.rules.leading import announced
from baraza.scheduling.domain.v1.state import Announced, Made, Timetable
from baraza.scheduling.messages import Certify, CompletionCertified, Fact, TrainerCertified


def certify(table: Timetable, command: Certify, asked: Asked) -> Sequence[Fact] | Refused:
    """That somebody completed a workshop, or may teach: each has its own rule."""
    if command.kind == "trainer":
        return _trainer(table, command, asked)
    return _completion(table, command, asked)


def _completion(table: Timetable, command: Certify, asked: Asked) -> Sequence[Fact] | Refused:
    """1. Only the process manager certifies. 2. The workshop was held. 3. The person was there.

    4. Once. The certificate cites the entries that show it (R23).
    """
    # 1.
    if wrong := ours(asked, "scheduling"):
        return wrong
    # 2.
    workshop = _held(table, command.workshop)
    if isinstance(workshop, Refused):
        return workshop
    # 3.
    attendance = _was_there(table, workshop, command.person)
    if attendance is None:
        return Refused("criteria_not_met")
    # 4.
    if (command.workshop, command.person) in table.certified:
        return Refused("already_done")
    return [
        CompletionCertified(
            certificate=command.certificate,
            person=command.person,
            workshop=command.workshop,
            purpose=workshop.plan.purpose,
            cited=tuple(sorted((attendance.index, int(workshop.held or 0)))),
        )
    ]


def _trainer(table: Timetable, command: Certify, asked: Asked) -> Sequence[Fact] | Refused:
    """1. The workshop was held. 2. Whoever certifies teaches today, by a live certificate or as one
    of the first trainers. 3. No circle closes (I34). 4. The person was there. 5. It begins now and
    ends within the horizon. 6. Once for this workshop.
    """
    # 1.
    workshop = _held(table, command.workshop)
    if isinstance(workshop, Refused):
        return workshop
    # 2.
    kind, _, by = asked.actor.partition(".")
    programme = workshop.plan.programme
    depth = depth_of(table, by, programme, asked.time)
    if kind != "person" or depth is None or not table.trains(by, programme, asked.time):
        return Refused("certifier_not_live")
    # 3.
    if command.person == by or command.person in chain(table, by):
        return Refused("would_be_cycle")
    # 4.
    if _was_there(table, workshop, command.person) is None:
        return Refused("criteria_not_met")
    # 5.
    until = date.fromisoformat(str(command.until))
    if until < asked.time.date():
        return Refused("too_late")
    if until > horizon.last_day(asked.time):
        return Refused("beyond_horizon", numbers={"months": horizon.HORIZON_MONTHS})
    # 6.
    had = table.certificates.get(command.person, ())
    if command.workshop in {one.workshop for one in had}:
        return Refused("already_done")
    return [
        TrainerCertified(
            certificate=command.certificate,
            person=command.person,
            by=by,
            workshop=command.workshop,
            capacities=command.capacities,
            until=str(command.until),
            depth=depth + 1,
        )
    ]


def _held(table: Timetable, name: str) -> Announced | Refused:
    workshop = announced(table, name)
    if isinstance(workshop, Announced) and workshop.held is None:
        return Refused("wrong_state")
    return workshop


def _was_there(table: Timetable, workshop: Announced, person: str) -> Made | None:
    record = workshop.attendance.get(person)
    made = table.records[record] if record else None
    return made if made is not None and made.state in THERE else None


def depth_of(table: Timetable, person: str, programme: str, at: datetime) -> int | None:
    """How far from the first trainers somebody who may certify stands; None: they may not."""
    text = in_force(table.book, "first_trainers", programme, at)
    if text is not None and person in text.rules["trainers"]:
        return 0
    day = at.date().isoformat()
    live = [one.depth for one in table.certificates.get(person, ()) if day <= one.until]
    return min(live, default=None)


def chain(table: Timetable, person: str) -> frozenset[str]:
    """Everybody on whose word it rests that this person may teach."""
    met: set[str] = set()
    left = [person]
    while left:
        for one in table.certificates.get(left.pop(), ()):
            if one.by not in met:
                met.add(one.by)
                left.append(one.by)
    return frozenset(met)
