"""A server, a ledger and consumers of the log, each of which may come and go."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client as Nats

from baraza.ledger import tables
from baraza.ledger.relay import Relay, Source, Stream
from baraza.messaging import broker, subjects
from baraza.messaging.checks import Genuine
from baraza.messaging.client import Client, NoAnswer
from baraza.messaging.desk import Desk
from baraza.messaging.feed import Feed
from baraza.messaging.leash import end
from baraza.messaging.remote import RemoteLedger
from baraza.messaging.replies import Answer, Recorded
from baraza.messaging.service import Service
from baraza.projection import Projector, whole
from baraza.telemetry import metrics
from baraza.transparency import Signer
from buses import a_ledger, settings
from fakes import GARDEN, ORIGIN, SERVICE, START, an_ask
from garden_service import METADATA, build, project
from servers import Server, a_server


class House:
    """A server, a ledger, a relay when asked for, and readers of the stream."""

    def __init__(self, folder: Path, server: Server, stack: AsyncExitStack) -> None:
        self.folder, self.server, self._stack = folder, server, stack
        self.client: Client
        self._asked = 0

    async def nats(self, name: str, url: str | None = None) -> Nats:
        nats = await broker.connected(settings(self.folder, url or self.server.url, name=name))
        self._stack.push_async_callback(nats.close)
        return nats

    async def relay(self) -> Relay:
        engine = tables.reading(f"sqlite:///{self.folder / 'ledger' / 'ledger.db'}")
        self._stack.callback(engine.dispose)
        stream = Stream(await self.nats("relay"), timeout=2)
        return Relay(Source(engine), stream, self.folder / "relay/faults.jsonl")

    async def keep(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._stack.push_async_callback(end, task)

    async def service(self, **changed: str) -> Service:
        mine = settings(self.folder, self.server.url).model_copy(update=changed)
        service = build(mine)
        await service.start()
        self._stack.push_async_callback(service.stop)
        return service

    async def reader(self, name: str = "reader", url: str | None = None) -> "Reading":
        """Somebody who reads the stream and checks what it reads, from the start."""
        nats = await self.nats(name, url)
        genuine = Genuine(ORIGIN)
        ledger = RemoteLedger(nats, name, Signer("x", b"0" * 32), ring=lambda: genuine.ring)
        desk = Desk(GARDEN, ledger, ORIGIN, check=genuine.check)
        counted = metrics.Metrics()
        feed = Feed(nats, desk, name, counted)
        await self.keep(feed.run())
        return Reading(desk, feed, counted, nats)

    async def dig(self, count: int) -> None:
        for _ in range(count):
            self._asked += 1
            ask = an_ask(self._asked, bed=f"b{self._asked}")
            reply = await self.client.ask(SERVICE, "DigBed", ask, **await self.when())
            assert isinstance(reply, Recorded), reply

    async def size(self) -> int:
        return int((await self.client.raw(subjects.query("ledger", "head"), {}))["size"])

    async def when(self) -> dict[str, Any]:
        return {"reading": START, "head": await self.size()}

    @asynccontextmanager
    async def process(self, kill_at: str = "") -> AsyncIterator[asyncio.subprocess.Process]:
        """The sample service as a process of its own, that ends at a step."""
        mine = settings(self.folder, self.server.url)
        environment = {
            **os.environ,
            "PYTHONPATH": str(Path(__file__).parent),
            "BARAZA_ORIGIN": mine.origin,
            "BARAZA_NATS_URL": self.server.url,
            "BARAZA_CLOCK": "virtual",
            "BARAZA_HOME": str(self.folder),
            "BARAZA_KEY_FILE": str(mine.key_file),
            "BARAZA_KILL_AT": kill_at,
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "garden_service"),
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=environment,
        )
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def ready(self) -> None:
        for _ in range(600):
            if await self.client.ready(SERVICE, within=0.2) is not None:
                return
            await asyncio.sleep(0.02)
        raise AssertionError("the service never was ready")

    async def busy(self) -> None:
        """Questions and asks, answered or not, for ever."""
        while True:
            with suppress(NoAnswer, AssertionError):
                await self.ready()
                await self.beds()
                await self.dig(1)

    async def beds(self) -> list[str]:
        answer = await self.client.query(SERVICE, "beds", {}, **await self.when())
        assert isinstance(answer, Answer), answer
        return sorted(answer.answer["beds"])

    async def clean(self) -> str:
        """The digest of rows that were built from the log alone."""
        reader = RemoteLedger(
            await self.nats("clean"),
            "clean",
            Signer("x", b"0" * 32),
            ring=lambda: Genuine(ORIGIN).ring,
        )
        made = Projector("sqlite://", METADATA, project)
        made.apply([(one.index, one.entry) for one in await reader.entries(0)])
        digest = whole(made.digests())
        made.close()
        return digest


class Reading:
    def __init__(self, desk: Desk, feed: Feed, counted: metrics.Metrics, nats: Nats) -> None:
        self.desk, self.feed, self.counted, self.nats = desk, feed, counted, nats


async def until(holds: Callable[[], Any], seconds: float = 30) -> None:
    for _ in range(int(seconds / 0.02)):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to that")


@asynccontextmanager
async def a_consumers_house(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(a_server(folder))
        await stack.enter_async_context(a_ledger(folder, server.url, monkeypatch))
        made = House(folder, server, stack)
        made.client = Client(await made.nats("driver"))
        yield made
