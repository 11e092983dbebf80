"""Bodies and seats: who there is, and who sits where."""

from collections.abc import Sequence
from typing import get_args

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import may, text_digest
from baraza.oversight.domain.v1.standing import FOUNDERS
from baraza.oversight.domain.v1.state import State
from baraza.oversight.domain.v1.texts import Authority, well_formed
from baraza.oversight.messages import (
    AuthorityFounded,
    BodyRegistered,
    Fact,
    FoundAuthority,
    GrantRole,
    MandateChanged,
    MandateKind,
    RegisterBody,
    RoleGranted,
    RulesDrafted,
    RulesInForce,
)

ALL_KINDS: tuple[MandateKind, ...] = get_args(MandateKind)


def found_authority(
    state: State, command: FoundAuthority, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. The founders ask. 2. Once. 3. The authority table can be applied."""
    # 1.
    if asked.actor != FOUNDERS:
        return Refused("no_mandate")
    # 2.
    if state.first is not None:
        return Refused("already_done")
    # 3.
    if not well_formed("authority", command.rules):
        return Refused("rules_malformed")
    return _founding(command, asked)


def _founding(command: FoundAuthority, asked: Asked) -> list[Fact]:
    """The first body holds every mandate; what others shall have one day, it holds interim."""
    reserved = Authority.model_validate(command.rules).reserved
    interim = tuple(kind for kind in ALL_KINDS if kind not in reserved)
    digest = text_digest("authority", None, 1, command.rules, None)
    day = asked.time.date().isoformat()
    body = command.body
    return [
        BodyRegistered(
            body=body,
            stakeholder_kind=command.stakeholder_kind,
            names=command.names,
            quorum=command.quorum,
        ),
        MandateChanged(body=body, change="give", kinds=reserved),
        MandateChanged(body=body, change="give", kinds=interim, interim=True),
        RulesDrafted(kind="authority", version=1, rules=command.rules, digest=digest),
        RulesInForce(kind="authority", version=1, digest=digest, from_on=day),
        AuthorityFounded(body=body, digest=digest),
    ]


def register_body(state: State, command: RegisterBody, asked: Asked) -> Sequence[Fact] | Refused:
    """A name is given once, and never the founders'."""
    if wrong := may(state.book, asked, "mandate"):
        return wrong
    if command.body in state.book.bodies or f"body.{command.body}" == FOUNDERS:
        return Refused("already_done")
    return [BodyRegistered.model_validate(command.model_dump())]


def grant_role(state: State, command: GrantRole, asked: Asked) -> Sequence[Fact] | Refused:
    """1. Who may seat. 2. A seat of that body. 3. It is empty then."""
    # 1.
    if wrong := _may_seat(state, command, asked):
        return wrong
    # 2.
    if command.body not in state.book.bodies or command.seat.rpartition("-")[0] != command.body:
        return Refused("unknown_entity")
    # 3.
    held = state.seats.get(command.seat)
    if held is not None and (held.ends_on is None or command.starts_on <= held.ends_on):
        return Refused("seat_taken")
    return [RoleGranted.model_validate(command.model_dump())]


def _may_seat(state: State, command: GrantRole, asked: Asked) -> Refused | None:
    """The founders seat the first body until it first proposes; then who has the mandate."""
    if asked.actor == FOUNDERS:
        begins = command.body == state.first and not state.proposals
        return None if begins else Refused("no_mandate")
    return may(state.book, asked, "mandate")
