"""How long each step of a made round takes, with the library's own flow as the floor beside it.

Seconds are those that this process had a processor: a machine that is busy with something else
makes all of them wait, and no ratio of them another.
"""

import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from statistics import median
from typing import Any

from baraza.matching.domain.v1.certificate import (
    INSTANCE,
    Instance,
    canonical,
    read_instance,
    verify,
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
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with _timed(spent, "verify_with_reading"):
        verify(instance, result)
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
    }


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
