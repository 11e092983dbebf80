"""Money: an envelope for one organisation and programme, and nine moves."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import may
from baraza.oversight.domain.v1.kinds import ADMINISTRATION, DAILY, MOVES
from baraza.oversight.domain.v1.money import Allocation, Envelope
from baraza.oversight.domain.v1.state import State
from baraza.oversight.messages import (
    CloseEnvelope,
    EnvelopeClosed,
    EnvelopeOpened,
    Fact,
    MoneyMoved,
    MoveMoney,
    OpenEnvelope,
)


def open_envelope(state: State, command: OpenEnvelope, asked: Asked) -> Sequence[Fact] | Refused:
    """1. Who allocates. 2. For an organisation and a funded programme. 3. Once.

    4. In that money, within that period, with lines of different names.
    """
    # 1.
    if wrong := may(state.book, asked, "allocate", command.programme):
        return wrong
    # 2.
    if command.organisation not in state.organisations:
        return Refused("unknown_entity")
    allocation = state.allocations.get(command.programme)
    if allocation is None:
        return Refused("not_adopted")
    # 3.
    if command.envelope in state.envelopes or _same(state, command):
        return Refused("already_done")
    # 4.
    if not _within(allocation, command):
        return Refused("outside_ring_fence")
    return [EnvelopeOpened.model_validate(command.model_dump())]


def move_money(state: State, command: MoveMoney, asked: Asked) -> Sequence[Fact] | Refused:
    """1. An envelope that is there and open. 2. One of the nine moves between its accounts (I40).

    3. By who may make it. 4. For a purpose of the programme. 5. With enough in the source.
    """
    # 1.
    envelope = state.envelopes.get(command.envelope)
    if envelope is None:
        return Refused("unknown_entity")
    if envelope.closed:
        return Refused("wrong_state")
    # 2.
    move = MOVES.get((command.source.account, command.target.account))
    if move is None or not _accounts(envelope, command):
        return Refused("outside_ring_fence")
    # 3.
    if wrong := _may_any(state, asked, move.mandates, envelope):
        return wrong
    # 4.
    if move.purpose and not _of_programme(state, envelope, command):
        return Refused("no_programme_purpose")
    # 5.
    return _enough(state, envelope, command) or [MoneyMoved.model_validate(command.model_dump())]


def close_envelope(state: State, command: CloseEnvelope, asked: Asked) -> Sequence[Fact] | Refused:
    """1. An envelope that is there. 2. By who moves its money. 3. Once. 4. Nothing lies in it."""
    # 1.
    envelope = state.envelopes.get(command.envelope)
    if envelope is None:
        return Refused("unknown_entity")
    # 2.
    if wrong := _may_any(state, asked, DAILY, envelope):
        return wrong
    # 3.
    if envelope.closed:
        return Refused("already_done")
    # 4.
    left = {"available": envelope.available, "reserved": envelope.set_aside}
    if any(left.values()):
        return Refused("balance_not_zero", numbers=left)
    return [
        EnvelopeClosed(
            envelope=command.envelope,
            funded_minor=envelope.funded,
            spent_minor=envelope.paid,
            returned_minor=envelope.returned,
            rolled_over_minor=envelope.rolled_over,
        )
    ]


def _may_any(
    state: State, asked: Asked, mandates: tuple[str, ...], envelope: Envelope
) -> Refused | None:
    """One of these mandates over the envelope's programme is enough."""
    refusals = [may(state.book, asked, kind, envelope.programme) for kind in mandates]
    return next(filter(None, reversed(refusals))) if all(refusals) else None


def _same(state: State, command: OpenEnvelope) -> bool:
    """One envelope for each organisation, programme and period (R41)."""
    key = (command.organisation, command.programme, command.starts_on)
    envelopes = state.envelopes.values()
    return any((e.organisation, e.programme, e.starts_on) == key for e in envelopes)


def _within(allocation: Allocation, command: OpenEnvelope) -> bool:
    names = [line.name for line in command.lines]
    return (
        command.currency == allocation.currency
        and allocation.starts_on <= command.starts_on <= command.ends_on <= allocation.ends_on
        and len(names) == len(set(names))
    )


def _accounts(envelope: Envelope, command: MoveMoney) -> bool:
    """Two accounts of this envelope; only a shift goes from one line to another."""
    source, target = command.source, command.target
    if not (envelope.knows(source) and envelope.knows(target)):
        return False
    if source.account == target.account:
        return source.line != target.line
    return source.line == target.line or None in {source.line, target.line}


def _of_programme(state: State, envelope: Envelope, command: MoveMoney) -> bool:
    """A happening of this programme; what a line named so pays for may be administration."""
    if command.purpose is None:
        return False
    if command.purpose == ADMINISTRATION:
        return {command.source.line, command.target.line} <= {None, ADMINISTRATION}
    return state.purposes.get(command.purpose) == envelope.programme


def _enough(state: State, envelope: Envelope, command: MoveMoney) -> Refused | None:
    held = envelope.held(command.source, command.purpose)
    if held is None:
        allocation = state.allocations[envelope.programme]
        if allocation.currency != envelope.currency:
            return Refused("outside_ring_fence")
        left = allocation.amount_minor - state.kept_of(envelope.programme)
        if left < command.amount_minor:
            return Refused("over_allocation", numbers={"left_minor": left})
        return None
    if held < command.amount_minor:
        return Refused("insufficient", numbers={"held_minor": held})
    return None
