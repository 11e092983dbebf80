"""Who may ask the ledger for anything at all."""

from baraza.decider import Asked, Refused
from baraza.ledger.domain.v1.state import Log


def by_founders(log: Log, asked: Asked) -> Refused | None:
    """A body asks, and its root key signs; the log has begun."""
    if not asked.actor.startswith("body."):
        return Refused("no_mandate")
    return None if log.founded else Refused("wrong_state")


def by_host(log: Log, asked: Asked) -> Refused | None:
    """The ledger's own host asks; the log has begun."""
    if asked.actor != "service.ledger":
        return Refused("no_mandate")
    return None if log.founded else Refused("wrong_state")
