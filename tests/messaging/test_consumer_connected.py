"""Consumers on a real server that is killed, frozen, emptied and slow; and themselves killed."""

import asyncio
import os
import signal
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
from baraza.messaging.feed import BATCH, Feed
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
from servers import Server, Slow, a_server

pytestmark = pytest.mark.connected


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
            "PYTHONPATH": str(Path(__file__).parent.parent),
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


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(a_server(tmp_path))
        await stack.enter_async_context(a_ledger(tmp_path, server.url, monkeypatch))
        made = House(tmp_path, server, stack)
        made.client = Client(await made.nats("driver"))
        yield made


async def until(holds: Callable[[], Any], seconds: float = 30) -> None:
    for _ in range(int(seconds / 0.02)):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to that")


# --- 6, 7, and a rebuild: the consumer dies


@pytest.mark.parametrize(
    "at",
    [
        pytest.param("consumer.before_commit:1", marks=pytest.mark.case(7)),
        pytest.param("consumer.before_commit:2", marks=pytest.mark.case(7)),
        pytest.param("consumer.after_commit:1", marks=pytest.mark.case(6)),
        pytest.param("consumer.after_commit:2", marks=pytest.mark.case(6)),
    ],
)
async def test_a_consumer_killed_at_its_commit_shows_everything_once(house: House, at: str) -> None:
    async with house.process() as first:
        await house.ready()
        await house.dig(3)
        first.kill()
        await first.wait()
    (house.folder / SERVICE / "read.db").unlink()  # so that there is much to be shown
    async with house.process(at) as killed:
        asking = asyncio.create_task(house.busy())  # the second commit is that of another ask
        assert await asyncio.wait_for(killed.wait(), 60) == -signal.SIGKILL
        await end(asking)
    async with house.process():
        await house.ready()
        told = await house.client.raw(subjects.query(SERVICE, subjects.UPKEEP), {})
        beds = await house.beds()

    assert beds[:3] == ["b1", "b2", "b3"]
    assert told["halted"] is None
    assert _digest(house) == await house.clean()


def _digest(house: House) -> str:
    rows = Projector(f"sqlite:///{house.folder / SERVICE / 'read.db'}", METADATA, project)
    digest = whole(rows.digests())
    rows.close()
    return digest


@pytest.mark.case(48)
@pytest.mark.parametrize("at", ["rebuild.before_switch:1", "rebuild.after_switch:1"])
async def test_a_rebuild_killed_in_its_switch_leaves_one_whole_read_model(
    house: House, at: str
) -> None:
    async with house.process(at) as killed:
        await house.ready()
        await house.dig(4)
        before = await house.beds()
        assert (await _asked(house, subjects.REBUILD))["begun"]
        assert await asyncio.wait_for(killed.wait(), 30) == -signal.SIGKILL
    assert _digest(house) == await house.clean()

    async with house.process():
        await house.ready()
        assert (await _asked(house, subjects.REBUILD))["begun"]
        told = await _ended(house)
        after = await house.beds()

    assert (told["state"], told["same"], before) == ("switched", True, after)
    assert list((house.folder / SERVICE).glob("*beside*")) == []


async def _asked(house: House, what: str, **params: Any) -> Any:
    return await house.client.raw(subjects.ask(SERVICE, what), params)


async def _ended(house: House) -> Any:
    for _ in range(500):
        told = (await house.client.raw(subjects.query(SERVICE, subjects.UPKEEP), {}))["rebuild"]
        if told["state"] not in {"none", "building"}:
            return told
        await asyncio.sleep(0.02)
    raise AssertionError("the rebuild never ended")


@pytest.mark.case(48)
async def test_questions_and_asks_go_on_while_rows_are_made_again(house: House) -> None:
    service = await house.service()
    await house.dig(5)
    assert (await _asked(house, subjects.REBUILD))["begun"]
    await house.dig(5)
    beds = await house.beds()
    told = await _ended(house)

    assert len(beds) == 10
    assert (told["state"], told["same"]) == ("switched", True)
    assert len(await house.beds()) == 10
    assert service.parts.projector is not None
    assert service.parts.projector.position == await house.size()


