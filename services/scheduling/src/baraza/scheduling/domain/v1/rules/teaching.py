"""Teaching: a trainer offers to lead a workshop, the coordinator answers."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import may
from baraza.forms.v1.offer import answer_offer
from baraza.scheduling.domain.v1.kinds import TEACHING_ANSWER
from baraza.scheduling.domain.v1.state import Planned, Timetable
from baraza.scheduling.messages import (
    AnswerOffer,
    Fact,
    OfferAnswered,
    OfferMade,
    OfferTeaching,
)


def offer_teaching(
    table: Timetable, command: OfferTeaching, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. For oneself. 2. A workshop that is still planned. 3. By a trainer. 4. Once."""
    # 1.
    if not is_self(asked, command.person):
        return Refused("not_concerned")
    # 2.
    workshop = table.workshops.get(command.workshop)
    if workshop is None:
        return Refused("unknown_entity")
    if not isinstance(workshop, Planned):
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
        if not isinstance(workshop, Planned) or workshop.leader is not None:
            return Refused("wrong_state")
        # 4.
        if not table.trains(command.person, workshop.plan.programme, asked.time):
            return Refused("trainer_not_authorised")
    return [OfferAnswered(**dict(command))]
