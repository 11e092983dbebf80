"""Another event store in the same run: the PyPI package `eventsourcing` with its SQLite store."""

from pathlib import Path
from time import monotonic
from typing import Any
from uuid import UUID

from baraza.console.bench.floor import PAYLOAD
from baraza.console.bench.numbers import summed

NAME = "eventsourcing"
_EVENTS = 2
"""In one transaction, as a decision's entries are."""


def eventsourcing(folder: Path, seconds: float) -> dict[str, Any]:
    """Appends one after the other; it signs, hashes, checks and proves nothing.

    Where the package is not installed, how to have it.
    """
    try:
        from eventsourcing.persistence import StoredEvent
        from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore
    except ImportError:
        return {"missing": "pip install 'baraza-console[bench]'"}
    store = SQLiteDatastore(str(folder / "peer.db"))
    try:
        recorder = SQLiteApplicationRecorder(store)
        recorder.create_table()
        state = PAYLOAD[: len(PAYLOAD) // _EVENTS]
        times: list[float] = []
        began = monotonic()
        while monotonic() < began + seconds:
            about = UUID(int=len(times) + 1)
            before = monotonic()
            recorder.insert_events(
                [StoredEvent(about, n + 1, "bench:Said", state) for n in range(_EVENTS)]
            )
            times.append(monotonic() - before)
        told = summed(times, monotonic() - began)
        return {**told, "entries_per_second": round(_EVENTS * told["per_second"], 1)}
    finally:
        store.close()
