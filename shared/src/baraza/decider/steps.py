"""The next step of a process, as a value in the state: someone else performs it."""

from dataclasses import dataclass
from datetime import datetime

from baraza.decider.decider import Seen
from baraza.decider.entry import entry_type
from baraza.decider.ids import step_id
from baraza.decider.message import Message


@dataclass(frozen=True)
class Step:
    """What a service owes itself because of a fact: one ordinary command.

    Done when a decision with its `id` is in the log, refused or not; state need not say so.
    `ask` is the command where the state alone makes it; None where `handlers` prepares it
    (an engine, another service's answer) from `about`.
    """

    cause: str  # id of the event
    cause_index: int
    cause_time: datetime
    correlation: str
    service: str
    command: str  # Name
    k: int  # 1, 2, ... among the steps of this type from this cause
    about: str  # the entity it is about, or what `handlers` needs to prepare it
    ask: Message | None = None
    not_before: datetime | None = None

    @property
    def id(self) -> str:
        type_ = entry_type("command", self.service, self.command)
        return step_id(self.cause, self.cause_time, type_, self.k)

    @property
    def order(self) -> tuple[int, str, int]:
        """Oldest cause first."""
        return (self.cause_index, self.command, self.k)

    @classmethod
    def after(
        cls,
        seen: Seen,
        service: str,
        ask: Message | str,
        *,
        about: str = "",
        k: int = 1,
        not_before: datetime | None = None,
    ) -> "Step":
        """The step that follows from a fact just folded."""
        message = None if isinstance(ask, str) else ask
        return cls(
            cause=seen.id,
            cause_index=seen.index,
            cause_time=seen.time,
            correlation=seen.correlation,
            service=service,
            command=ask if isinstance(ask, str) else type(ask).__name__,
            k=k,
            about=about or (message.subject if message else ""),
            ask=message,
            not_before=not_before,
        )
