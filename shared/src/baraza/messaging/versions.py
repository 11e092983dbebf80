"""Rules of several versions in one release: the log says which of them decides."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from baraza.decider import Decider, Entry, evolved

AnyDecider: TypeAlias = Decider[Any, Any, Any, Any]
ANNOUNCED = "baraza.event.ledger.DeciderRegistered.v1"


def by_age(deciders: Iterable[AnyDecider]) -> list[AnyDecider]:
    """The oldest version first."""
    return sorted(deciders, key=_number)


class Newer:
    """Versions that the log has not announced yet: each folds along, to take over at once.

    While there is one a service folds twice; so a release brings it shortly before it is announced.
    """

    def __init__(self, deciders: Iterable[AnyDecider] = ()) -> None:
        self._waiting = [(decider, decider.initial) for decider in by_age(deciders)]

    def learn(self, index: int, entry: Entry) -> None:
        """Raises `UnknownType`, as any fold does."""
        if self._waiting and entry.kind == "event":
            self._waiting = [
                (decider, evolved(decider, state, entry, index)) for decider, state in self._waiting
            ]

    def announced(self, entry: Entry) -> tuple[AnyDecider, Any] | None:
        """The rules that decide from here on, with their state; None: those that decide now."""
        if entry.type != ANNOUNCED:
            return None
        for at, (decider, state) in enumerate(self._waiting):
            if decider.name == entry.data["decider"]:
                self._waiting = self._waiting[at + 1 :]
                return decider, state
        return None


def _number(decider: AnyDecider) -> int:
    return int(decider.name.rpartition(".v")[2])
