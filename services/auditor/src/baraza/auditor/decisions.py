"""A log as decisions: each command with the events that came of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baraza.auditor.log import Log
from baraza.auditor.scan import entries
from baraza.auditor.sentences import Names, asked_for, who
from baraza.decider import Entry
from baraza.transparency import exhibits_of


@dataclass(frozen=True)
class Decision:
    """A command with its events, as they stand in the log."""

    first: int
    command: Entry
    events: Sequence[Entry]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (self.command, *self.events)

    @property
    def last(self) -> int:
        return self.first + len(self.events)

    @property
    def facts(self) -> Iterator[tuple[int, Entry]]:
        """Each event with its index."""
        return enumerate(self.events, self.first + 1)

    @property
    def evidence(self) -> Sequence[str]:
        return sorted(exhibits_of(self.command.document))

    @property
    def cause(self) -> str | None:
        """The event that made it asked; None: somebody asked of their own."""
        return self.command.document.get("causationid")

    def brief(self, names: Names) -> dict[str, Any]:
        """What a chain tells of it."""
        document = self.command.document
        return {
            "index": self.first,
            "command": self.command.name,
            "service": self.command.service,
            "actor": document["actor"],
            "time": document["time"],
            "facts": [event.name for event in self.events],
            "says": f"{who(document['actor'], names)} asked to {asked_for(self.command, names)}",
        }


def decisions(log: Log) -> Iterator[Decision]:
    """All that are whole, in order."""
    reading = entries(log)
    for first, command in reading:
        if command.kind == "command":
            count = command.document["eventcount"]
            events = tuple(entry for _, (_, entry) in zip(range(count), reading, strict=False))
            yield Decision(first, command, events)


def named_in(data: Mapping[str, Any], *names: str) -> tuple[Any, ...]:
    """The values of these members; None for those that are not there."""
    return tuple(data.get(name) for name in names)
