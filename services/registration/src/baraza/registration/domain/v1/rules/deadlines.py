"""What falls due by itself: intakes and campaigns close, offers expire."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.asker import ours
from baraza.registration.domain.v1.rules.offers import given_up
from baraza.registration.domain.v1.selection import applied_digest
from baraza.registration.domain.v1.state import State
from baraza.registration.messages import (
    CampaignClosed,
    Fact,
    IntakeClosed,
    OfferEnded,
    ReachDeadline,
)


def reach_deadline(state: State, command: ReachDeadline, asked: Asked) -> Sequence[Fact] | Refused:
    if wrong := ours(asked, "registration"):
        return wrong
    due = Due(command.at, command.about, command.what)
    if wrong := state.agenda.reach(due, asked.time):
        return wrong
    _, _, id_ = command.about.partition(".")
    match command.what:
        case "intake_closes":
            return [_intake(state, id_)]
        case "campaign_closes":
            return [_campaign(state, id_)]
        case "offer_expires":
            return _offer(state, id_, asked)
        case _:
            return Refused("already_done")


def _intake(state: State, id_: str) -> IntakeClosed:
    """Who applied is fixed by digest before any chance exists (I27)."""
    people = list(state.intakes[id_].candidates)
    return IntakeClosed(intake=id_, applications=len(people), digest=applied_digest(people))


def _campaign(state: State, id_: str) -> CampaignClosed:
    campaign = state.campaigns[id_]
    return CampaignClosed(
        campaign=id_,
        pool=campaign.pool,
        invited=campaign.invited,
        answered=campaign.answered,
        accepted=campaign.accepted,
    )


def _offer(state: State, id_: str, asked: Asked) -> Sequence[Fact]:
    held = state.offers[id_]
    person = held.offer.person
    match held.offer.kind:
        case "place":
            return given_up(state, id_, person, held, "expired", asked)
        case "nomination":
            return [OfferEnded(kind="nomination", offer=id_, person=person, how="expired")]
        case _:
            return [OfferEnded(kind="invitation", offer=id_, person=person, how="expired")]
