"""How oversight decides: every version that ever decided, and the one in use."""

from typing import Any

from baraza.decider import Decider
from baraza.oversight.domain.v1 import OVERSIGHT_1

DECIDERS: dict[str, Decider[Any, Any, Any, Any]] = {OVERSIGHT_1.name: OVERSIGHT_1}
CURRENT = OVERSIGHT_1

__all__ = ["CURRENT", "DECIDERS"]
