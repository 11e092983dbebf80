"""The entries of a log with the time at which each was recorded, the other of its two axes."""

from collections.abc import Iterator
from dataclasses import dataclass

from baraza.auditor.log import WIDTH, Log
from baraza.auditor.progress import Progress, no_progress
from baraza.auditor.scan import read_entry
from baraza.auditor.source import Damage
from baraza.decider import Entry

_LINES = 4


@dataclass(frozen=True)
class Recorded:
    """A leaf that is read only where it is needed."""

    index: int
    leaf: bytes
    recorded_at: int
    """Milliseconds since 1970, by the ledger's clock; never falling in an honest log."""

    @property
    def entry(self) -> Entry:
        """Raises `Damage` where the leaf is none."""
        return read_entry(self.index, self.leaf)


def recorded(
    log: Log, last: int | None = None, progress: Progress = no_progress
) -> Iterator[Recorded]:
    """The leaves below `last`, in order; raises `Damage`."""
    size = log.size if last is None else min(last, log.size)
    for index, leaf in log.leaves(size):
        if index % WIDTH == 0:
            progress(index, size)
        lines = leaf.split(b"\n", _LINES - 1)
        if len(lines) < _LINES or not lines[2].isdigit() or len(lines[2]) > 16:
            raise Damage(f"entry {index}", "no line says when it was recorded", index)
        yield Recorded(index, leaf, int(lines[2]))
    progress(size, size)
