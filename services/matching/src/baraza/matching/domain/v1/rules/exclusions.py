"""Who will not, or may not, be paired with somebody."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import any_mandate
from baraza.matching.domain.v1.state import State
from baraza.matching.messages import ExcludePair, Fact, PairExcluded


def exclude_pair(state: State, command: ExcludePair, asked: Asked) -> Sequence[Fact] | Refused:
    """1. For oneself, or by who operates a programme. 2. Of somebody known, once."""
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
    return [PairExcluded(**command.model_dump())]
