"""Teaching: a trainer offers to lead, the coordinator answers; one is lost, another is sought."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self, ours
from baraza.forms.v1.book import may
from baraza.forms.v1.offer import answer_offer
from baraza.scheduling.domain.v1.kinds import TEACHING_ANSWER
from baraza.scheduling.domain.v1.state import Announced, Cancelled, Planned, Timetable
from baraza.scheduling.messages import (
    AnswerOffer,
    Fact,
    OfferAnswered,
    OfferMade,
    OfferTeaching,
    ReleaseTrainer,
    SeekTrainer,
    TrainerReleased,
    TrainerSought,
)


def offer_teaching(
    table: Timetable, command: OfferTeaching, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. For oneself. 2. A workshop that is still planned, or has lost its leader.

    3. By a trainer. 4. Once.
    """
    # 1.
    if not is_self(asked, command.person):
        return Refused("not_concerned")
    # 2.
    workshop = _ahead(table, command.workshop, asked)
    if isinstance(workshop, Refused):
        return workshop
    if isinstance(workshop, Announced) and workshop.leader is not None:
        return Refused("wrong_state")
    # 3.
    if not table.trains(command.person, workshop.plan.programme, asked.time):
        return Refused("trainer_not_authorised")
    # 4.
    made = table.teaching.get((command.workshop, command.person))
    open_still = made is not None and made.ended is None and asked.time < made.answer_by
    if open_still or (made is not None and made.ended == "taken"):
        return Refused("already_done")
    answer_by = asked.time + TEACHING_ANSWER
    return [OfferMade(workshop=command.workshop, person=command.person, answer_by=answer_by)]


def answer_teaching(
    table: Timetable, command: AnswerOffer, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. An operator answers. 2. An open offer, in time. 3. Yes: nobody leads it yet.

    4. And the trainer still may.
    """
    workshop = table.workshops.get(command.workshop)
    if workshop is None:
        return Refused("unknown_entity")
    # 1.
    if wrong := may(table.book, asked, "operate", workshop.plan.programme):
        return wrong
    # 2.
    offer = table.teaching.get((command.workshop, command.person))
    if wrong := answer_offer(offer, command.person, command.answer, asked.time):
        return wrong
    if command.answer == "accept":
        # 3.
        if isinstance(workshop, Cancelled) or workshop.leader is not None:
            return Refused("wrong_state")
        # 4.
        if not table.trains(command.person, workshop.plan.programme, asked.time):
            return Refused("trainer_not_authorised")
    return [OfferAnswered(**dict(command))]


def seek_trainer(table: Timetable, command: SeekTrainer, asked: Asked) -> Sequence[Fact] | Refused:
    """1. A workshop that has not begun. 2. Its leader, an operator or scheduling itself asks.

    3. For one of its capacities, once.
    """
    # 1.
    workshop = _ahead(table, command.workshop, asked)
    if isinstance(workshop, Refused):
        return workshop
    # 2.
    if wrong := _concerned(table, workshop, asked):
        return wrong
    # 3.
    if command.capacity not in workshop.plan.capacities:
        return Refused("unknown_entity")
    if workshop.sought == command.capacity:
        return Refused("already_done")
    return [TrainerSought(**dict(command), programme=workshop.plan.programme)]


def release_trainer(
    table: Timetable, command: ReleaseTrainer, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. A workshop that has not begun. 2. Its leader, an operator or scheduling itself asks.

    3. Somebody leads it.
    """
    # 1.
    workshop = _ahead(table, command.workshop, asked)
    if isinstance(workshop, Refused):
        return workshop
    # 2.
    if wrong := _concerned(table, workshop, asked):
        return wrong
    # 3.
    if workshop.leader is None:
        return Refused("already_done")
    return [TrainerReleased(**dict(command), person=workshop.leader)]


def _ahead(table: Timetable, name: str, asked: Asked) -> Planned | Announced | Refused:
    """A workshop that may still get another leader."""
    workshop = table.workshops.get(name)
    if workshop is None:
        return Refused("unknown_entity")
    if isinstance(workshop, Cancelled):
        return Refused("wrong_state")
    if isinstance(workshop, Announced) and asked.time >= workshop.start:
        return Refused("too_late")
    return workshop


def _concerned(table: Timetable, workshop: Planned | Announced, asked: Asked) -> Refused | None:
    """Whoever leads it, runs the programme, or is scheduling itself. None: one of these."""
    if workshop.leader is not None and is_self(asked, workshop.leader):
        return None
    if not ours(asked, "scheduling"):
        return None
    return may(table.book, asked, "operate", workshop.plan.programme)
