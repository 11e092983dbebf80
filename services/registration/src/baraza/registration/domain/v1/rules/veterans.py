"""Veterans: whoever steps down is asked what comes next, reminded twice, and may return (R32)."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import any_mandate, may
from baraza.forms.v1.offer import answer_offer
from baraza.registration.domain.v1.leaving import running_programme
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.state import RoleOffer, State
from baraza.registration.messages import (
    AnswerOffer,
    Fact,
    OfferAnswered,
    OfferEnded,
    OfferMade,
    OfferReminded,
    OfferRole,
    RoleGranted,
)

ANSWER_DAYS = 30
LATE_DAYS = 365
"""How long after it expired a yes is still welcome."""


def veteran_offer(offer: str, person: str, programme: str | None, at: datetime) -> OfferMade:
    return OfferMade(
        kind="veteran",
        offer=offer,
        person=person,
        programme=programme,
        choices=("mentor", "trainer", "adviser", "rest"),
        answer_by=at + timedelta(days=ANSWER_DAYS),
    )


def ask_veteran(state: State, command: OfferRole, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By an operator. 2. Somebody who is here, and did not ask to be left alone. 3. Not while
    another such offer waits.
    """
    # 1.
    if command.programme is None:
        wrong = any_mandate(state.book, asked, "operate")
    else:
        wrong = may(state.book, asked, "operate", command.programme)
    if wrong:
        return wrong
    # 2.
    person = state.people.get(command.person)
    if person is None:
        return Refused("unknown_entity")
    if person.no_contact:
        return Refused("wrong_state")
    # 3.
    last = state.offered.get(("veteran", "", command.person))
    if last is not None and state.offers[last].offer.ended is None:
        return Refused("already_done")
    wanted = command.programme or running_programme(state)
    return [veteran_offer(command.offer, command.person, wanted, asked.time)]


def answer_veteran(
    state: State, command: AnswerOffer, held: RoleOffer, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. Whoever was asked. 2. In time; a yes also later, within a year of silence. An adviser
    begins at once, a mentor or trainer when what the role needs is there.
    """
    # 1.
    offer, late = held.offer, held.offer.ended == "expired" and command.answer == "accept"
    if late:
        # 2.
        wrong = None if is_self(asked, offer.person) else Refused("not_concerned")
        if wrong is None and offer.answer is not None:
            wrong = Refused("already_done")
        if wrong is None and asked.time >= offer.answer_by + timedelta(days=LATE_DAYS):
            wrong = Refused("too_late")
    else:
        who = asked.actor.removeprefix("person.")
        wrong = answer_offer(offer, who, command.answer, asked.time)
    if wrong:
        return wrong
    answered: list[Fact] = [said(OfferAnswered, command)]
    if not late:
        how = "taken" if command.answer == "accept" else "declined"
        answered.append(said(OfferEnded, command, how=how))
    return [*answered, *_adviser(state, command, held, asked)]


def _adviser(state: State, command: AnswerOffer, held: RoleOffer, asked: Asked) -> Sequence[Fact]:
    """Where a programme runs that can be advised, and one is not its adviser already."""
    programme = held.programme or running_programme(state)
    if command.choice != "adviser" or programme is None:
        return []
    today, role = asked.time.date().isoformat(), state.roles.get(("adviser", command.person))
    if role is not None and role.runs(today):
        return []
    return [
        RoleGranted(role="adviser", person=command.person, programme=programme, starts_on=today)
    ]


def remind(state: State, offer: str) -> OfferReminded:
    held = state.offers[offer]
    return OfferReminded(
        kind="veteran", offer=offer, person=held.offer.person, number=held.reminded + 1
    )
