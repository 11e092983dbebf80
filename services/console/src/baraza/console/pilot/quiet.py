"""Which services need no turn: those that would find nothing, by what they said themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from baraza.messaging.replies import Turned


@dataclass
class _Said:
    """A service's last word, and up to where the log was compared with it."""

    turned: Turned
    seen: int


class Quiet:
    """Remembers turns that performed nothing; after a restart nothing is known, and all are asked.

    A turn that is left out would have performed nothing: state follows from the entries that a
    service hears, and what falls due of itself it named. So the log is the same with and without.
    """

    def __init__(self) -> None:
        self._said: dict[str, _Said] = {}

    def note(self, service: str, turned: Turned) -> None:
        """What a service answered to its turn."""
        self._said.pop(service, None)
        if not turned.performed:
            self._said[service] = _Said(turned, turned.position)

    def sure(self, service: str, reading: datetime, types: Sequence[str]) -> bool:
        """Whether a turn at this reading would find nothing; `types` are those of all entries."""
        said = self._said.get(service)
        if said is None or said.turned.hears is None:
            return False
        if said.turned.next_at is not None and said.turned.next_at <= reading:
            return False
        if said.turned.next_position is not None and len(types) >= said.turned.next_position:
            return False
        if any(types[n] in said.turned.hears for n in range(said.seen, len(types))):
            return False
        said.seen = max(said.seen, len(types))
        return True
