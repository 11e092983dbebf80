"""How the console reaches a running house: by what it wrote into `HOME/run`."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from nats.errors import Error as NatsError

from baraza.console.home import Home, Trouble, locked
from baraza.messaging import broker
from baraza.messaging.client import Client
from baraza.messaging.settings import Settings


def address(home: Home) -> Mapping[str, Any]:
    """Where the house is; `Trouble` where none runs."""
    try:
        written: Mapping[str, Any] = json.loads(home.address.read_bytes())
    except (OSError, ValueError):
        written = {}
    if not written or not locked(home):
        raise Trouble(
            f"No house is running in {home.path}. Start it with `baraza up --home {home.path}`."
        )
    return written


@asynccontextmanager
async def reached(home: Home) -> AsyncIterator[Client]:
    """A connection under the console's own user."""
    found = address(home)
    settings = Settings(
        nats_url=found["url"],
        nats_user=found["user"],
        nats_password_file=Path(found["password_file"]),
    )
    try:
        nats = await broker.connected(settings)
    except (NatsError, OSError) as error:
        raise Trouble(
            f"The house in {home.path} does not answer at {found['url']}. "
            "Wait a moment and try again; if that does not help, look into its run/*.log."
        ) from error
    try:
        yield Client(nats)
    finally:
        await nats.close()
