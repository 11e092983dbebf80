"""Registration's rules, every version that ever decided."""

from collections.abc import Mapping
from typing import Any

from baraza.decider import Decider
from baraza.registration.domain.v1 import REGISTRATION_1

DECIDERS: Mapping[str, Decider[Any, Any, Any, Any]] = {"registration.v1": REGISTRATION_1}
CURRENT = REGISTRATION_1
