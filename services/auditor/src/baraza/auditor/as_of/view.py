"""Which entries of a log count: the first so many, and of them those that had happened."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from baraza.auditor.log import Log
from baraza.auditor.moments import instant_of
from baraza.auditor.progress import Progress, no_progress
from baraza.auditor.recorded import Recorded, recorded
from baraza.decider import Entry


@dataclass
class View:
    """What is asked for, and, once it was read, how much of the log it took in."""

    log: Log
    index: int | None = None
    happened: int | None = None
    recorded: int | None = None
    progress: Progress = no_progress
    position: int = 0
    left_out: int = 0

    def entries(self) -> Iterator[tuple[Recorded, Entry]]:
        """In order, those that count; raises `Damage`.

        Reading stops at the first entry that was recorded too late: that time never falls.
        """
        until = None if self.happened is None else instant_of(self.happened)
        self.position = self.left_out = 0
        for one in recorded(self.log, self.index, self.progress):
            if self.recorded is not None and one.recorded_at > self.recorded:
                break
            self.position = one.index + 1
            entry = one.entry
            if until is not None and entry.document["time"] > until:
                self.left_out += 1
            else:
                yield one, entry

    def told(self) -> Mapping[str, Any]:
        """Of the entries recorded, how many count."""
        return {
            "position": self.position,
            "happened_by": None if self.happened is None else instant_of(self.happened),
            "recorded_by": None if self.recorded is None else instant_of(self.recorded),
            "not_yet_happened": self.left_out,
        }
