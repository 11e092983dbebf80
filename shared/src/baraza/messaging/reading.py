"""How entries that come in are read: each by whoever gets it, or once for a whole process."""

from collections.abc import Callable
from functools import lru_cache

from baraza.decider import Entry

_how: list[Callable[[bytes], Entry]] = [Entry.read]
"""One way, for all of this process."""


def entry(wire: bytes) -> Entry:
    """From canonical bytes that were checked when they were appended."""
    return _how[0](wire)


def share(most: int) -> None:
    """Where several services live in one process: the last so many entries are read once.

    Entries are frozen, so that all may hold the same one, and the words in it. 0: no more.
    """
    _how[0] = lru_cache(most)(Entry.read) if most else Entry.read
