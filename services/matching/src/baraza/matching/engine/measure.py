"""How long each step of a made round takes, with the library's own flow as the floor beside it.

Seconds are those that this process had a processor: a machine that is busy with something else
makes all of them wait, and no ratio of them another.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from baraza.matching.domain.v1.certificate import (
    INSTANCE,
    Instance,
    canonical,
    read_instance,
)
from baraza.matching.engine.result import written
from baraza.matching.engine.settling import ENGINES

GROUPS = 8
MOST_PLACES = 5
MOST_POINTS = 11_000
LONG = 3.0
"""Seconds from which on a flow is measured once."""


@dataclass(frozen=True)
class Made:
    """A round of a size; regions reach unequally many mentors, so that floors matter."""

    mentees: int
    mentors: int
    candidates: int
    floors: bool = False

    @property
    def instance(self) -> bytes:
        """The same bytes on every machine."""
        rows = [self._mentee(i) for i in range(self.mentees)]
        labels = [f"g{g}" for g in range(GROUPS)]
        sizes = [sum(row["group"] == label for row in rows) for label in labels]
        return canonical(
            {
                "format": INSTANCE,
                "round": f"made-{self.mentees}x{self.mentors}",
                "weights": "made/1",
                "scores_exhibit": None,
                "groups": labels,
                "floors": {"targets": sizes if self.floors else [0] * GROUPS},
                "mentors": [
                    {"id": f"r-{j:07d}", "places": 1 + next(_numbers("places", j)) % MOST_PLACES}
                    for j in range(self.mentors)
                ],
                "mentees": rows,
                "lottery": {
                    "beacon": "test",
                    "pulse": 1,
                    "checkpoint_root": "0" * 64,
                    "checkpoint_size": 1,
                    "draw": 0,
                    "randomness": "11" * 32,
                },
            }
        )

    def _mentee(self, i: int) -> dict[str, Any]:
        numbers = _numbers("mentee", i)
        group = next(numbers) % GROUPS
        reach = max(1, self.mentors * (group + 3) // (GROUPS + 3))
        where = sorted({next(numbers) % reach for _ in range(min(self.candidates, reach))})
        return {
            "id": f"e-{i:07d}",
            "group": f"g{group}",
            "mentors": where,
            "scores": [next(numbers) % MOST_POINTS for _ in where],
        }


def measured(made: Made, engine: str) -> dict[str, Any]:
    """Seconds of each step, and the most memory of this process in megabytes."""
    spent: dict[str, float] = {}
    by = ENGINES[engine]()
    instance = made.instance
    with _timed(spent, "read"):
        asked = read_instance(instance)
    with _timed(spent, "floors"):
        floors = by.floors(asked)
    with _timed(spent, "search"):
        held, price = by.priced(asked, floors.vector)
    with _timed(spent, "write"):
        result = written(asked, floors, held, price)
    memory = most_memory()
    verifier = _verified_elsewhere(instance, result)
    alone = _flow_alone(asked, floors.vector)
    return {
        "mentees": made.mentees,
        "mentors": made.mentors,
        "candidates": sum(len(row.mentors) for row in asked.mentees),
        "floors": list(floors.vector) if made.floors else None,
        "engine": engine,
        "clock": "processor",
        "load": [round(load, 1) for load in os.getloadavg()],
        "seconds": spent,
        "flow_alone": alone,
        "bytes": {"instance": len(instance), "result": len(result)},
        "memory_mb": memory,
        "verifier": verifier,
    }


_VERIFYING = """
import json, sys, time
from pathlib import Path
from baraza.matching.domain.v1.certificate import read_instance, verify
from baraza.matching.engine.measure import most_memory
instance, result = (Path(name).read_bytes() for name in sys.argv[1:])
began = time.process_time()
verify(instance, result)
verified = time.process_time()
memory = most_memory()
read_instance(instance)
told = {"with_reading": verified - began, "reading": time.process_time() - verified}
print(json.JSONEncoder().encode({"seconds": told, "memory_mb": memory}))
"""


def _verified_elsewhere(instance: bytes, result: bytes) -> dict[str, Any]:
    """By a process that does nothing else, as a stranger's would: seconds, and its memory."""
    with TemporaryDirectory() as folder:
        paths = Path(folder, "instance.json"), Path(folder, "result.json")
        for path, data in zip(paths, (instance, result), strict=True):
            path.write_bytes(data)
        words = [sys.executable, "-c", _VERIFYING, *map(str, paths)]
        ended = subprocess.run(words, capture_output=True, check=True)  # noqa: S603 - this Python
    told: dict[str, Any] = json.loads(ended.stdout)
    told["seconds"] = {name: round(each, 4) for name, each in told["seconds"].items()}
    return told


def most_memory() -> int:
    """The most that this process had at once, in megabytes.

    What the kernel tells of all processes counts what stood there before a program began.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (most,) = (x for x in status.read_text().splitlines() if x.startswith("VmHWM:"))
        return int(most.split()[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _flow_alone(asked: Instance, floors: tuple[int, ...]) -> float | None:
    """Seconds that the library's solver takes by itself for number and points; None without it.

    The one in the middle of three, where they are short.
    """
    try:
        from baraza.matching.engine.flow import solving_alone
    except ImportError:
        return None
    times = [solving_alone(asked, floors)]
    while len(times) < 3 and times[0] < LONG:
        times.append(solving_alone(asked, floors))
    return round(median(times), 4)


@contextmanager
def _timed(spent: dict[str, float], name: str) -> Iterator[None]:
    began = time.process_time()
    yield
    spent[name] = round(time.process_time() - began, 4)


def _numbers(what: str, n: int) -> Iterator[int]:
    """As many numbers as one likes, from a name."""
    block = 0
    while True:
        data = sha256(f"baraza bench\n{what}\n{n}\n{block}\n".encode()).digest()
        yield from (int.from_bytes(data[at : at + 4], "big") for at in range(0, 32, 4))
        block += 1
