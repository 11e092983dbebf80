"""Asks from end to end: some askers who wait for each answer, and one who does not."""

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

from baraza.console.bench.numbers import summed

Asked = Callable[[], Awaitable[None]]
"""Ask once, and wait for the answer."""


async def closed(ask: Asked, askers: int, seconds: float) -> dict[str, Any]:
    """So many askers at once, each with one ask at a time."""
    times: list[float] = []
    began = monotonic()

    async def one() -> None:
        while monotonic() < began + seconds:
            before = monotonic()
            await ask()
            times.append(monotonic() - before)

    await asyncio.gather(*(one() for _ in range(askers)))
    return summed(times, monotonic() - began)


async def counted(ask: Asked, askers: int, count: int) -> None:
    """So many asks in all, by so many askers at once."""
    asks = iter(range(count))

    async def one() -> None:
        for _ in asks:
            await ask()

    await asyncio.gather(*(one() for _ in range(askers)))


async def steady(ask: Asked, rate: int, seconds: float) -> dict[str, Any]:
    """So many asks a second, whether answers have come or not; each is timed from when it was due.

    So an answer that is late makes those after it late too, as it would for people.
    """
    times: list[float] = []
    began = monotonic()

    async def one(due: float) -> None:
        await asyncio.sleep(max(due - monotonic(), 0))
        await ask()
        times.append(monotonic() - due)

    due = (began + n / rate for n in range(int(rate * seconds)))
    await asyncio.gather(*(one(at) for at in due))
    return summed(times, monotonic() - began)
