"""How a house in one process keeps to little memory."""

import asyncio
import ctypes
import gc
import sqlite3
from contextlib import suppress

from baraza.messaging import reading

SQLITE_BYTES = 8 << 20
"""Of all page caches together: each of some twenty connections would keep two megabytes."""
NATS_MEMORY = "28MiB"
"""What nats-server's collector aims at."""
LOOK_SECONDS = 15.0
ENTRIES = 512
"""So many are read once for all services: in a rehearsal none is further behind for long."""
_ARENA_MAX = -8


def begin() -> None:
    """Before anything is opened: fewer arenas for threads, a bound for what SQLite keeps."""
    reading.share(ENTRIES)
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)
    with sqlite3.connect(":memory:") as any_connection:
        any_connection.execute(f"PRAGMA soft_heap_limit={SQLITE_BYTES}")
    any_connection.close()


def settle() -> None:
    """Once all is folded: what lives as long as the house is not looked through again."""
    give_back()
    gc.freeze()


def over() -> None:
    """The house has ended, and its process may go on to something else."""
    gc.unfreeze()
    reading.share(0)


async def keep() -> None:
    """Give back what is not used any more, now and then, for as long as it is not cancelled."""
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        give_back()


def give_back() -> None:
    """Cycles to Python, and what is free at the end to the system."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
