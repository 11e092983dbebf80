"""Deferred acceptance as a policy: no pair with a grievance, and the best such answer for every
mentee (`matching.md` 11). Standard library alone."""

from baraza.matching.domain.v1.stable.certificate import RESULT, verify
from baraza.matching.domain.v1.stable.instance import INSTANCE, Stable, read_instance

__all__ = ["INSTANCE", "RESULT", "Stable", "read_instance", "verify"]
