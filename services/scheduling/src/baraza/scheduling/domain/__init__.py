"""How scheduling decides: every version that ever decided, and the one in use."""

from typing import Any

from baraza.decider import Decider
from baraza.scheduling.domain.v1 import SCHEDULING_1

DECIDERS: dict[str, Decider[Any, Any, Any, Any]] = {SCHEDULING_1.name: SCHEDULING_1}
CURRENT = SCHEDULING_1

__all__ = ["CURRENT", "DECIDERS"]
