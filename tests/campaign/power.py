"""What a loss of power leaves of files: nothing that no sync has made durable (method 5)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from campaign.tracing import SYNCS, Call

_PWRITE = re.compile(r", (?P<length>\d+), (?P<offset>\d+)\) += (?P<done>\d+)$")
_WRITE = re.compile(r"\) += (?P<done>\d+)$")
_NAMES = re.compile(r'"([^"]*)".*"([^"]*)"')
Range = tuple[int, int]

LOSSES = ("cut", "zero", "torn", "names")
"""Unsynced bytes are not there, or are zeros, or half of them are; new names are not there."""


@dataclass
class Unsynced:
    """Written ranges by file, and names made in a folder, since the sync that would keep them."""

    ranges: dict[str, list[Range]] = field(default_factory=dict)
    names: dict[str, set[str]] = field(default_factory=dict)

    def note(self, call: Call, home: Path) -> None:
        """One call of a life, in order."""
        if call.line.rstrip().endswith("= ?"):
            return
        if call.name in SYNCS:
            self.ranges.pop(call.path, None)
            self.names.pop(call.path, None)
        elif call.name == "pwrite64":
            if found := _PWRITE.search(call.line):
                first = int(found["offset"])
                self.ranges.setdefault(call.path, []).append((first, first + int(found["done"])))
        elif call.name == "write":
            if found := _WRITE.search(call.line):
                ranges = self.ranges.setdefault(call.path, [])
                first = ranges[-1][1] if ranges else 0
                ranges.append((first, first + int(found["done"])))
        elif call.name.startswith("rename") and (names := _NAMES.search(call.line)):
            old = names[1].removeprefix(f"{home}/")
            self.ranges[call.path] = self.ranges.pop(old, [])
            folder = call.path.rpartition("/")[0]
            self.names.setdefault(folder, set()).add(call.path)


def lose(home: Path, unsynced: Unsynced, loss: str) -> int:
    """Take from the files what is not durable; how many files that changed."""
    if loss == "names":
        gone = [home / name for names in unsynced.names.values() for name in names]
        for file in gone:
            file.unlink(missing_ok=True)
        return len(gone)
    return sum(_spoil(home / path, ranges, loss) for path, ranges in _files(home, unsynced).items())


def _files(home: Path, unsynced: Unsynced) -> Mapping[str, list[Range]]:
    """Without those that are gone, and without shared memory, which no power loss outlives."""
    return {
        path: ranges
        for path, ranges in unsynced.ranges.items()
        if ranges and not path.endswith("-shm") and (home / path).is_file()
    }


def _spoil(file: Path, ranges: list[Range], loss: str) -> bool:
    data = bytearray(file.read_bytes())
    size = len(data)
    spoilt = ranges[len(ranges) // 2 :] if loss == "torn" else ranges
    for first, last in spoilt:
        data[first:last] = bytes(min(last, size) - min(first, size))
    if loss == "cut" and max(last for _, last in ranges) >= size:
        del data[min(first for first, _ in ranges) :]
    file.write_bytes(data)
    return True
