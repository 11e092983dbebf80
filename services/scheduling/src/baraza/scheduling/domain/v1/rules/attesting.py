"""The service says what it has folded."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.messages import AttestState, StateAttested
from baraza.scheduling.domain.v1.state import Timetable
from baraza.scheduling.messages import Fact


def attest_state(table: Timetable, command: AttestState, asked: Asked) -> Sequence[Fact] | Refused:
    """1. It asks itself; whether the digest is right, whoever folds the log can tell."""
    # 1.
    return ours(asked, "scheduling") or [StateAttested(**command.model_dump())]
