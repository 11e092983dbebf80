"""How far long work has come, for whoever watches a terminal; nothing is said elsewhere."""

import sys
from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Told how many entries are done, and of how many."""


def no_progress(done: int, of: int) -> None:
    """Nobody watches."""


def watched(what: str) -> Progress:
    """A line on the terminal's standard error that is written over, and cleared at the end."""
    if not sys.stderr.isatty():
        return no_progress

    def tell(done: int, of: int) -> None:
        text = f"{what}: {done:,} of {of:,} entries" if done < of else ""
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)

    return tell
