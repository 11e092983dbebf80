"""How feedback decides: every version that ever decided, and the one in use."""

from typing import Any

from baraza.decider import Decider
from baraza.feedback.domain.v1 import FEEDBACK_1

DECIDERS: dict[str, Decider[Any, Any, Any, Any]] = {FEEDBACK_1.name: FEEDBACK_1}
CURRENT = FEEDBACK_1

__all__ = ["CURRENT", "DECIDERS"]
