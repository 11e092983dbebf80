"""Role: a person holds something for a time, on terms."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from baraza.decider import Refused


@dataclass(frozen=True)
class Kind:
    """One row: what must hold before the role begins, each with its refusal, in this order."""

    granted_by: frozenset[str]  # kinds of mandate, or "pm"
    conditions: tuple[tuple[str, str], ...]  # (condition, code of the refusal)


@dataclass(frozen=True)
class Role:
    role: str
    person: str
    starts_on: str
    ends_on: str | None = None
    state: str = "active"  # active, paused, resting, ended

    def active_at(self, at: datetime) -> bool:
        day = at.date().isoformat()
        in_term = self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)
        return self.state == "active" and in_term


def grant_role(held: Role | None, kind: Kind, met: Mapping[str, bool]) -> Refused | None:
    """May the role begin? None: yes. The first condition that fails gives the reason."""
    for condition, code in kind.conditions:
        if not met.get(condition, False):
            return Refused(code)
    if held is not None and held.state != "ended":
        return Refused("already_done")
    return None
