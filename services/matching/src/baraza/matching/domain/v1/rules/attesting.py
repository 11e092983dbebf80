"""The service says what it has folded."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.messages import AttestState, StateAttested
from baraza.matching.domain.v1.state import State
from baraza.matching.messages import Fact


def attest_state(state: State, command: AttestState, asked: Asked) -> Sequence[Fact] | Refused:
    """1. It asks itself; whether the digest is right, whoever folds the log can tell."""
    # 1.
    return ours(asked, "matching") or [StateAttested(**command.model_dump())]