@pytest.mark.case(33)
async def test_a_parked_entity_is_told_and_unparked_over_the_bus(house: House) -> None:
    service = await house.service()
    rows: Any = service.parts.projector

    def poisoned(connection: Any, index: int, entry: Any) -> None:
        if entry.kind == "event" and entry.subject == "bed.b2":
            raise ValueError("poison")
        project(connection, index, entry)

    rows.project = poisoned
    await house.dig(3)
    answer = await house.client.query(SERVICE, "beds", {}, **await house.when())
    assert isinstance(answer, Answer)
    assert (answer.answer["beds"], answer.parked) == (["b1", "b3"], ["garden.bed.b2"])
    told = await house.client.raw(subjects.query(SERVICE, subjects.UPKEEP), {})
    assert [one["entity"] for one in told["parked"]] == ["garden.bed.b2"]
    assert told["metrics"][metrics.PARKED] == 1
    assert not (await _asked(house, subjects.UNPARK, entity="garden.bed.b1"))["ok"]

    await _asked(house, subjects.UNPARK, entity="garden.bed.b2")
    assert (await _ended(house))["state"] == "stands"  # the fault is not mended
    rows.project = project
    await _asked(house, subjects.UNPARK)
    ended = await _ended(house)

    assert (ended["state"], ended["freed"], ended["parked"]) == ("switched", ["garden.bed.b2"], [])
    assert ended["new"] == await house.clean()
    answer = await house.client.query(SERVICE, "beds", {}, **await house.when())
    assert isinstance(answer, Answer)
    assert answer.parked == []
    assert not (await _asked(house, subjects.UNPARK))["ok"]


async def test_rows_that_differ_for_no_reason_are_told_and_not_taken(house: House) -> None:
    service = await house.service()
    await house.dig(2)
    await house.beds()
    rows: Any = service.parts.projector
    with rows.writing() as connection:
        connection.exec_driver_sql("UPDATE bed SET places = 77")

    await _asked(house, subjects.REBUILD)
    told = await _ended(house)
    assert (told["state"], told["same"], told["differing"]) == ("stands", False, ["bed"])

    await _asked(house, subjects.REBUILD, take=True)
    assert (await _ended(house))["state"] == "switched"
    assert whole(rows.digests()) == await house.clean()


async def test_rows_of_a_longer_log_answer_nothing_until_it_has_grown(house: House) -> None:
    service = await house.service()
    await house.dig(2)
    await house.beds()
    rows: Any = service.parts.projector
    rows._position += 2
    reply = await house.client.query(SERVICE, "beds", {}, **await house.when())

    assert getattr(reply, "code", "") == "behind"


# --- the stream is forged, emptied, filled again


@pytest.mark.case(13, 15)
@pytest.mark.parametrize("body", [b"forged", b"{}", b"\xff\xfe", b'{"type":1}'])
async def test_a_message_that_holds_no_leaf_halts_whoever_reads_it(
    house: House, body: bytes
) -> None:
    await (await house.relay()).copy()
    reader = await house.reader()
    size = await house.size()
    await reader.desk.reach(size, seconds=20)
    await reader.nats.publish("baraza.event.garden.bed.x.BedDug", body)

    await asyncio.wait_for(reader.desk.stands_still.wait(), 20)

    assert (reader.desk.halted, reader.desk.position) == ("corrupt", size)


@pytest.mark.case(13)
async def test_messages_that_the_server_lost_are_read_from_the_ledger(house: House) -> None:
    relay = await house.relay()
    await house.service()
    await house.dig(3)
    await relay.copy()
    nats = await house.nats("admin")
    stream = Stream(nats)
    await stream._api("STREAM.UPDATE.LEDGER", {**stream.config, "max_msgs": 3, "discard": "old"})
    assert await stream.lost() == await house.size() - 3

    reader = await house.reader()
    await reader.desk.reach(await house.size(), seconds=20)

    assert reader.counted.read()[metrics.LAG] == 0
    assert (reader.desk.halted, reader.desk.now.state.places["b3"]) == (None, 2)


async def test_a_stream_that_is_filled_again_is_waited_for_and_compared(house: House) -> None:
    relay = await house.relay()
    await relay.copy()
    await house.service()
    await house.dig(2)
    await relay.copy()
    reader = await house.reader()
    await reader.desk.reach(await house.size(), seconds=20)
    stream = Stream(reader.nats)
    await stream.delete()
    await stream.create()
    await stream.add_batch(relay._source.lines(0, 3))

    await until(lambda: reader.feed.ahead)
    position = reader.desk.position
    assert reader.desk.halted is None
    relay.position = None
    await house.dig(1)
    await relay.copy()
    await reader.desk.reach(position + 2, seconds=20)

    assert (reader.feed.ahead, reader.desk.halted) == (False, None)


