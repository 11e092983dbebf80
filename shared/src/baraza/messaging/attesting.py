"""What a service says of its own state now and then, for others to compare (`ledger.md` 9.1)."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, TypeAlias

from baraza.decider import Decider, Folded, Message, entry_type, state_digest, uuid7_of

AnyDecider: TypeAlias = Decider[Any, Any, Any, Any]

EVERY = 10_000
"""Positions at which a state is attested are the multiples of this."""


@dataclass(frozen=True)
class Mark:
    """The state at a position that nothing in the log attests yet, as far as it was folded."""

    decider: AnyDecider
    position: int
    state: Any
    time: datetime
    """Of the last entry that is in it."""

    @property
    def command_id(self) -> str:
        """Follows from service and position, so that one is attested once, whoever tries again."""
        text = f"baraza.attest/v1\n{self.decider.service}\n{self.position}"
        return uuid7_of(self.time, sha256(text.encode()).digest())

    def command(self) -> Message:
        """Costs a walk through the whole state: a second, where that is large."""
        digest = state_digest(self.decider.name, self.position, self.state)
        type_: type[Message] = self.decider.commands[_type(self.decider)]
        return type_.model_validate({"position": self.position, "digest": digest})


class Marks:
    """Keeps the state wherever its fold passes a position to be attested, until it was attested.

    A kept state shares nearly all of its memory with the ones after it.
    """

    def __init__(self, every: int = EVERY) -> None:
        self.every = every
        self._open: dict[str, Mark] = {}

    def passed(self, decider: AnyDecider, folded: Folded[Any], at: datetime) -> None:
        """One more entry has been folded, whose time is `at`."""
        if folded.basis % self.every == 0 and _type(decider) in decider.commands:
            mark = Mark(decider, folded.basis, folded.state, at)
            self._open[mark.command_id] = mark

    def done(self, command_id: str) -> None:
        """A decision with this id has been folded."""
        self._open.pop(command_id, None)

    def forget(self) -> None:
        """Other rules decide from here on: what the ones before folded is not theirs to attest."""
        self._open.clear()

    def open(self) -> list[Mark]:
        """Those to be attested, the oldest first."""
        return list(self._open.values())

    def after(self, position: int) -> int:
        """The next position to be attested."""
        return (position // self.every + 1) * self.every


def _type(decider: AnyDecider) -> str:
    return entry_type("command", decider.service, "AttestState")
