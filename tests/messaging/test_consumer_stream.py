"""Consumers of a stream that is forged, emptied, slow, or whose server is killed or frozen."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from baraza.ledger.relay import Stream
from baraza.messaging import subjects
from baraza.messaging.client import Client, NoAnswer
from baraza.messaging.feed import BATCH
from baraza.messaging.replies import Answer, Recorded
from baraza.telemetry import metrics
from consuming import House, Reading, a_consumers_house, until
from fakes import SERVICE, an_ask
from servers import Slow

pytestmark = pytest.mark.connected


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    async with a_consumers_house(tmp_path, monkeypatch) as made:
        yield made


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


@pytest.mark.long
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
