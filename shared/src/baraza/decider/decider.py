"""The decider: one frozen version of a service's rules."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

from pydantic import BaseModel

from baraza.decider.entry import Asked, entry_type
from baraza.decider.message import Message
from baraza.decider.upcast import Upcasters

State = TypeVar("State")
Command = TypeVar("Command", bound=Message)
Fact = TypeVar("Fact", bound=Message)
Known = TypeVar("Known", bound=BaseModel)


@dataclass(frozen=True)
class Refused:
    """Why a command cannot stand; `decision` records it on a subject of its own."""

    reason: str
    rule: str | None = None  # the adopted text applied, `kind.version`; None: the decider itself
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """Where and when a folded fact stands in the log, so that a later one can cite it."""

    index: int
    id: str
    subject: str
    time: datetime
    correlation: str = ""


Rules: TypeAlias = Mapping[type[Command], Callable[[State, Any, Asked], Sequence[Fact] | Refused]]


@dataclass(frozen=True)
class Decider(Generic[State, Command, Fact, Known]):
    """One frozen version of a service's rules. Nothing in it may wait or look around."""

    name: str  # "matching.v1", written into every command entry it decides
    initial: State
    decide: Callable[[State, Command, Asked], Sequence[Fact] | Refused]
    evolve: Callable[[State, Known, Seen], State]
    reads: Callable[[State, Command, Asked], frozenset[str]]  # entity keys read but not written
    commands: Mapping[str, type[Command]]  # entry type -> how it is read
    knows: Mapping[str, type[Known]]  # entry types not named here leave the state as it is
    upcasters: Upcasters = field(default_factory=dict)  # older facts, to what is known of them

    @property
    def service(self) -> str:
        return self.name.partition(".")[0]

    @property
    def hears(self) -> frozenset[str]:
        """The entry types that may change the state, older versions of known facts too."""
        return frozenset(self.knows) | frozenset(self.upcasters)


def decide_by(
    rules: Rules[Command, State, Fact],
) -> Callable[[State, Command, Asked], Sequence[Fact] | Refused]:
    """A version is a table of rules, one function for each command."""
    return lambda state, command, asked: rules[type(command)](state, command, asked)


def named(service: str, commands: Iterable[type[Command]]) -> dict[str, type[Command]]:
    """The entry types by which a service's commands are read."""
    return {entry_type("command", service, c.__name__, c.v): c for c in commands}


def known(service: str, facts: Iterable[type[BaseModel]]) -> dict[str, type[Any]]:
    """The entry types of facts read by classes of the same name; the version is 1 unless told."""
    return {entry_type("event", service, f.__name__, getattr(f, "v", 1)): f for f in facts}
