"""What facts of an offer change: invitations, nominations, places."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from baraza.decider import Seen
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.offer import Offer
from baraza.registration import messages as m
from baraza.registration.domain.v1 import steps
from baraza.registration.domain.v1.state import Campaign, Intake, RoleOffer, State

EXPIRES, REMINDS = "offer_expires", "offer_reminds"
REMIND_DAYS = (10, 20)
NO_CONTACT = "no_contact"
"""The ground of a veteran who wants no further offer."""


def made(state: State, fact: m.OfferMade, seen: Seen) -> State:
    offer = RoleOffer(
        Offer(fact.kind, fact.person, fact.answer_by),
        fact.intake or "",
        fact.campaign,
        fact.matter,
        fact.nominated_by,
        fact.programme,
    )
    state = replace(
        _put(state, fact.offer, offer),
        offered=state.offered.insert((fact.kind, offer.intake, fact.person), fact.offer),
        agenda=state.agenda.put(_due(fact, offer)),
    )
    if fact.kind == "place":
        return _passed(state, offer.intake)
    if fact.kind == "veteran":
        return _to_be_reminded(state, fact, seen)
    return _counted(state, fact.campaign, invited=1)


def _to_be_reminded(state: State, fact: m.OfferMade, seen: Seen) -> State:
    agenda = state.agenda
    for days in REMIND_DAYS:
        agenda = agenda.put(Due(seen.time + timedelta(days=days), fact.subject, REMINDS))
    return replace(state, agenda=agenda)


def reminded(state: State, fact: m.OfferReminded, _: Seen) -> State:
    """The next reminder in time is done."""
    held = state.offers[fact.offer]
    state = _put(state, fact.offer, replace(held, reminded=fact.number))
    waiting = [d for d in state.agenda.about.get(fact.subject, ()) if d.what == REMINDS]
    return replace(state, agenda=state.agenda.drop(min(waiting))) if waiting else state


def answered(state: State, fact: m.OfferAnswered, seen: Seen) -> State:
    """An answer is waited for no longer; undone, it is waited for again."""
    held = state.offers[fact.offer]
    if fact.kind == "veteran":
        return _veteran(state, fact, held, seen)
    before, now = held.offer.answer, None if fact.answer == "undo" else fact.answer
    due = _due(fact, held)
    agenda = state.agenda.put(due) if now is None else state.agenda.drop(due)
    state = _put(state, fact.offer, replace(held, offer=replace(held.offer, answer=now)))
    return _counted(
        replace(state, agenda=agenda),
        held.campaign,
        answered=(now is not None) - (before is not None),
        accepted=(now == "accept") - (before == "accept"),
    )


def _veteran(state: State, fact: m.OfferAnswered, held: RoleOffer, seen: Seen) -> State:
    """Whoever comes back as a mentor may have all that the role needs already."""
    answered = replace(held, offer=replace(held.offer, answer=fact.answer), choice=fact.choice)
    state = _put(state, fact.offer, answered)
    if fact.choice is None:
        person = replace(state.people[fact.person], no_contact=fact.ground == NO_CONTACT)
        return state.put_person(fact.person, person)
    state = replace(state, veterans=state.veterans.insert(fact.person, fact.choice))
    for role, programme, _ in state.people[fact.person].terms:
        if role == "mentor" and fact.choice == "mentor":
            state = steps.owe_mentor(state, fact.person, programme, seen)
    return state


def ended(state: State, fact: m.OfferEnded, _: Seen) -> State:
    held = state.offers[fact.offer]
    state = _put(state, fact.offer, replace(held, offer=held.offer.over(fact.how)))
    return replace(state, agenda=state.agenda.close(fact.subject))


def next_in_reserve(state: State, intake: str) -> str | None:
    """Who is offered the place that somebody gave up: by rank, nobody twice (I32)."""
    cycle = state.intakes[intake]
    ranking = cycle.ranking or ()
    at = _next(state, intake, cycle)
    following = ranking[at] if at < len(ranking) else None
    return following.person if following and following.outcome == "reserve" else None


def _passed(state: State, intake: str) -> State:
    """Whoever stands next in reserve and has been offered a place is passed over for good."""
    cycle = state.intakes[intake]
    return state.put_intake(intake, replace(cycle, reserve_from=_next(state, intake, cycle)))


def _next(state: State, intake: str, cycle: Intake) -> int:
    ranking, at = cycle.ranking or (), cycle.reserve_from
    while at < len(ranking) and _out(state, intake, ranking[at].person):
        at += 1
    return at


def _out(state: State, intake: str, person: str) -> bool:
    """Somebody who was offered a place already, or asked to be forgotten."""
    return ("place", intake, person) in state.offered or person in state.erasures


def _counted(
    state: State, campaign: str | None, *, invited: int = 0, answered: int = 0, accepted: int = 0
) -> State:
    """A campaign's yield, counted as it comes in."""
    held = state.campaigns.get(campaign) if campaign else None
    if campaign is None or held is None:
        return state
    counted: Campaign = replace(
        held,
        invited=held.invited + invited,
        answered=held.answered + answered,
        accepted=held.accepted + accepted,
    )
    return replace(state, campaigns=state.campaigns.insert(campaign, counted))


def _put(state: State, id_: str, offer: RoleOffer) -> State:
    return replace(state, offers=state.offers.insert(id_, offer))


def _due(fact: m.OfferMade | m.OfferAnswered, held: RoleOffer) -> Due:
    return Due(held.offer.answer_by, fact.subject, EXPIRES)


CHANGES: Mapping[Any, Callable[[State, Any, Seen], State]] = {
    m.OfferMade: made,
    m.OfferAnswered: answered,
    m.OfferReminded: reminded,
    m.OfferEnded: ended,
}
