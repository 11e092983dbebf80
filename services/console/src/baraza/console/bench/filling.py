"""The ledger by itself: how many entries a second it takes, and a log that is as long as wished."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
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


@dataclass
class Filling:
    """Appends to one ledger; every decision is two entries, and about something new."""

    house: House
    nats: Nats
    writer: Writer
    size: int
    written: int = 0

    @classmethod
    async def begin(cls, house: House, nats: Nats) -> "Filling":
        signer = Signer.from_private((house.home.keys / f"{SERVICE}.key").read_text().strip())
        writer = Writer(house.plan.origin, signer, await _contracts(house))
        return cls(house, nats, writer, await size_of(house))

    async def to(self, entries: int, said: Said) -> dict[str, Any]:
        """Append until the log holds so many entries, many requests at a time."""
        times: list[float] = []
        spent = 0.0
        while self.size < entries:
            some, took = await self._sent(min(BATCH, -(-(entries - self.size) // 2)), IN_FLIGHT)
            times, spent = times + some, spent + took
            said(f"the ledger holds {self.size:,} entries")
        return rated(times, spent)

    async def within(self, seconds: float, in_flight: int) -> dict[str, Any]:
        """As many as the ledger takes in so many seconds."""
        times: list[float] = []
        spent = 0.0
        while spent < seconds:
            some, took = await self._sent(BATCH, in_flight, seconds - spent)
            times, spent = times + some, spent + took
        return rated(times, spent)

    async def _sent(
        self, count: int, in_flight: int, seconds: float | None = None
    ) -> tuple[list[float], float]:
        now = SystemClock().now()
        requests = iter(list(self.writer.requests(self.written, count, self.size, now)))
        times: list[float] = []
        began = monotonic()
        until = None if seconds is None else began + seconds

        async def one() -> None:
            while (until is None or monotonic() < until) and (request := next(requests, None)):
                before = monotonic()
                answer = await self.nats.request(subjects.append(SERVICE), request, timeout=30)
                times.append(monotonic() - before)
                if not from_json(answer.data).get("ok"):
                    raise Trouble(f"The ledger takes no entry: {answer.data.decode()[:300]}")

        await asyncio.gather(*(one() for _ in range(in_flight)))
        spent = monotonic() - began
        self.written += count
        self.size = await size_of(self.house)
        return times, spent


def rated(times: list[float], seconds: float) -> dict[str, Any]:
    told = summed(times, seconds)
    return {**told, "entries_per_second": round(2 * told["per_second"], 1)}


async def filled(house: House, nats: Nats, entries: int, said: Said) -> dict[str, Any]:
    """A log of so many entries."""
    return await (await Filling.begin(house, nats)).to(entries, said)


async def size_of(house: House) -> int:
    """How many entries the log of a house holds."""
    reply = await house.client.raw(subjects.query("ledger", "head"), {})
    return int(reply["size"])


async def _contracts(house: House) -> Mapping[str, str]:
    """Type to schema digest, as the log has published them."""
    found: dict[str, str] = {}
    first, size = 0, await size_of(house)
    while first < size:
        page = await house.client.raw(subjects.query("ledger", "entries"), {"first": first})
        for entry in page["entries"]:
            data = from_json(entry["wire"].encode())["data"]
            found.update(data.get("contracts") or {})
        first += len(page["entries"])
    return found
