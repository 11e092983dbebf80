"""A service on a real bus: ledger, relay, stream, and a process that comes and goes."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from nats.js.errors import NotFoundError
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from baraza.ledger import tables
from baraza.ledger.relay import Relay, Source, Stream
from baraza.messaging import broker, subjects
from baraza.messaging.checks import Genuine
from baraza.messaging.client import Client, NoAnswer
from baraza.messaging.desk import Desk
from baraza.messaging.feed import Feed
from baraza.messaging.remote import RemoteLedger
from baraza.messaging.replies import Answer, Problem, Recorded, Turned
from baraza.messaging.service import Service
from baraza.messaging.trail import Trail
from baraza.transparency import Signer
from buses import a_ledger, nats_server, settings
from fakes import GARDEN, ORIGIN, SERVICE, START, an_ask
from garden_service import build

pytestmark = pytest.mark.connected


class House:
    """A bus, a founded ledger and whoever is started on them."""

    def __init__(self, folder: Path, url: str, stack: AsyncExitStack, client: Client) -> None:
        self.folder, self.url, self.client = folder, url, client
        self._stack = stack

    async def relay(self) -> Relay:
        nats = await broker.connected(settings(self.folder, self.url, name="relay"))
        self._stack.push_async_callback(nats.close)
        engine = tables.reading(f"sqlite:///{self.folder / 'ledger' / 'ledger.db'}")
        self._stack.callback(engine.dispose)
        (self.folder / "relay").mkdir(exist_ok=True)
        return Relay(Source(engine), Stream(nats), self.folder / "relay" / "faults.jsonl")

    async def service(self, **changed: str) -> Service:
        service = build(settings(self.folder, self.url).model_copy(update=changed))
        await service.start()
        self._stack.push_async_callback(service.stop)
        return service

    async def reader(self, *, trail: bool = False) -> Desk:
        """Somebody who only reads the stream (or the ledger), and checks what it reads."""
        mine = settings(self.folder, self.url, name="reader")
        nats = await broker.connected(mine)
        self._stack.push_async_callback(nats.close)
        genuine = Genuine(ORIGIN)
        ledger = RemoteLedger(nats, "reader", Signer("x", b"0" * 32), ring=lambda: genuine.ring)
        desk = Desk(GARDEN, ledger, ORIGIN, check=genuine.check)
        reads = Trail(desk) if trail else Feed(nats, desk, "reader")
        feed = asyncio.create_task(reads.run())
        self._stack.push_async_callback(asyncio.wait, [feed])
        self._stack.callback(feed.cancel)
        return desk

    async def size(self) -> int:
        return int((await self.client.raw(subjects.query("ledger", "head"), {}))["size"])

    async def when(self) -> dict[str, Any]:
        return {"reading": START, "head": await self.size()}


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(nats_server(tmp_path))
        await stack.enter_async_context(a_ledger(tmp_path, url, monkeypatch))
        nats = await broker.connected(settings(tmp_path, url, name="driver"))
        stack.push_async_callback(nats.close)
        yield House(tmp_path, url, stack, Client(nats))


async def test_an_ask_over_the_bus_is_recorded_and_its_step_is_performed(house: House) -> None:
    await house.service()
    dug = await house.client.ask(SERVICE, "DigBed", an_ask(1, bed="a"), **await house.when())
    planted = await house.client.ask(
        SERVICE, "PlantSeed", an_ask(2, bed="a", person="p00001"), **await house.when()
    )
    turned = await house.client.turn(SERVICE, START, await house.size())
    answer = await house.client.query(SERVICE, "beds", {}, **await house.when())

    assert isinstance(dug, Recorded)
    assert isinstance(planted, Recorded)
    assert isinstance(turned, Turned)
    assert turned.performed == 1
    assert isinstance(answer, Answer)
    assert answer.answer == {"beds": ["a"]}
    assert turned.position == answer.position == await house.size()


async def test_the_stream_brings_what_another_wrote_and_each_signature_is_checked(
    house: House,
) -> None:
    relay = await house.relay()
    await relay.copy()
    writer = await house.service()
    reader = await house.reader()
    await house.client.ask(SERVICE, "DigBed", an_ask(1, bed="a"), **await house.when())

    await relay.copy()
    await reader.reach(writer.desk.position, seconds=10)

    assert reader.now.state.places["a"] == 2


async def test_a_stream_that_is_deleted_and_filled_again_changes_nothing(house: House) -> None:
    relay = await house.relay()
    await relay.copy()
    service = await house.service()
    nats = await broker.connected(settings(house.folder, house.url, name="breakglass"))
    await nats.jetstream().delete_stream(subjects.STREAM)
    with suppress(NotFoundError):
        await nats.jetstream().stream_info(subjects.STREAM)
    await nats.close()

    again = await house.relay()
    await house.client.ask(SERVICE, "DigBed", an_ask(1, bed="a"), **await house.when())
    await again.copy()
    reader = await house.reader()
    await reader.reach(service.desk.position, seconds=10)

    assert reader.now.state.places["a"] == 2


async def test_a_trail_follows_the_ledger_where_there_is_no_stream(house: House) -> None:
    await house.service()
    reader = await house.reader(trail=True)
    await house.client.ask(SERVICE, "DigBed", an_ask(1, bed="a"), **await house.when())

    await reader.reach(await house.size(), seconds=10)

    assert reader.now.state.places["a"] == 2


async def test_a_forged_message_in_the_stream_halts_the_reader(house: House) -> None:
    relay = await house.relay()
    await relay.copy()
    service = await house.service(clock="system")  # which follows the stream
    nats = await broker.connected(settings(house.folder, house.url, name="intruder"))
    size = await house.size()
    forged = json.loads((await _entries(house))[-1]["wire"])
    headers = {
        "Baraza-Index": str(size),
        "Baraza-At": "0",
        "Baraza-Key": "baraza.example/test/ledger",
        "Baraza-Sig": (await _entries(house))[-1]["sig"],
    }
    forged["basis"] = size
    forged["eventcount"] = 0
    subject = ".".join(["baraza.event.ledger", forged["subject"], forged["type"].split(".")[3]])
    await nats.publish(subject, json.dumps(forged).encode(), headers=headers)
    await nats.flush()

    await asyncio.wait_for(service.desk.stands_still.wait(), 10)

    assert service.desk.halted == "corrupt"
    assert service.desk.position == size
    reply = await house.client.ask(SERVICE, "DigBed", an_ask(1, bed="a"), **await house.when())
    assert isinstance(reply, Problem)
    assert reply.code == "halted"
    await nats.close()


async def _entries(house: House) -> list[Mapping[str, Any]]:
    subject = subjects.query("ledger", "entries")
    reply = await house.client.raw(subject, {"first": 0, "count": 500})
    return list(reply["entries"])


async def test_one_trace_follows_one_ask_through_service_and_ledger(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    tracer = provider.get_tracer("test")
    monkeypatch.setattr("baraza.telemetry.traces.tracer", tracer)
    await house.service()
    with tracer.start_as_current_span("a person asks") as asking:
        await house.client.ask(SERVICE, "DigBed", an_ask(1, bed="a"), **await house.when())
    trace_id = asking.get_span_context().trace_id

    kept = (await _entries(house))[-1]
    names = _chain(spans, trace_id)

    assert names[:3] == ["a person asks", "process baraza.ask.garden.DigBed", "append garden"]
    assert trace.format_trace_id(trace_id) in kept["traceparent"]


def _chain(spans: InMemorySpanExporter, trace_id: int) -> list[str]:
    """The names of spans of one trace, each the first child of the one before."""
    found = [s for s in spans.get_finished_spans() if s.context and s.context.trace_id == trace_id]
    chain: list[str] = []
    parent = None
    while True:
        children = [
            s
            for s in found
            if (s.parent.span_id if s.parent else None) == parent and not s.name.startswith("send")
        ]
        if not children or children[0].context is None:
            return chain
        chain.append(children[0].name)
        parent = children[0].context.span_id


@asynccontextmanager
async def a_process(house: House, stdin: int) -> AsyncIterator[asyncio.subprocess.Process]:
    mine = settings(house.folder, house.url)
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parent.parent),
        "BARAZA_ORIGIN": mine.origin,
        "BARAZA_NATS_URL": house.url,
        "BARAZA_CLOCK": "virtual",
        "BARAZA_HOME": str(house.folder),
        "BARAZA_KEY_FILE": str(mine.key_file),
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "garden_service",
        stdin=stdin,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
    )
    try:
        for _ in range(400):
            if await house.client.ready(SERVICE, within=0.2) is not None:
                break
            await asyncio.sleep(0.05)
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def test_a_process_ends_with_0_when_whoever_started_it_is_gone(house: House) -> None:
    async with a_process(house, asyncio.subprocess.PIPE) as process:
        assert process.stdin is not None
        process.stdin.close()

        assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_a_process_ends_with_0_at_sigterm(house: House) -> None:
    async with a_process(house, asyncio.subprocess.DEVNULL) as process:
        process.send_signal(signal.SIGTERM)

        assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_a_killed_process_goes_on_where_it_stopped(house: House) -> None:
    planted = an_ask(2, bed="a", person="p00001", wish="tall as a house")
    async with a_process(house, asyncio.subprocess.PIPE) as process:
        await house.client.ask(SERVICE, "DigBed", an_ask(1, bed="a"), **await house.when())
        first = await house.client.ask(SERVICE, "PlantSeed", planted, **await house.when())
        process.kill()
        await process.wait()
    async with a_process(house, asyncio.subprocess.PIPE):
        again = await house.client.ask(SERVICE, "PlantSeed", planted, **await house.when())
        turned = await house.client.turn(SERVICE, START + timedelta(days=3), await house.size())

    assert isinstance(first, Recorded)
    assert again == first.model_copy(update={"replayed": True})
    assert isinstance(turned, Turned)
    assert turned.performed == 2


async def test_nobody_there_is_said_and_not_waited_for(house: House) -> None:
    with pytest.raises(NoAnswer):
        await house.client.query("nobody", "beds", {})
