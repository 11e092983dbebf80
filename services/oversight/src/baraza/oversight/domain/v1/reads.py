"""What a decision rests on without writing it: guarded, so that it cannot move meanwhile."""

from baraza.decider import Asked
from baraza.forms.v1.book import mandate_guards, text_guard
from baraza.oversight.domain.v1.hands import demand_guard
from baraza.oversight.domain.v1.kinds import MATTERS
from baraza.oversight.domain.v1.state import State
from baraza.oversight.messages import (
    Allocate,
    ChangeMandate,
    Command,
    Conclude,
    MoveMoney,
    OpenEnvelope,
    OpenMatter,
    ProposeResolution,
    SubmitComment,
    VoteOnResolution,
)


def reads(state: State, command: Command, asked: Asked) -> frozenset[str]:
    """The asker's mandate and what is demanded of them always; then a command's own conditions."""
    own = mandate_guards(state.book, asked) | demand_guard(state, command, asked)
    match command:
        case ProposeResolution():
            return own | {text_guard("authority", None)}
        case SubmitComment():
            return own | _of_person(asked)
        case VoteOnResolution():
            return own | _of_vote(state, command)
        case OpenEnvelope(programme=programme):
            return own | {f"oversight.allocation.{programme}"}
        case MoveMoney():
            return own | _of_move(state, command)
        case OpenMatter():
            return own | _of_matter(state, command, asked)
        case _:
            return own


def _of_matter(state: State, command: OpenMatter, asked: Asked) -> frozenset[str]:
    """Its days; to whom it is put follows from mandates, where it goes to a holder."""
    days = {text_guard("deadlines", None)}
    kind = MATTERS[command.kind]
    if not kind.to_holder:
        return frozenset(days)
    act = None if command.about is None else state.settled.get(command.about)
    programme = act.programme if act else command.programme
    mandates = {f"oversight.mandate.{body}" for body in state.holders(kind.decided_by, programme)}
    return frozenset(days | mandates) | (_of_person(asked) if act is None else frozenset())


def _of_person(asked: Asked) -> frozenset[str]:
    """Whoever comments, or tells of a risk, is registered."""
    kind, _, person = asked.actor.partition(".")
    return frozenset({f"registration.person.{person}"} if kind == "person" else ())


def _of_vote(state: State, command: VoteOnResolution) -> frozenset[str]:
    """Whose approval counts follows from all mandates; a reduction, from all envelopes.

    Who watches may go only where no programme begins meanwhile (I45): each that has money may.
    """
    mandates = {f"oversight.mandate.{body}" for body in state.book.bodies}
    proposal = state.proposals.get(command.resolution)
    effects = proposal.effects if proposal else ()
    money = {effect.programme for effect in effects if isinstance(effect, Allocate)}
    envelopes = {
        f"oversight.envelope.{id_}"
        for id_, envelope in state.envelopes.items()
        if envelope.programme in money
    }
    changes = any(isinstance(effect, ChangeMandate) for effect in effects)
    opening = {f"registration.programme.{one}" for one in state.allocations} if changes else set()
    opening |= {
        f"registration.programme.{effect.programme}"
        for effect in effects
        if isinstance(effect, Conclude)
    }
    return frozenset(mandates | envelopes | opening | {text_guard("authority", None)})


def _of_move(state: State, command: MoveMoney) -> frozenset[str]:
    """What is left of an allocation is a whole: every envelope of the programme is looked at."""
    envelope = state.envelopes.get(command.envelope)
    if envelope is None or command.source.account != "allocation":
        return frozenset()
    others = {
        f"oversight.envelope.{id_}"
        for id_, other in state.envelopes.items()
        if other.programme == envelope.programme and id_ != command.envelope
    }
    return frozenset(others | {f"oversight.allocation.{envelope.programme}"})
