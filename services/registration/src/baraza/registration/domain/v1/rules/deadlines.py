"""What falls due by itself: intakes and campaigns close, offers expire, roles resume and end."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.asker import ours
from baraza.registration.domain.v1.rules.held import leaving, programme_of
from baraza.registration.domain.v1.rules.offers import given_up
from baraza.registration.domain.v1.rules.veterans import remind
from baraza.registration.domain.v1.selection import applied_digest
from baraza.registration.domain.v1.state import State
from baraza.registration.messages import (
    CampaignClosed,
    EndRole,
    Fact,
    IntakeClosed,
    OfferEnded,
    ReachDeadline,
    RoleChanged,
)

TERM_OVER = "term_over"


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
        case "offer_reminds":
            return [remind(state, id_)]
        case "role_resumes":
            return [_resumed(state, command.about)]
        case "role_ends":
            return _over(state, command.about, asked)


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
        case "veteran":
            return [OfferEnded(kind="veteran", offer=id_, person=person, how="expired")]
        case _:
            return [OfferEnded(kind="invitation", offer=id_, person=person, how="expired")]


def _resumed(state: State, about: str) -> RoleChanged:
    role, _, person = about.partition(".")
    held = state.roles[role, person]
    return RoleChanged(
        role="mentor",
        person=person,
        programme=held.programme,
        to="active",
        ground="period_over",
    )


def _over(state: State, about: str, asked: Asked) -> Sequence[Fact]:
    """The term of a post or of an external's engagement is over."""
    kind, _, id_ = about.partition(".")
    ending: EndRole
    match kind:
        case "post":
            person = state.posts[id_].record.person
            ending = EndRole(role="post", person=person, record=id_, ground=TERM_OVER)
        case "open-role":
            person = next(who for (key, who) in state.roles if key == f"post.{id_}")
            ending = EndRole(role="post", person=person, open_role=id_, ground=TERM_OVER)
        case _:
            ending = EndRole(role="external", person=id_, ground=TERM_OVER)
    return leaving(state, ending, asked, programme_of(state, ending))
