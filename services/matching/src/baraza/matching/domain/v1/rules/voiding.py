"""A round does not count."""

from collections.abc import Sequence
from datetime import datetime

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.book import may
from baraza.matching.domain.v1 import contributions
from baraza.matching.domain.v1.beacons import beacon_of
from baraza.matching.domain.v1.contributions import LEAST
from baraza.matching.domain.v1.kinds import OWN_GROUNDS
from baraza.matching.domain.v1.state import Frozen, Open, Round, State, Voided
from baraza.matching.messages import Fact, RoundVoided, VoidRound


def void_round(state: State, command: VoidRound, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By a body that makes the rules, on a finding; or by the service, whose chance is missing.

    2. Once. 3. While nobody has become a pair by it.
    """
    # 1.
    round_ = state.rounds.get(command.round)
    if round_ is None:
        return Refused("unknown_entity")
    if wrong := _may_not(state, round_, command, asked):
        return wrong
    # 2.
    if isinstance(round_.phase, Voided):
        return Refused("already_done")
    # 3.
    started = sum(one.round == command.round for one in state.relationships.values())
    if started:
        return Refused("relationships_started", numbers={"started": started})
    missing = _missing(round_) if command.ground == contributions.NOT_REVEALED else None
    return [RoundVoided(**command.model_dump(), programme=round_.programme, missing=missing)]


def _missing(round_: Round) -> tuple[str, ...]:
    return tuple(sorted(set(round_.committed) - set(round_.revealed)))


def _may_not(state: State, round_: Round, command: VoidRound, asked: Asked) -> Refused | None:
    if ours(asked, "matching") is None:
        if command.ground not in OWN_GROUNDS:
            return Refused("no_mandate")
        return None if _has_ground(round_, command.ground, asked.time) else Refused("wrong_state")
    if wrong := may(state.book, asked, "rules", round_.programme):
        return wrong
    if command.finding is None:
        return Refused("missing_reason")
    return None if command.finding in state.findings else Refused("unknown_entity")


def _has_ground(round_: Round, ground: str, at: datetime) -> bool:
    """Chance that bodies make together is missing once its time is over, and not before."""
    match ground:
        case contributions.NOT_COMMITTED:
            lacking = isinstance(round_.phase, Open) and len(round_.committed) < LEAST
            return beacon_of(round_.beacon).contributed and lacking and at >= round_.closes
        case _:
            lacking = isinstance(round_.phase, Frozen) and not round_.all_revealed
            return beacon_of(round_.beacon).contributed and lacking and at >= round_.pulse_at
