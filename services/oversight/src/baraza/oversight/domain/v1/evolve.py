"""What each fact changes."""

from dataclasses import replace
from typing import assert_never

from baraza.decider import Message, Seen
from baraza.forms.v1 import heard
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.resolution import Resolution, Vote
from baraza.oversight.domain.v1 import foreign, matters, steps
from baraza.oversight.domain.v1.money import Allocation, Envelope, opened
from baraza.oversight.domain.v1.state import Draft, Known, Look, Proposal, Seat, State, with_
from baraza.oversight.messages import (
    AllocationChanged,
    AuthorityFounded,
    BodyRegistered,
    BodyVoted,
    CommentSubmitted,
    DossierAssembled,
    EnvelopeClosed,
    EnvelopeOpened,
    LookRecorded,
    MandateChanged,
    MatterAnswered,
    MatterDecided,
    MatterOpened,
    MatterOverdue,
    MoneyMoved,
    ObjectionAnswered,
    PersonErased,
    ProgrammeDecided,
    ResolutionAdopted,
    ResolutionEnded,
    ResolutionProposed,
    RoleGranted,
    RulesDrafted,
    RulesInForce,
    StateAttested,
)

_HEARD: dict[type[Message], type[heard.BookFact]] = {
    BodyRegistered: heard.BodyRegistered,
    RoleGranted: heard.SeatGranted,
    MandateChanged: heard.MandateChanged,
    RulesInForce: heard.RulesInForce,
}
"""What oversight itself says, as every service's book reads it."""


def evolve(state: State, fact: Known, seen: Seen) -> State:
    """The state after this fact, and how far the log is known."""
    return with_(_after(state, fact, seen), last=seen.index)


def _after(state: State, fact: Known, seen: Seen) -> State:
    match fact:
        case AuthorityFounded(body=body):
            return replace(state, first=body)
        case (
            BodyRegistered()
            | RoleGranted()
            | RulesDrafted()
            | heard.RulesDrafted()
            | RulesInForce()
            | MandateChanged()
        ):
            return _standing(_booked(state, fact, seen), fact)
        case (
            ResolutionProposed()
            | CommentSubmitted()
            | ObjectionAnswered()
            | BodyVoted()
            | ResolutionAdopted()
            | ResolutionEnded()
        ):
            return _resolution(state, fact, seen)
        case ProgrammeDecided():
            return _decided(state, fact)
        case AllocationChanged() | EnvelopeOpened() | MoneyMoved() | EnvelopeClosed():
            return _money(state, fact)
        case MatterOpened() | MatterAnswered() | MatterDecided() | MatterOverdue():
            return matters.learned(state, fact, seen)
        case LookRecorded(look=look):
            seen_so = Look(fact.kind, fact.programme, fact.result)
            return replace(state, looks=state.looks.insert(look, seen_so))
        case DossierAssembled(programme=programme, digest=digest):
            return steps.assembled(state, programme, digest)
        case PersonErased(pseudonym=person):
            return steps.forgotten(state, person)
        case StateAttested():
            return state
        case _:
            return foreign.learned(state, fact, seen)


_OfStanding = (
    BodyRegistered | RoleGranted | RulesDrafted | heard.RulesDrafted | RulesInForce | MandateChanged
)


def _standing(state: State, fact: _OfStanding) -> State:
    """What oversight keeps of bodies and texts beside the book that every service has."""
    match fact:
        case BodyRegistered(body=body, operator=operator):
            return replace(state, operators=state.operators | {body}) if operator else state
        case RoleGranted():
            seat = Seat(fact.person, fact.ends_on)
            return replace(state, seats=state.seats.insert(fact.seat, seat))
        case RulesDrafted() | heard.RulesDrafted():
            draft = Draft(fact.kind, fact.programme, fact.version)
            return replace(state, drafts=state.drafts.insert(fact.digest, draft))
        case RulesInForce(kind=kind, programme=programme, version=version):
            versions = state.versions.insert((kind, programme, version), True)
            return replace(state, versions=versions)
        case MandateChanged():
            return matters.addressed_anew(state, fact)
        case _:
            assert_never(fact)


def _booked(state: State, fact: Message | heard.RulesDrafted, seen: Seen) -> State:
    if isinstance(fact, heard.RulesDrafted | RulesDrafted):
        return replace(state, book=state.book.learn(fact, seen))
    read = _HEARD[type(fact)].model_validate(fact.model_dump())
    return replace(state, book=state.book.learn(read, seen))


# --- resolutions ---------------------------------------------------------------------------

_OfResolution = (
    ResolutionProposed
    | CommentSubmitted
    | ObjectionAnswered
    | BodyVoted
    | ResolutionAdopted
    | ResolutionEnded
)


def _resolution(state: State, fact: _OfResolution, seen: Seen) -> State:
    if isinstance(fact, ResolutionProposed):
        form = Resolution(fact.body, fact.until, fact.consultation_until)
        proposal = Proposal(form, fact.effects, seen.index)
        agenda = state.agenda.put(Due(fact.until, fact.subject, "lapse"))
    else:
        proposal = _told(state.proposals[fact.resolution], fact)
        ended = proposal.form.ended is not None
        agenda = state.agenda.close(fact.subject) if ended else state.agenda
    proposals = state.proposals.insert(fact.resolution, proposal)
    return replace(state, proposals=proposals, agenda=agenda)


def _told(
    proposal: Proposal,
    fact: CommentSubmitted | ObjectionAnswered | BodyVoted | ResolutionAdopted | ResolutionEnded,
) -> Proposal:
    form = proposal.form
    match fact:
        case CommentSubmitted(comment=comment, stance=stance):
            comments = proposal.comments.insert(comment, stance)
            form = form.object(comment) if stance == "objection" else form
            return replace(proposal, form=form, comments=comments)
        case ObjectionAnswered(comment=comment):
            return replace(proposal, form=form.answer(comment))
        case BodyVoted():
            vote = Vote(fact.body, fact.seats_for, fact.seats_against)
            return replace(proposal, form=form.voted(vote))
        case ResolutionAdopted():
            return replace(proposal, form=form.end("adopted"))
        case ResolutionEnded(how=how):
            return replace(proposal, form=form.end(how))
        case _:
            assert_never(fact)


def _decided(state: State, fact: ProgrammeDecided) -> State:
    """What was concluded needs no watching; on what was approved registration acts."""
    if fact.decision != "concluded":
        return state
    concluded = state.concluded.insert(fact.programme, str(fact.outcome))
    running = state.running.discard(fact.programme)
    return replace(state, concluded=concluded, running=running)


# --- money ---------------------------------------------------------------------------------


def _money(
    state: State, fact: AllocationChanged | EnvelopeOpened | MoneyMoved | EnvelopeClosed
) -> State:
    match fact:
        case AllocationChanged(programme=programme):
            allocation = Allocation(
                fact.amount_minor, fact.currency, fact.funder, fact.starts_on, fact.ends_on
            )
            return replace(state, allocations=state.allocations.insert(programme, allocation))
        case EnvelopeOpened():
            envelope = _empty(fact)
        case MoneyMoved():
            envelope = state.envelopes[fact.envelope].moved(fact)
        case EnvelopeClosed():
            envelope = replace(state.envelopes[fact.envelope], closed=True)
        case _:
            assert_never(fact)
    return with_(state, envelopes=state.envelopes.insert(fact.envelope, envelope))


def _empty(fact: EnvelopeOpened) -> Envelope:
    return Envelope(
        fact.organisation,
        fact.programme,
        fact.currency,
        fact.starts_on,
        fact.ends_on,
        opened(tuple(line.name for line in fact.lines)),
    )
