"""Whose approval a list of effects needs: each need is met by any one of its bodies."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from baraza.forms.v1.resolution import adopted
from baraza.oversight.domain.v1.kinds import EFFECTS, OPERATE
from baraza.oversight.domain.v1.standing import table
from baraza.oversight.domain.v1.state import Proposal, State
from baraza.oversight.messages import AdoptText, ChangeMandate, Effect


@dataclass(frozen=True)
class Need:
    name: str
    code: str  # the refusal, where nobody could meet it
    bodies: frozenset[str]
    kinds_min: int = 1  # of so many kinds of stakeholders among them


def needs_of(state: State, proposal: Proposal, at: datetime) -> tuple[Need, ...]:
    """All needs of all effects, at the mandates of this instant (I41)."""
    return tuple(need for effect in proposal.effects for need in _of(state, proposal, effect, at))


def unmet(state: State, needs: tuple[Need, ...], approvals: frozenset[str]) -> Need | None:
    """The first need that these approvals leave open; None: the list is adopted by them."""
    for need in needs:
        if not adopted(approvals, {need.name: need.bodies}):
            return need
        kinds = {state.book.bodies[body].stakeholder_kind for body in approvals & need.bodies}
        if len(kinds) < need.kinds_min:
            return need
    return None


def _of(state: State, proposal: Proposal, effect: Effect, at: datetime) -> Iterator[Need]:
    if isinstance(effect, AdoptText):
        yield from _of_text(state, proposal, effect, at)
        return
    row = EFFECTS[effect.effect]
    mandate, level = _asked(state, effect, at)
    holders = state.holders(mandate, effect.programme) & state.voters
    if level is not None:
        code = "not_wmf_level" if level == "wmf" else "no_mandate"
        yield Need(f"{mandate}@{level}", code, _of_kinds(state, holders, (level,)))
    else:
        yield Need(mandate, "no_mandate", holders)
    if isinstance(effect, ChangeMandate) and row.receiver and receives(effect):
        yield Need(f"receiver.{effect.body}", "receiver_not_seated", frozenset({effect.body}))


def _asked(state: State, effect: Effect, at: datetime) -> tuple[str, str | None]:
    """The mandate that an effect asks for and at which level, as the authority text has it."""
    authority, _ = table(state, at)
    told = next((row for name, row in authority.effects.items() if name == effect.effect), None)
    row = EFFECTS[effect.effect] if told is None else told
    return row.mandate or "", row.level


def receives(effect: ChangeMandate) -> bool:
    """Does a body take something upon itself? To operate is asked of it, not voted by it."""
    return effect.change != "end" and set(effect.kinds) != {OPERATE}


def _of_text(state: State, proposal: Proposal, effect: AdoptText, at: datetime) -> Iterator[Need]:
    authority, _ = table(state, at)
    row = authority.adoption(effect.kind)
    if row.proposer_alone and proposal.form.proposer in state.voters:
        yield Need("proposer", "no_mandate", frozenset({proposal.form.proposer}))
        return
    holders = state.holders(row.mandate, effect.programme) & state.voters
    yield Need(row.mandate, "no_mandate", holders)
    if row.proposer_alone:  # an operator proposed it, and has no vote
        return
    one_of = _of_kinds(state, state.voters, row.one_of)
    yield Need("stakeholder_kind", "stakeholder_kinds_missing", one_of)
    yield Need("kinds", "stakeholder_kinds_missing", state.voters, row.kinds_min)


def _of_kinds(state: State, bodies: frozenset[str], kinds: tuple[str, ...]) -> frozenset[str]:
    return frozenset(body for body in bodies if state.book.bodies[body].stakeholder_kind in kinds)
