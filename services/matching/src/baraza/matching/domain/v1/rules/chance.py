"""Bodies commit to their part of a round's chance, and reveal it."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import body_of
from baraza.matching.domain.v1.contributions import commitment
from baraza.matching.domain.v1.state import Frozen, Open, Round, State
from baraza.matching.messages import (
    ChanceCommitted,
    ChanceRevealed,
    CommitChance,
    Fact,
    RevealChance,
)


def commit_chance(state: State, command: CommitChance, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By a body that was named for it. 2. While the round can be entered. 3. Once."""
    # 1.
    round_ = state.rounds.get(command.round)
    if round_ is None:
        return Refused("unknown_entity")
    if wrong := _no_contributor(state, round_, command.body, asked):
        return wrong
    # 2.
    if asked.time >= round_.closes or not isinstance(round_.phase, Open):
        return Refused("too_late")
    # 3.
    if command.body in round_.committed:
        return Refused("already_done")
    return [ChanceCommitted(**command.model_dump())]


def reveal_chance(state: State, command: RevealChance, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By a body that was named for it. 2. After the freeze, before the pulse (I27). 3. Once.

    4. What it had committed to.
    """
    # 1.
    round_ = state.rounds.get(command.round)
    if round_ is None:
        return Refused("unknown_entity")
    if wrong := _no_contributor(state, round_, command.body, asked):
        return wrong
    # 2.
    if isinstance(round_.phase, Open):
        return Refused("too_early")
    if asked.time >= round_.pulse_at or not isinstance(round_.phase, Frozen):
        return Refused("too_late")
    # 3.
    if command.body in round_.revealed:
        return Refused("already_done")
    # 4.
    committed = round_.committed.get(command.body)
    if committed is None:
        return Refused("chance_not_committed")
    if committed != commitment(command.round, command.body, command.contribution):
        return Refused("digest_differs")
    return [ChanceRevealed(**command.model_dump())]


def _no_contributor(state: State, round_: Round, body: str, asked: Asked) -> Refused | None:
    acting = body_of(state.book, asked)
    if acting is None:
        return Refused("no_mandate")
    return None if acting == body and body in round_.contributors else Refused("not_concerned")
