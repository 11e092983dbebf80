"""Many inputs for each reader: seeded, counted, timed; the first bad one is told in full."""

import time
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from random import Random

from fuzz.targets import Target, targets

SECONDS_MAX = 5.0
"""For one input of at most 40,000 bytes, on a machine that does other things too."""


class Found(AssertionError):
    """A reader ended with another exception than its own, or was slow."""


@dataclass(frozen=True)
class Count:
    """What became of the inputs of one reader."""

    name: str
    inputs: int
    taken: int
    slowest: float
    seconds: float

    def __str__(self) -> str:
        rate = self.inputs / self.seconds if self.seconds else 0
        refused = self.inputs - self.taken
        return (
            f"{self.name:14} {self.inputs:9,} inputs  {refused:9,} refused  {self.taken:8,} taken"
            f"  {rate:8,.0f}/s  slowest {self.slowest * 1000:6.1f} ms"
        )


def run(target: Target, count: int, seed: int = 0) -> Count:
    """Raises `Found` for the first input that is not dealt with."""
    taken, slowest, began = 0, 0.0, time.monotonic()
    for number in range(count):
        data = target.input(chance_of(target, seed, number))
        before = time.monotonic()
        try:
            taken += target.try_(data)
        except BaseException as wrong:
            raise Found(_told(target, seed, number, data, repr(wrong))) from wrong
        took = time.monotonic() - before
        slowest = max(slowest, took)
        if took > SECONDS_MAX:
            raise Found(_told(target, seed, number, data, f"it took {took:.1f} seconds"))
    return Count(target.name, count, taken, slowest, time.monotonic() - began)


def run_all(count: int, seed: int = 0, among: Sequence[Target] | None = None) -> Iterator[Count]:
    """So many inputs in all, each reader its share, and at least one."""
    among = targets() if among is None else among
    shares, left = sum(target.share for target in among), count
    for target in among:
        mine = max(1, -(-left * target.share // shares))
        yield run(target, mine, seed)
        shares, left = shares - target.share, left - mine


def chance_of(target: Target, seed: int, number: int) -> Random:
    """What makes one input: the same everywhere."""
    words = f"{target.name} {seed} {number}".encode()
    return Random(sha256(words).digest())  # noqa: S311 - to be repeated, not to be secret


def _told(target: Target, seed: int, number: int, data: bytes, why: str) -> str:
    shown = b64encode(data).decode()
    return f"{target.name}, seed {seed}, input {number}: {why}\nbase64 of it: {shown}"
