"""What each fact changes."""

from dataclasses import replace
from typing import assert_never

from baraza.decider import Message, Seen
from baraza.forms.v1 import heard
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.matter import Matter
from baraza.forms.v1.resolution import Resolution, Vote
from baraza.oversight import inbox
from baraza.oversight.domain.v1.kinds import MATTERS
from baraza.oversight.domain.v1.money import Allocation, Envelope, opened
from baraza.oversight.domain.v1.state import Draft, Known, Proposal, Seat, Settled, State
from baraza.oversight.messages import (
    AllocationChanged,
    AuthorityFounded,
    BodyRegistered,
    BodyVoted,
    CommentSubmitted,
    EnvelopeOpened,
    MandateChanged,
    MatterDecided,
    MatterOpened,
    MatterOverdue,
    MoneyMoved,
    ObjectionAnswered,
    ProgrammeDecided,
    ResolutionAdopted,
    ResolutionEnded,
    ResolutionProposed,
    RoleGranted,
    RulesDrafted,
    RulesInForce,
)

_HEARD: dict[type[Message], type[heard.BookFact]] = {
    BodyRegistered: heard.BodyRegistered,
    RoleGranted: heard.SeatGranted,
    MandateChanged: heard.MandateChanged,
    RulesInForce: heard.RulesInForce,
}
"""What oversight itself says, as every service's book reads it."""


def evolve(state: State, fact: Known, seen: Seen) -> State:
    match fact:
        case AuthorityFounded(body=body):
            return replace(state, first=body)
        case BodyRegistered(body=body, operator=operator):
            operators = state.operators | {body} if operator else state.operators
            return replace(_booked(state, fact, seen), operators=operators)
        case RoleGranted():
            seats = state.seats.insert(fact.seat, Seat(fact.person, fact.ends_on))
            return replace(_booked(state, fact, seen), seats=seats)
        case RulesDrafted() | heard.RulesDrafted():
            draft = Draft(fact.kind, fact.programme, fact.version)
            return replace(
                _booked(state, fact, seen), drafts=state.drafts.insert(fact.digest, draft)
            )
        case RulesInForce(kind=kind, programme=programme, version=version):
            versions = state.versions.insert((kind, programme, version), True)
            return replace(_booked(state, fact, seen), versions=versions)
        case MandateChanged():
            return _addressed_anew(_booked(state, fact, seen), fact)
        case (
            ResolutionProposed()
            | CommentSubmitted()
            | ObjectionAnswered()
            | BodyVoted()
            | ResolutionAdopted()
            | ResolutionEnded()
        ):
            return _resolution(state, fact, seen)
        case AllocationChanged() | EnvelopeOpened() | MoneyMoved():
            return _money(state, fact)
        case ProgrammeDecided():
            return _decided(state, fact)
        case MatterOpened() | MatterDecided() | MatterOverdue():
            return _matter(state, fact, seen)
        case _:
            return _foreign(state, fact, seen)


def _foreign(state: State, fact: inbox.Foreign, seen: Seen) -> State:
    match fact:
        case inbox.PersonRegistered(person=person):
            return replace(state, people=state.people.insert(person, True))
        case inbox.OrganisationRegistered(organisation=id_):
            return replace(state, organisations=state.organisations.insert(id_, True))
        case inbox.ProgrammeOpened(programme=programme):
            return replace(state, running=state.running.insert(programme, True))
        case inbox.IntakeAnnounced(intake=intake, programme=programme):
            return replace(state, intakes=state.intakes.insert(intake, programme))
        case inbox.CandidacySettled(intake=intake, person=person):
            programme_of = state.intakes.get(intake)
            deciders = _deciders(state, programme_of, seen)
            act = Settled(person, programme_of, seen.time, deciders)
            return replace(state, settled=state.settled.insert(seen.index, act))
        case inbox.WorkshopPlanned() | inbox.WorkshopAnnounced() | inbox.WorkshopHeld():
            return _purpose(state, f"workshop.{fact.workshop}", fact.programme)
        case inbox.SeriesPlanned(series=series, programme=programme):
            return _purpose(state, f"series.{series}", programme)
        case _:
            assert_never(fact)


def _purpose(state: State, subject: str, programme: str) -> State:
    return replace(state, purposes=state.purposes.insert(subject, programme))


def _booked(state: State, fact: Message | heard.RulesDrafted, seen: Seen) -> State:
    if isinstance(fact, heard.RulesDrafted | RulesDrafted):
        return replace(state, book=state.book.learn(fact, seen))
    read = _HEARD[type(fact)].model_validate(fact.model_dump())
    return replace(state, book=state.book.learn(read, seen))


def _deciders(state: State, programme: str | None, seen: Seen) -> frozenset[str]:
    """Who takes part in what a select mandate decides: the bodies, and the people on their seats.

    The settled outcome comes from registration without saying which body it was.
    """
    bodies = state.holders("select", programme)
    seated = (state.book.seated(body, seen.time) for body in bodies)
    return bodies | {f"person.{person}" for people in seated for person in people}


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


def _money(state: State, fact: AllocationChanged | EnvelopeOpened | MoneyMoved) -> State:
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
        case _:
            assert_never(fact)
    return replace(state, envelopes=state.envelopes.insert(fact.envelope, envelope))


def _empty(fact: EnvelopeOpened) -> Envelope:
    return Envelope(
        fact.organisation,
        fact.programme,
        fact.currency,
        fact.starts_on,
        fact.ends_on,
        opened(tuple(line.name for line in fact.lines)),
    )


# --- matters -------------------------------------------------------------------------------


def _matter(state: State, fact: MatterOpened | MatterDecided | MatterOverdue, seen: Seen) -> State:
    agenda = state.agenda.close(fact.subject)
    match fact:
        case MatterOpened():
            agenda = state.agenda.put(Due(fact.decide_by, fact.subject, "decision"))
            matter = _opened(state, fact, seen)
        case MatterDecided(outcome=outcome):
            matter = replace(state.matters[fact.matter], outcome=outcome)
        case MatterOverdue():
            matter = replace(state.matters[fact.matter], overdue=True)
        case _:
            assert_never(fact)
    return replace(state, agenda=agenda, matters=state.matters.insert(fact.matter, matter))


def _opened(state: State, fact: MatterOpened, seen: Seen) -> Matter:
    """Where the addressee itself took part, only its seats of then are barred (self review)."""
    part = state.settled[fact.about or 0].took_part
    return Matter(
        kind=fact.kind,
        opened_by=f"person.{fact.person}",
        addressee=fact.addressee,
        about=str(fact.about),
        opened_at=seen.time,
        took_part=part - {fact.addressee},
    )


def _addressed_anew(state: State, fact: MandateChanged) -> State:
    """With a mandate go the open matters that it answers for (I44)."""
    if fact.change == "give":
        return state
    matters = state.matters
    for id_ in sorted(matters):
        matter = matters[id_]
        kind = MATTERS[matter.kind].decided_by
        if matter.outcome is None and matter.addressee == fact.body and kind in fact.kinds:
            programme = state.settled[int(matter.about)].programme
            strangers = state.holders(kind, programme) - matter.took_part
            for body in sorted(strangers)[:1]:
                matters = matters.insert(id_, replace(matter, addressee=body))
    return replace(state, matters=matters)
