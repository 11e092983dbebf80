"""Houses that are made for a bench and taken away, and the machine that they stand on."""

import asyncio
import os
import platform
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from nats.aio.client import Client as Nats

from baraza.console.bench import floor
from baraza.console.home import PARTS, Home
from baraza.console.supervisor import House, Plan, running
from baraza.messaging import broker
from baraza.messaging.settings import Settings

ORIGIN = "bench.example/house"
FLOOR_MOST = 5.0
"""Seconds: the floor is even, and what runs in a thread cannot be broken off."""


def plan(folder: Path, parts: Sequence[str] = PARTS) -> Plan:
    return Plan(Home(folder), ORIGIN, parts=parts)


@asynccontextmanager
async def connected(house: House, user: str) -> AsyncIterator[Nats]:
    """A connection under the name of one of the house's parts."""
    settings = Settings(
        nats_url=house.url,
        nats_user=user,
        nats_password_file=house.home.keys / f"{user}.password",
    )
    nats = await broker.connected(settings)
    try:
        yield nats
    finally:
        await nats.close()


async def floor_of(root: Path, seconds: float) -> dict[str, Any]:
    """What a commit and a publication cost, each by itself."""
    within = min(seconds / 4, FLOOR_MOST)
    return {
        "sqlite_commit": await asyncio.to_thread(floor.commits, root, within),
        "jetstream_publish": await _published(root, within),
    }


async def _published(root: Path, seconds: float) -> dict[str, Any]:
    bus = plan(root / "bus", parts=())
    async with running(bus) as house, connected(house, "relay") as nats:
        return await floor.publications(nats, seconds)


def machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
    }
