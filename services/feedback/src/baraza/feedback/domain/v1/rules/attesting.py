"""The service says what it has folded."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.feedback.domain.v1.state import State
from baraza.feedback.messages import Fact
from baraza.forms.v1.asker import ours
from baraza.forms.v1.messages import AttestState, StateAttested


def attest_state(state: State, command: AttestState, asked: Asked) -> Sequence[Fact] | Refused:
    """1. It asks itself; whether the digest is right, whoever folds the log can tell."""
    # 1.
    return ours(asked, "feedback") or [StateAttested(**command.model_dump())]