async def test_a_stream_filled_with_another_entry_at_the_position_is_corrupt(house: House) -> None:
    relay = await house.relay()
    await relay.copy()
    reader = await house.reader()
    size = await house.size()
    await reader.desk.reach(size, seconds=20)
    lines = relay._source.lines(0, size)
    stream = Stream(reader.nats)
    await stream.delete()
    await stream.create()
    await stream.add_batch(lines[:-1])
    last = lines[-1]
    await reader.nats.jetstream().publish(last.subject, last.payload + b" ", headers=last.headers)

    await asyncio.wait_for(reader.desk.stands_still.wait(), 20)

    assert (reader.desk.halted, reader.desk.position) == ("corrupt", size)


@pytest.mark.case(54)
async def test_a_running_service_reads_without_any_filter(house: House) -> None:
    await (await house.relay()).copy()
    await house.service(clock="system")
    js = (await house.nats("looker")).jetstream()
    infos: list[Any] = []
    for _ in range(200):
        infos = await js.consumers_info(subjects.STREAM)
        if infos:
            break
        await asyncio.sleep(0.05)

    assert [(i.config.filter_subject, i.config.filter_subjects) for i in infos] == [(None, None)]


# --- 36: slow


@pytest.mark.case(36)
async def test_a_slow_reader_takes_little_at_a_time_and_hinders_nobody(house: House) -> None:
    relay = await house.relay()
    await house.service()
    await house.dig(100)
    await relay.copy()
    size = await house.size()
    async with Slow(house.server.address, 60_000) as slow:
        behind = await house.reader("slow", slow.url)
        quick = await house.reader("quick")
        await quick.desk.reach(size, seconds=20)
        assert behind.desk.position < size
        js = (await house.nats("looker")).jetstream()
        while behind.desk.position < size and behind.desk.halted is None:
            for info in await js.consumers_info(subjects.STREAM):
                if info.name.startswith("slow") and info.delivered is not None:
                    held = info.delivered.stream_seq - behind.desk.position
                    assert held <= BATCH
            await behind.desk.moved(seconds=0.5)
        lag = behind.counted.read()[metrics.LAG]
        await end_of(behind)

    assert (behind.desk.position, behind.desk.halted, lag) == (size, None, 0)
    assert quick.counted.read()[metrics.LAG] == 0


async def end_of(reading: Reading) -> None:
    await reading.nats.close()


# --- 37: the server is killed or frozen


@pytest.mark.case(37)
async def test_a_server_that_was_killed_is_gone_on_with(house: House) -> None:
    relay = await house.relay()
    await relay.copy()
    await house.keep(relay.keep())
    service = await house.service()
    reader = await house.reader()
    await house.dig(2)
    await house.server.end(signal.SIGKILL)
    with pytest.raises(NoAnswer):
        await house.client.query(SERVICE, "beds", {})
    await house.server.start()

    await _again(house, 2)
    relay.wake()
    await reader.desk.reach(service.desk.position, seconds=30)

    assert len(await house.beds()) == 4
    assert reader.desk.halted is None


@pytest.mark.case(37)
async def test_a_server_that_stands_still_is_told_soon_and_nothing_is_lost(house: House) -> None:
    relay = await house.relay()
    await relay.copy()
    await house.keep(relay.keep())
    service = await house.service()
    reader = await house.reader()
    await house.dig(2)
    head, ask = await house.when(), an_ask(90, bed="frozen")
    house.server.freeze()
    try:
        with pytest.raises(NoAnswer):
            await house.client.ask(SERVICE, "DigBed", ask, **head, within=1)
    finally:
        house.server.thaw()

    again = await house.client.ask(
        SERVICE, "DigBed", an_ask(90, bed="frozen"), **await house.when()
    )
    assert isinstance(again, Recorded)
    await _again(house, 1)
    relay.wake()
    await reader.desk.reach(service.desk.position, seconds=30)
    assert (await house.beds()).count("frozen") == 1


@pytest.mark.case(37)
async def test_two_hundred_clients_come_back_at_once(house: House) -> None:
    await house.service()
    await house.dig(1)
    clients = [Client(await house.nats(f"client{n}")) for n in range(200)]
    await house.server.end(signal.SIGKILL)
    await house.server.start()

    async def asks(client: Client) -> bool:
        for _ in range(60):
            with suppress(NoAnswer):
                return isinstance(await client.query(SERVICE, "beds", {}, within=2), Answer)
            await asyncio.sleep(0.1)
        return False

    assert all(await asyncio.gather(*map(asks, clients)))


async def _again(house: House, count: int) -> None:
    """The same as before, once the server is there again; what was asked twice is one."""
    for _ in range(100):
        with suppress(NoAnswer):
            await house.size()
            break
        await asyncio.sleep(0.1)
    await house.ready()
    await house.dig(count)
