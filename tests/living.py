"""A part of the house that does nothing but answer `ready`, for houses that live together."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass, field

from nats.aio.client import Client as Nats

from baraza.messaging import broker, subjects
from baraza.messaging.refusal import StartRefused
from baraza.messaging.settings import Settings


@dataclass
class Part:
    """What became of one part: with what it was built, and how it is told to fail."""

    settings: list[Settings] = field(default_factory=list)
    stopped: int = 0
    fault: asyncio.Event = field(default_factory=asyncio.Event)
    cannot_start: bool = False
    refuses: str = ""


PARTS: "defaultdict[str, Part]" = defaultdict(Part)
"""By name, for the test that looks at them."""


class Living:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._nats: Nats | None = None
        self._part = PARTS[settings.service]
        self._part.settings.append(settings)

    async def start(self) -> None:
        if self._part.refuses:
            raise StartRefused(self._part.refuses)
        if self._part.cannot_start:
            raise ValueError
        self._nats = await broker.connected(self._settings)
        subject = subjects.query(self._settings.service, subjects.READY)
        await self._nats.subscribe(subject, cb=self._ready)

    async def ended(self) -> str:
        await self._part.fault.wait()
        self._part.fault.clear()
        return "nothing here to live on"

    async def stop(self) -> None:
        self._part.stopped += 1
        if self._nats is not None:
            await self._nats.close()

    async def _ready(self, message: object) -> None:
        await message.respond(b'{"kind":"ready","ok":true,"position":7}')  # type: ignore[attr-defined]


build = Living
