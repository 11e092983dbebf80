"""Who will not, or may not, be paired with somebody."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import any_mandate
from baraza.matching.domain.v1.kinds import WISHES
from baraza.matching.domain.v1.state import Open, State
from baraza.matching.messages import (
    ExcludePair,
    ExclusionLifted,
    Fact,
    LiftExclusion,
    PairExcluded,
)


def exclude_pair(state: State, command: ExcludePair, asked: Asked) -> Sequence[Fact] | Refused:
    """1. For oneself, or by who operates a programme. 2. Of somebody known, once.

    3. Whom one does not accept in a round, one says oneself, having entered it, while it is open.
    """
    # 1.
    if not is_self(asked, command.person):
        wrong = any_mandate(state.book, asked, "operate")
        if wrong:
            return wrong
    # 2.
    if command.person not in state.people:
        return Refused("unknown_entity")
    if command.exclusion in state.exclusions:
        return Refused("already_done")
    # 3.
    if command.round is not None and (wrong := _not_in_round(state, command, asked)):
        return wrong
    return [PairExcluded(**command.model_dump())]


def _not_in_round(state: State, command: ExcludePair, asked: Asked) -> Refused | None:
    if not is_self(asked, command.person):
        return Refused("not_concerned")
    round_ = state.rounds.get(command.round or "")
    if round_ is None:
        return Refused("unknown_entity")
    if asked.time >= round_.closes or not isinstance(round_.phase, Open):
        return Refused("too_late")
    return None if command.person in round_.entrants else Refused("wrong_state")


def lift_exclusion(state: State, command: LiftExclusion, asked: Asked) -> Sequence[Fact] | Refused:
    """1. A wish by whose it is; what is so whether one wishes it or not, by who operates.

    2. One that binds, of this person: nobody learns here whether another has any.
    """
    # 1.
    mine = is_self(asked, command.person)
    if not mine and (wrong := any_mandate(state.book, asked, "operate")):
        return wrong
    # 2.
    known = state.exclusions.get(command.exclusion)
    if known is None or known.person != command.person:
        return Refused("unknown_entity")
    if mine != (known.rule in WISHES):
        return Refused("not_concerned")
    return [ExclusionLifted(**command.model_dump())]
