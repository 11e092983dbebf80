"""How the ledger decides about itself: every version that ever decided, and the one in use."""

from typing import Any

from baraza.decider import Decider
from baraza.ledger.domain.v1 import LEDGER_1

DECIDERS: dict[str, Decider[Any, Any, Any, Any]] = {LEDGER_1.name: LEDGER_1}
CURRENT = LEDGER_1

__all__ = ["CURRENT", "DECIDERS"]
