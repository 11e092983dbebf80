"""A round does not count."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.book import may
from baraza.matching.domain.v1.kinds import OWN_GROUNDS
from baraza.matching.domain.v1.state import Round, State, Voided
from baraza.matching.messages import Fact, RoundVoided, VoidRound


def void_round(state: State, command: VoidRound, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By a body that makes the rules, on a finding; or by the service, which has no answer.

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
    return [RoundVoided(**command.model_dump(), programme=round_.programme)]


def _may_not(state: State, round_: Round, command: VoidRound, asked: Asked) -> Refused | None:
    if ours(asked, "matching") is None:
        return None if command.ground in OWN_GROUNDS else Refused("no_mandate")
    if wrong := may(state.book, asked, "rules", round_.programme):
        return wrong
    if command.finding is None:
        return Refused("missing_reason")
    return None if command.finding in state.findings else Refused("unknown_entity")
