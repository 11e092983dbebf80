"""The floor: what the disk and the bus cost by themselves, with nothing of ours above them."""

import sqlite3
from pathlib import Path
from time import monotonic
from typing import Any

from nats.aio.client import Client as Nats

from baraza.console.bench.askers import closed
from baraza.console.bench.numbers import summed
from baraza.console.home import Trouble
from baraza.messaging.jsons import from_json, to_json

PAYLOAD = b"x" * 2_048
"""About as much as a decision's entries are."""
_SUBJECT = "baraza.event.bench.said.a.Said"


def commits(folder: Path, seconds: float) -> dict[str, Any]:
    """One row in one transaction, synced to the disk, one after the other."""
    times: list[float] = []
    connection = sqlite3.connect(folder / "floor.db", isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("CREATE TABLE floor (row BLOB)")
        began = monotonic()
        while monotonic() < began + seconds:
            before = monotonic()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO floor VALUES (?)", (PAYLOAD,))
            connection.execute("COMMIT")
            times.append(monotonic() - before)
        return summed(times, monotonic() - began)
    finally:
        connection.close()


async def publications(nats: Nats, seconds: float) -> dict[str, Any]:
    """One message into a stream of files, acknowledged when it is synced, one after the other."""
    await _stream(nats)

    async def publish() -> None:
        answer = await nats.request(_SUBJECT, PAYLOAD, timeout=10)
        if "error" in from_json(answer.data):
            raise Trouble(f"nats-server takes no message: {answer.data.decode()}")

    return await closed(publish, 1, seconds)


async def _stream(nats: Nats) -> None:
    config = {"name": "LEDGER", "subjects": ["baraza.event.>"], "storage": "file"}
    answer = await nats.request("$JS.API.STREAM.CREATE.LEDGER", to_json(config), timeout=10)
    if "error" in from_json(answer.data):
        raise Trouble(f"nats-server makes no stream: {answer.data.decode()}")
