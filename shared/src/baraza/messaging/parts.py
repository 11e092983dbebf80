"""What a service brings, beside which everything is the same in all of them."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol, TypeAlias

from pydantic import BaseModel

from baraza.decider import Decider, Entry, Folded, Message, Step
from baraza.messaging.ask import Ask
from baraza.messaging.problems import Unexpected
from baraza.privacy import Vault


@dataclass(frozen=True)
class Moment:
    """What a handler sees: the folded log, the reading, and a way to evidence and answers."""

    now: Folded[Any]
    reading: datetime
    exhibit: Callable[[str], Awaitable[bytes]]
    """The bytes of an exhibit by digest."""
    query: Callable[[str, str, Mapping[str, Any]], Awaitable[Any]]
    """What another service answers: (service, question, params) -> answer."""
    keep: Callable[[bytes], Awaitable[str]]
    """Stores evidence that `prepare` makes and the command will name; its digest."""

    @property
    def state(self) -> Any:
        return self.now.state


@dataclass(frozen=True)
class Prepared:
    """A command with the evidence it brings; the service uploads it before it decides."""

    command: Message
    exhibits: Sequence[bytes] = ()


async def _closed(digest: str) -> bytes:
    raise Unexpected("exhibits are read once the service has begun")


@dataclass
class Evidence:
    """Where a service's questions read exhibits; it is opened before the first is answered."""

    read: Callable[[str], Awaitable[bytes]] = _closed
    """The bytes of an exhibit by digest, out of a bounded store."""


class Handlers:
    """What a service does around deciding. Subclass it and fill in what is needed.

    `derives` names, for each command, the fields that this service fills in itself (a
    de-duplication result, a body chosen from the vault): an asker may not give them. On a retry
    they are taken from the recorded command, so that the same ask compares equal for ever.
    """

    derives: ClassVar[Mapping[str, frozenset[str]]] = {}
    takes: ClassVar[Mapping[str, frozenset[str]]] = {}
    """For each command, what an ask brings beside it and no entry has (a token that is spent):
    `prepare` reads it in `ask.data`."""

    async def prepare(
        self, ask: Ask, command_type: type[Message], data: dict[str, Any], moment: Moment
    ) -> dict[str, Any]:
        """The command's data with derived inputs added.

        `ask.data` is in clear; in `data` ids are made and personal fields are commitments. Called
        again on a retry whose first try was not recorded: it must give the same then.
        """
        return data

    def concerns(
        self, command_type: type[Message], data: Mapping[str, Any], state: Any
    ) -> str | None:
        """Whom an ask is about, where it names the thing and not the person: what is said of them
        is theirs, and goes when they are forgotten. None: whoever it names, else who asks."""
        return None

    async def perform(self, step: Step, moment: Moment) -> Message | Prepared:
        """The command of a step whose `ask` is None: searched, computed or asked for."""
        raise Unexpected(f"nobody prepares {step.command}")


class Due(Protocol):
    """What falls due: `baraza.forms.v1.agenda.Due` is one."""

    @property
    def at(self) -> datetime: ...
    @property
    def subject(self) -> str: ...
    @property
    def what(self) -> str: ...


class Agenda(Protocol):
    """`baraza.forms.v1.agenda.Agenda` is one."""

    def next(self) -> Due | None: ...
    def until(self, reading: datetime) -> Sequence[Due]: ...


class Nothing(BaseModel):
    """The form of a question that asks about all there is."""


Query: TypeAlias = Callable[[Any], Any]
"""A question to its answer (a pydantic model or JSON values), awaited where it is awaitable.

Its one parameter is annotated with the form of the question, or is a dictionary as it was asked.
"""
Listener: TypeAlias = Callable[[Sequence[tuple[int, Entry]]], Any]
"""Is told each run of whole decisions, in order, after they have been folded."""


class Projected(Protocol):
    """What the service needs of a read model; `baraza.projection.Projector` is one."""

    step: Callable[[str], None]
    """Called before and after a commit; tests of crashes end the process there."""

    @property
    def position(self) -> int: ...
    @property
    def still(self) -> Collection[str]: ...
    def apply(self, batch: Sequence[tuple[int, Entry]]) -> Any: ...
    def parked(self) -> Sequence[Any]: ...
    def close(self) -> None: ...


class Rebuilding(Protocol):
    """A clean build beside a read model; `baraza.projection.Rebuild` is one."""

    @property
    def position(self) -> int: ...
    @property
    def behind(self) -> bool: ...
    def apply(self, batch: Sequence[tuple[int, Entry]]) -> None: ...
    def compared(self) -> Any: ...
    def switch(self) -> None: ...
    def close(self) -> None: ...


class Rebuild(Protocol):
    """How a service begins one: `freed` names what is applied again, None for all."""

    def __call__(self, *, freed: Sequence[str] | None = None) -> Rebuilding: ...


def nothing_pending(state: Any) -> Iterable[Step]:
    """A service without process managers."""
    return ()


def nothing_due(state: Any) -> Agenda | None:
    """A service without deadlines."""
    return None


@dataclass(frozen=True)
class ServiceParts:
    """One service: its rules, its questions and what it does around deciding."""

    name: str
    decider: Decider[Any, Any, Any, Any]
    """The newest version of its rules."""
    deciders: Mapping[str, Decider[Any, Any, Any, Any]] = field(default_factory=dict)
    """All versions that this release has; empty: the newest alone."""
    queries: Mapping[str, Query] = field(default_factory=dict)
    answers: Mapping[str, type[BaseModel]] = field(default_factory=dict)
    """The model of each question's answer, for the published contract."""
    evidence: Evidence = field(default_factory=Evidence)
    handlers: Handlers = field(default_factory=Handlers)
    projector: Projected | None = None
    rebuild: Rebuild | None = None
    """How the projector's rows are made again beside the old."""
    vault: Vault | None = None
    dues: Callable[[Any], Agenda | None] = nothing_due
    pending: Callable[[Any], Iterable[Step]] = nothing_pending
