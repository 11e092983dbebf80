"""Resolutions: proposed, commented on, voted; with the last approval all effects follow."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import any_mandate, body_of
from baraza.forms.v1.resolution import Vote, may_vote
from baraza.oversight.domain.v1.effects import done, impossible
from baraza.oversight.domain.v1.needs import Need, needs_of, unmet
from baraza.oversight.domain.v1.standing import table
from baraza.oversight.domain.v1.state import Proposal, State
from baraza.oversight.messages import (
    AnswerObjection,
    BodyVoted,
    ChangeMandate,
    CommentSubmitted,
    Fact,
    ObjectionAnswered,
    ProposeResolution,
    ResolutionAdopted,
    ResolutionEnded,
    ResolutionProposed,
    SubmitComment,
    VoteOnResolution,
)


def propose_resolution(
    state: State, command: ProposeResolution, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. A body asks that decides something. 2. Under a new name. 3. With time to be heard."""
    # 1.
    if wrong := any_mandate(state.book, asked):
        return wrong
    # 2.
    if command.resolution in state.proposals:
        return Refused("already_done")
    # 3.
    authority, rule = table(state, asked.time)
    days = authority.consultation_days_min
    at_once = all(isinstance(effect, ChangeMandate) for effect in command.effects)
    earliest = asked.time if at_once else asked.time + timedelta(days=days)
    if command.consultation_until < earliest or command.until <= command.consultation_until:
        return Refused("too_early", rule=rule, numbers={"consultation_days": days})
    body = body_of(state.book, asked)
    return [ResolutionProposed.model_validate(command.model_dump() | {"body": body})]


def submit_comment(state: State, command: SubmitComment, asked: Asked) -> Sequence[Fact] | Refused:
    """1. A registered person speaks. 2. The resolution is open. 3. Consultation lasts. 4. Once."""
    # 1.
    kind, _, person = asked.actor.partition(".")
    if kind != "person":
        return Refused("no_mandate")
    if person not in state.people:
        return Refused("unknown_entity")
    # 2.
    proposal = state.proposals.get(command.resolution)
    if proposal is None:
        return Refused("unknown_entity")
    if proposal.form.ended is not None:
        return Refused("wrong_state")
    # 3.
    if asked.time >= proposal.form.consultation_until:
        return Refused("too_late")
    # 4.
    if command.comment in proposal.comments:
        return Refused("already_done")
    return [CommentSubmitted.model_validate(command.model_dump())]


def answer_objection(
    state: State, command: AnswerObjection, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. An objection to an open resolution. 2. Who proposed answers. 3. Once."""
    # 1.
    proposal = state.proposals.get(command.resolution)
    if proposal is None or command.comment not in proposal.comments:
        return Refused("unknown_entity")
    objection = proposal.comments[command.comment] == "objection"
    if proposal.form.ended is not None or not objection:
        return Refused("wrong_state")
    # 2.
    if body_of(state.book, asked) != proposal.form.proposer:
        return Refused("no_mandate")
    # 3.
    if command.comment not in proposal.form.objections:
        return Refused("already_done")
    return [ObjectionAnswered.model_validate(command.model_dump())]


def vote_on_resolution(
    state: State, command: VoteOnResolution, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. The body itself speaks, and is no operator. 2. It may vote now, with its quorum.

    3. A yes is to something possible. 4. Those who approved, or may yet, could carry the list.
    """
    # 1.
    if wrong := _may_speak(state, command, asked):
        return wrong
    # 2.
    proposal = state.proposals.get(command.resolution)
    vote = Vote(command.body, command.seats_for, command.seats_against)
    if proposal is None:
        return Refused("unknown_entity")
    if wrong := _may_vote(state, command, proposal, vote, asked):
        return wrong
    voted = BodyVoted.model_validate(command.model_dump())
    if proposal.form.ended is not None:
        return [voted]
    # 3.
    if vote.approves and (wrong := impossible(state, command.resolution, proposal, asked.time)):
        return wrong
    # 4.
    needs = needs_of(state, proposal, asked.time)
    hope = proposal.form.approvals | (state.voters - _voted(proposal))
    if need := unmet(state, needs, hope):
        return Refused(need.code, rule=table(state, asked.time)[1])
    return [voted, *_follows(state, proposal, vote, needs, hope, command.resolution)]


def _may_vote(
    state: State, command: VoteOnResolution, proposal: Proposal, vote: Vote, asked: Asked
) -> Refused | None:
    """A voice that comes after the last approval needed is put on record and changes nothing."""
    adopted = proposal.form.ended == "adopted"
    form = replace(proposal.form, ended=None) if adopted else proposal.form
    present = command.seats_for + command.seats_against + command.abstained
    quorum, seats = state.book.bodies[command.body].quorum, state.seats_of(command.body, asked.time)
    if wrong := may_vote(form, vote, quorum, present, asked.time):
        return wrong
    if present + command.recused > seats:
        return Refused("wrong_state", numbers={"seats": seats})
    return None


def _follows(
    state: State,
    proposal: Proposal,
    vote: Vote,
    needs: tuple[Need, ...],
    hope: frozenset[str],
    resolution: str,
) -> list[Fact]:
    """A yes may be the last that was needed, a no may leave no way to carry the list."""
    if vote.approves:
        approvals = proposal.form.approvals | {vote.body}
        carried = unmet(state, needs, approvals) is None
        return _adopted(state, resolution, proposal, approvals) if carried else []
    lost = unmet(state, needs, hope - {vote.body}) is not None
    return [ResolutionEnded(resolution=resolution, how="rejected")] if lost else []


def _adopted(
    state: State, resolution: str, proposal: Proposal, approvals: frozenset[str]
) -> list[Fact]:
    """Adoption and all its effects: one decision, never one without the other (I53)."""
    adopted = ResolutionAdopted(
        resolution=resolution,
        approvals=tuple(sorted(approvals)),
        effects=len(proposal.effects),
    )
    return [adopted, *done(state, resolution, proposal)]


def _may_speak(state: State, command: VoteOnResolution, asked: Asked) -> Refused | None:
    if command.body not in state.book.bodies:
        return Refused("unknown_entity")
    body = body_of(state.book, asked)
    if body in state.operators:
        return Refused("outside_delegation")
    return None if body == command.body else Refused("no_mandate")


def _voted(proposal: Proposal) -> frozenset[str]:
    return frozenset(vote.body for vote in proposal.form.votes)
