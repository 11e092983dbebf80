"""Erasure: somebody is forgotten by every vault, and from then on nothing is asked about them."""

from collections.abc import Callable, Container, Sequence
from typing import Any, Protocol, TypeVar

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.messages import ErasePersonData

Fact = TypeVar("Fact")
Decide = Callable[[Any, Any, Asked], Sequence[Fact] | Refused]


class Remembers(Protocol):
    """A state that knows who was erased."""

    @property
    def erased(self) -> Container[str]: ...


def erase(state: Remembers, command: ErasePersonData, asked: Asked, service: str) -> Refused | None:
    """May the service forget this person now? None: yes. 1. It asks itself. 2. Once."""
    # 1.
    if wrong := ours(asked, service):
        return wrong
    # 2.
    return Refused("already_done") if command.pseudonym in state.erased else None


def unless_erased(decide: Decide[Fact]) -> Decide[Fact]:
    """Nothing is asked by or about somebody who was erased; a service's own steps go on (I50)."""

    def decided(state: Any, command: Any, asked: Asked) -> Sequence[Fact] | Refused:
        kind, _, who = asked.actor.partition(".")
        about = getattr(command, "person", None)
        if kind != "service" and (
            (kind == "person" and who in state.erased) or about in state.erased
        ):
            return Refused("person_erased")
        return decide(state, command, asked)

    return decided
