"""How matching decides: every version that ever decided, and the one in use."""

from typing import Any

from baraza.decider import Decider
from baraza.matching.domain.v1 import MATCHING_1

DECIDERS: dict[str, Decider[Any, Any, Any, Any]] = {MATCHING_1.name: MATCHING_1}
CURRENT = MATCHING_1

__all__ = ["CURRENT", "DECIDERS"]
