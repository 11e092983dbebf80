"""The points at which a crash matters, by name; tests end the process there."""

import os
import signal
from collections.abc import Callable
from typing import TypeAlias

Step: TypeAlias = Callable[[str], None]


def killer(at: str) -> Step:
    """Nothing, outside tests of crashes: with `name:n` a kill -9 at the n-th passage."""
    if not at:
        return lambda _: None
    name, _, left = at.partition(":")
    passages = iter(range(1, int(left or 1)))

    def step(here: str) -> None:
        if here == name and next(passages, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    return step
