"""The ledger by itself: how many entries a second it takes, and a log that is as long as wished."""

import asyncio
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any

from nats.aio.client import Client as Nats

from baraza.console.bench.numbers import summed
from baraza.console.bench.writing import SERVICE, Writer
from baraza.console.home import Trouble
from baraza.console.supervisor import House, Said
from baraza.messaging import subjects
from baraza.messaging.clock import SystemClock
from baraza.messaging.jsons import from_json
from baraza.transparency import Signer

IN_FLIGHT = 64
BATCH = 2_000
"""Decisions that are built and signed before the clock runs."""


async def filled(house: House, nats: Nats, entries: int, said: Said) -> dict[str, Any]:
    """Append until the log holds so many entries, many requests at a time."""
    signer = Signer.from_private((house.home.keys / f"{SERVICE}.key").read_text().strip())
    writer = Writer(house.plan.origin, signer, await _contracts(house))
    size, written, spent = await _size(house), 0, 0.0
    times: list[float] = []
    while size < entries:
        count = min(BATCH, -(-(entries - size) // 2))
        requests = list(writer.requests(written, count, size, SystemClock().now()))
        began = monotonic()
        times += await _sent(nats, iter(requests))
        spent += monotonic() - began
        written, size = written + count, await _size(house)
        said(f"the ledger holds {size:,} entries")
    told = summed(times, spent)
    return {**told, "entries_per_second": round(2 * told["per_second"], 1)}


async def _sent(nats: Nats, requests: Iterator[bytes]) -> list[float]:
    times: list[float] = []

    async def one() -> None:
        for request in requests:
            before = monotonic()
            answer = await nats.request(subjects.append(SERVICE), request, timeout=30)
            times.append(monotonic() - before)
            if not from_json(answer.data).get("ok"):
                raise Trouble(f"The ledger takes no entry: {answer.data.decode()[:300]}")

    await asyncio.gather(*(one() for _ in range(IN_FLIGHT)))
    return times


async def _size(house: House) -> int:
    reply = await house.client.raw(subjects.query("ledger", "head"), {})
    return int(reply["size"])


async def _contracts(house: House) -> Mapping[str, str]:
    """Type to schema digest, as the log has published them."""
    found: dict[str, str] = {}
    first, size = 0, await _size(house)
    while first < size:
        page = await house.client.raw(subjects.query("ledger", "entries"), {"first": first})
        for entry in page["entries"]:
            data = from_json(entry["wire"].encode())["data"]
            found.update(data.get("contracts") or {})
        first += len(page["entries"])
    return found
