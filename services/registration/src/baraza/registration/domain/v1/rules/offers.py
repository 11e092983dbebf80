"""Somebody is invited, nominated, offered a place; and answers in time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

from baraza.decider import Asked, Refused, made_id
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import in_force, may
from baraza.forms.v1.offer import answer_offer
from baraza.registration.domain.v1.offers import next_in_reserve
from baraza.registration.domain.v1.rules.roles import participant
from baraza.registration.domain.v1.rules.veterans import answer_veteran, ask_veteran
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.state import Intake, RoleOffer, State
from baraza.registration.domain.v1.texts import Pools, read
from baraza.registration.domain.v1.who import operator
from baraza.registration.messages import (
    AnswerOffer,
    Fact,
    NominatePerson,
    OfferAnswered,
    OfferEnded,
    OfferMade,
    OfferRole,
)


def offer_role(state: State, command: OfferRole, asked: Asked) -> Sequence[Fact] | Refused:
    if command.offer in state.offers:
        return Refused("already_done")
    if command.kind == "veteran":
        return ask_veteran(state, command, asked)
    intake = state.intakes.get(command.intake or "")
    if intake is None or command.person not in state.people:
        return Refused("unknown_entity")
    if command.kind == "invitation":
        return _invite(state, command, intake, asked)
    return _appealed(state, command, intake, asked)


def _invite(
    state: State, command: OfferRole, intake: Intake, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. By an operator. 2. In a campaign that runs. 3. Once. 4. One of its pool now (I20)."""
    # 1.
    if wrong := operator(state.book, asked, intake.programme):
        return wrong
    # 2.
    campaign = state.campaigns.get(command.campaign or "")
    if campaign is None or campaign.intake != command.intake:
        return Refused("unknown_entity")
    until = min(campaign.closes, intake.closes)
    if asked.time >= until:
        return Refused("too_late")
    # 3.
    if ("invitation", command.intake, command.person) in state.offered:
        return Refused("already_done")
    # 4.
    text = in_force(state.book, "pools", intake.programme, asked.time)
    pool = read(Pools, text.rules).of(campaign.pool) if text else None
    if text is None or pool is None:
        return Refused("not_adopted")
    if state.support(command.person, pool, asked.time) is None:
        return Refused("not_in_pool", rule=text.rule)
    return [said(OfferMade, command, answer_by=until, pool=campaign.pool)]


def _appealed(
    state: State, command: OfferRole, intake: Intake, asked: Asked
) -> Sequence[Fact] | Refused:
    """A place for whoever's appeal against the selection was upheld: one more, not another's.

    It has the id of this person's place whatever the ask calls it, as one from the reserve has:
    of two decisions that would make it side by side, one is told that it came second.
    """
    if wrong := may(state.book, asked, "select", intake.programme):
        return wrong
    about = state.appeals.get(command.matter or "")
    settled = None if about is None else state.settled.get(about)
    if settled != (command.intake, command.person) or intake.role != "participant":
        return Refused("no_upheld_appeal")
    if ("place", command.intake, command.person) in state.offered:
        return Refused("already_done")
    return [
        said(
            OfferMade,
            command,
            offer=place_id(command.intake or "", command.person),
            campaign=None,
            answer_by=answer_by(intake, asked.time),
        )
    ]


def nominate_person(
    state: State, command: NominatePerson, asked: Asked
) -> Sequence[Fact] | Refused:
    """Any registered person may name somebody else, while the intake is open."""
    intake = state.intakes.get(command.intake)
    kind, _, nominator = asked.actor.partition(".")
    if intake is None or command.person not in state.people:
        return Refused("unknown_entity")
    if kind != "person" or nominator not in state.people:
        return Refused("not_concerned")
    if nominator == command.person:
        return Refused("self_nomination")
    if not intake.is_open(asked.time):
        return Refused("too_early" if asked.time < intake.opens else "too_late")
    if ("nomination", command.intake, command.person) in state.offered:
        return Refused("already_done")
    return [said(OfferMade, command, answer_by=intake.closes, nominated_by=nominator)]


def answer(state: State, command: AnswerOffer, asked: Asked) -> Sequence[Fact] | Refused:
    """A place is taken or passed on at once; other answers may be undone in time."""
    held = state.offers.get(command.offer)
    if held is not None and held.offer.kind != command.kind:
        return Refused("unknown_entity")
    if held is not None and not _own(held, command, asked):
        return Refused("not_concerned")
    if held is not None and held.offer.kind == "veteran":
        return answer_veteran(state, command, held, asked)
    wrong = answer_offer(held.offer if held else None, command.person, command.answer, asked.time)
    if held is None or wrong:
        return wrong or Refused("unknown_entity")
    if command.kind != "place":
        return [said(OfferAnswered, command)]
    return _answer_place(state, command, held, asked)


def _own(held: RoleOffer, command: AnswerOffer, asked: Asked) -> bool:
    """Somebody who was asked answers, and in their own name."""
    person = held.offer.person
    return is_self(asked, person) and command.person == person


def _answer_place(
    state: State, command: AnswerOffer, held: RoleOffer, asked: Asked
) -> Sequence[Fact] | Refused:
    answered = said(OfferAnswered, command)
    if command.answer == "decline":
        person = command.person
        return [answered, *given_up(state, command.offer, person, held, "declined", asked)]
    begun = participant(state, command.person, state.intakes[held.intake].programme, asked)
    if isinstance(begun, Refused):
        return begun
    return [answered, said(OfferEnded, command, how="taken"), *begun]


def given_up(
    state: State,
    offer: str,
    person: str,
    held: RoleOffer,
    how: Literal["declined", "expired"],
    asked: Asked,
) -> list[Fact]:
    """The place goes to the next in reserve, in the same decision; an appealed one lapses, and
    any with the programme."""
    over = OfferEnded(kind="place", offer=offer, person=person, how=how)
    lapses = held.matter or state.programmes[state.intakes[held.intake].programme].ended
    following = None if lapses else next_in_reserve(state, held.intake)
    if following is None:
        return [over]
    return [over, place(state, held.intake, following, asked.time)]


def place(state: State, intake: str, person: str, at: datetime) -> OfferMade:
    """One place for one person: the id is theirs, so that two decisions cannot both make it."""
    cycle = state.intakes[intake]
    return OfferMade(
        kind="place",
        offer=place_id(intake, person),
        person=person,
        intake=intake,
        pool=cycle.candidates[person].pool,
        answer_by=answer_by(cycle, at),
    )


def place_id(intake: str, person: str) -> str:
    return made_id(f"{intake}{person}", "place", 1)


def answer_by(intake: Intake, at: datetime) -> datetime:
    return at + timedelta(days=intake.criteria.answer_days)
