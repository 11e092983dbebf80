"""How the console reaches a running house: by what it wrote into `HOME/run`."""

import json
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from nats.errors import Error as NatsError

from baraza.console.home import Home, Trouble, locked
from baraza.messaging import broker
from baraza.messaging.client import Client
from baraza.messaging.replies import Problem
from baraza.messaging.settings import Settings


def address(home: Home) -> Mapping[str, Any]:
    """Where the house is; `Trouble` where none runs."""
    try:
        written: Mapping[str, Any] = json.loads(home.address.read_bytes())
    except (OSError, ValueError):
        written = {}
    if not written and locked(home):
        raise Trouble(f"The house in {home.path} is starting or stopping. Try again in a moment.")
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


def known(service: str, services: Sequence[str]) -> str:
    """The service, if there is one of this name."""
    if service not in services:
        raise Trouble(f"There is no service {service}. There are: {', '.join(services)}.")
    return service


def named(name: str) -> str:
    """The name of an ask or a query, if it can be one."""
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,63}", name):
        raise Trouble(f"{name} is no name of an ask or a query. Write it in letters, without dots.")
    return name


async def unanswered(client: Client, service: str, what: str) -> str:
    """Why nobody answered: the service is away, or it knows nothing of this name."""
    if await client.ready(service) is None:
        return f"{service} does not answer. Look at `baraza status`, then do the same again."
    return (
        f"{service} runs, and does not answer `{what}`. Look whether it is written as in "
        "contracts/subjects.md; if so, do the same again."
    )


def sentence(problem: Problem) -> str:
    """What is wrong and what to do, as one reads it."""
    parts = (problem.title, problem.detail, problem.advice)
    return " ".join(
        part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part
    )
