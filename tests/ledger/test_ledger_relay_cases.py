"""The stream attacked, damaged and lost: what the relay does, and how it is mended."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client as Nats
from nats.errors import TimeoutError as NatsTimeout
from nats.js.errors import NotFoundError

from baraza.console import bus
from baraza.console import keys as house_keys
from baraza.console.home import SERVICES, Home
from baraza.ledger import tables
from baraza.ledger.relay import Fork, Relay, Source, Stream, differences, mending
from baraza.ledger.relay.source import Line
from baraza.ledger.relay.stream import CONFIG
from baraza.messaging import broker
from baraza.messaging.leash import end
from baraza.messaging.settings import Settings
from ledgers import ORIGIN, House, Pen, house
from servers import Server, a_server

pytestmark = pytest.mark.connected


class Bench:
    """A ledger in this process, a server beside it, and relays between them."""

    def __init__(self, folder: Path, ledger: House, server: Server, stack: AsyncExitStack) -> None:
        self.folder, self.ledger, self.server = folder, ledger, server
        self.pen = Pen(ledger)
        self._stack = stack
        self.source = Source(tables.reading(ledger.url))
        stack.callback(self.source._engine.dispose)

    async def nats(self, user: str = "") -> Nats:
        file = self.folder / f"home/keys/{user}.password"
        settings = Settings(
            nats_url=self.server.url,
            nats_user=user or "anybody",
            nats_password_file=file if user else None,
        )
        nats = await broker.connected(settings)
        self._stack.push_async_callback(nats.close)
        return nats

    async def relay(self, user: str = "") -> Relay:
        nats = await self.nats(user)
        return Relay(self.source, Stream(nats, timeout=2), self.folder / "faults.jsonl")

    async def copied(self, user: str = "") -> Relay:
        relay = await self.relay(user)
        await relay.copy()
        return relay

    async def difference(self, user: str = "") -> mending.Difference | None:
        nats = await self.nats(user)
        return await mending.compared(nats, Stream(nats), self.source, _silent)

    def faults(self) -> list[dict[str, Any]]:
        file = self.folder / "faults.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


def _silent(what: str, done: int, of: int) -> None:
    pass


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with AsyncExitStack() as stack:
        ledger = stack.enter_context(house(tmp_path / "ledger"))
        ledger.found()
        server = await stack.enter_async_context(a_server(tmp_path / "nats"))
        yield Bench(tmp_path, ledger, server, stack)


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Bench]:
    """With the users and rights of a house."""
    home = Home(tmp_path / "home").made()
    house_keys.make(home, ORIGIN, None)
    configuration = bus.configuration(home, "guarded", "127.0.0.1", rehearsed=True)
    async with AsyncExitStack() as stack:
        ledger = stack.enter_context(house(tmp_path / "ledger"))
        ledger.found()
        server = await stack.enter_async_context(
            a_server(tmp_path / "nats", "-c", str(configuration))
        )
        yield Bench(tmp_path, ledger, server, stack)


# --- 5: the relay dies


@pytest.mark.case(5)
@pytest.mark.parametrize("at", ["relay.after_publish:1", "relay.in_batch:7", "relay.in_batch:18"])
async def test_a_relay_killed_in_its_work_is_gone_on_with_and_nothing_comes_twice(
    bench: Bench, at: str
) -> None:
    environment = {
        **os.environ,
        "BARAZA_NATS_URL": bench.server.url,
        "BARAZA_HOME": str(bench.folder),
        "BARAZA_ORIGIN": ORIGIN,
        "BARAZA_LEDGER_URL": bench.ledger.url,
        "BARAZA_KILL_AT": at,
    }
    killed = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "baraza.ledger.relay"),
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert await asyncio.wait_for(killed.wait(), 60) == -signal.SIGKILL
    assert killed.stdin is not None
    killed.stdin.close()
    sent = await Stream(await bench.nats()).last()
    assert sent == (0 if "in_batch" in at else bench.source.size())
    bench.pen.say()

    await bench.copied()

    assert await bench.difference() is None
    assert await Stream(await bench.nats()).last() == bench.source.size()


async def test_what_is_behind_is_sent_in_batches(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baraza.ledger.relay.copying.BATCH", 7)
    relay, sent = await bench.relay(), list[int]()
    add = relay._stream.add_batch

    async def counted(lines: Sequence[Line]) -> None:
        sent.append(len(lines))
        await add(lines)

    monkeypatch.setattr(relay._stream, "add_batch", counted)
    await relay.copy()

    whole, rest = divmod(bench.source.size(), 7)
    assert sent == [7] * whole + ([rest] if rest > 1 else [])
    assert await bench.difference() is None


@pytest.mark.case(5)
async def test_an_open_batch_hinders_nobody_and_leaves_nothing(bench: Bench) -> None:
    relay = await bench.relay()
    await relay._stream.create()
    lines = bench.source.lines(0, 5)
    stopped: list[str] = []

    class Died(Exception):
        pass

    def dies(name: str) -> None:
        stopped.append(name)
        raise Died

    relay._stream._step = dies
    with pytest.raises(Died):
        await relay._stream.add_batch(lines)

    assert stopped == ["relay.in_batch"]
    await bench.copied()
    assert await bench.difference() is None


# --- 12, 13: damage of the store


@pytest.mark.case(12)
async def test_a_stream_whose_tail_is_lost_is_published_again(bench: Bench) -> None:
    for _ in range(5):
        bench.pen.say()
    await bench.copied()
    await bench.server.end()
    block = bench.server.blocks()[-1]
    with block.open("r+b") as file:
        file.truncate(block.stat().st_size * 2 // 3)
    await bench.server.start()

    try:
        await (await bench.relay()).copy()
    except Fork:  # the server's index tells of messages that its blocks do not hold any more
        assert bench.faults()[-1]["code"] == "fork"
        await _made_anew(bench)

    assert await bench.difference() is None
    assert await Stream(await bench.nats()).last() == bench.source.size()


@pytest.mark.long
@pytest.mark.case(13)
async def test_a_bit_that_flipped_in_the_store_is_found_and_mended(bench: Bench) -> None:
    for _ in range(5):
        bench.pen.say()
    await bench.copied()
    await bench.server.end(signal.SIGKILL)
    block = bench.server.blocks()[0]
    index = bench.source.size() - 4
    needle = bench.source.lines(index, 1)[0].payload
    data = bytearray(block.read_bytes())
    data[data.index(needle) + len(needle) // 2] ^= 1
    block.write_bytes(data)
    for state in bench.server.folder.glob("jetstream/**/msgs/index.db"):
        state.unlink()  # so that it reads its blocks
    await bench.server.start()

    found = await bench.difference()
    assert found is not None
    assert found.index <= index
    await _made_anew(bench)
    assert await bench.difference() is None


async def _made_anew(bench: Bench, user: str = "") -> None:
    nats = await bench.nats(user)
    stream = Stream(nats)
    relay = Relay(bench.source, stream, bench.folder / "faults.jsonl")
    await mending.rebuilt(stream, bench.source, relay, _silent)


# --- 14: configuration and messages attacked

ATTACKS: dict[str, dict[str, Any]] = {
    "STREAM.UPDATE.LEDGER": {**CONFIG, "max_msgs": 10, "discard": "old"},
    "STREAM.PURGE.LEDGER": {},
    "STREAM.MSG.DELETE.LEDGER": {"seq": 3},
    "STREAM.DELETE.LEDGER": {},
    "STREAM.SNAPSHOT.LEDGER": {"deliver_subject": "x"},
}


@pytest.mark.case(14)
@pytest.mark.parametrize("user", ["console", "ledger", "relay", *SERVICES])
async def test_no_part_of_the_house_may_change_the_stream(guarded: Bench, user: str) -> None:
    await guarded.copied("relay")
    nats = await guarded.nats(user)
    for what, request in ATTACKS.items():
        with pytest.raises(NatsTimeout):
            await nats.request(f"$JS.API.{what}", json.dumps(request).encode(), timeout=0.2)

    assert await guarded.difference("relay") is None
    assert await Stream(await guarded.nats("relay")).differences() == []


@pytest.mark.case(14)
@pytest.mark.parametrize("user", ["console", "ledger", *SERVICES])
async def test_nobody_but_the_relay_may_publish_entries(guarded: Bench, user: str) -> None:
    await guarded.copied("relay")
    nats = await guarded.nats(user)
    await nats.publish("baraza.event.matching.pair.x.PairProposed", b"forged")
    await nats.flush()

    assert await guarded.difference("relay") is None


@pytest.mark.case(14)
async def test_a_stream_that_was_made_to_forget_is_a_fault_and_can_be_made_anew(
    guarded: Bench,
) -> None:
    for _ in range(4):
        guarded.pen.say()
    relay = await guarded.copied("relay")
    admin = Stream(await guarded.nats("breakglass"))
    for what in ("STREAM.PURGE.LEDGER", "STREAM.MSG.DELETE.LEDGER"):
        with pytest.raises(Exception, match=r"10110|10057"):  # refused by the stream itself
            await admin._api(what, ATTACKS[what] or {"keep": 1})
    await admin._api("STREAM.UPDATE.LEDGER", ATTACKS["STREAM.UPDATE.LEDGER"])

    await relay._look_at_config()

    told = {fault["code"]: fault["details"] for fault in guarded.faults()}
    assert told["stream_config"] == {"differs": "discard, max_msgs"}
    assert told["stream_lost"] == {"messages": guarded.source.size() - 10}
    found = await guarded.difference("breakglass")
    assert found is not None
    assert (found.index, found.what) == (0, "the message is lost")
    await _made_anew(guarded, "breakglass")
    assert await guarded.difference("breakglass") is None
    assert await admin.differences() == []


@pytest.mark.case(14)
async def test_a_stream_that_was_deleted_is_made_and_filled_by_the_relay(guarded: Bench) -> None:
    relay = await guarded.copied("relay")
    await Stream(await guarded.nats("breakglass")).delete()
    relay.position = None

    await relay.copy()

    assert [fault["code"] for fault in guarded.faults()] == ["stream_missing"] * 2
    assert await guarded.difference("relay") is None


def test_a_setting_that_we_do_not_know_has_to_be_off() -> None:
    live = {**CONFIG, "forgets_on_mondays": True, "metadata": {"_nats.ver": "2.15.1"}}

    assert differences(live, CONFIG) == ["forgets_on_mondays"]
    assert differences({**CONFIG, "republish": {"src": ">", "dest": "x.>"}}, CONFIG) == [
        "republish"
    ]


# --- 15: a forged message


@pytest.mark.long
@pytest.mark.case(15)
async def test_a_forged_message_stops_the_relay_until_the_stream_was_made_anew(
    guarded: Bench,
) -> None:
    await guarded.copied("relay")
    relay = await guarded.relay("relay")
    breakglass = await guarded.nats("breakglass")
    await breakglass.jetstream().publish("baraza.event.matching.pair.x.PairProposed", b"forged")
    guarded.pen.say()
    size, sent = guarded.source.size(), await Stream(breakglass).last()
    keeping = asyncio.create_task(relay.keep())
    await _until(lambda: relay.forked)

    fault = guarded.faults()[-1]
    assert (fault["code"], fault["details"]["sequence"]) == ("fork", sent)
    assert fault["details"]["ledger"].startswith("baraza.entry/v1")
    assert await Stream(breakglass).last() == sent
    found = await guarded.difference("breakglass")
    assert found is not None
    assert (found.index, found.what, found.stream) == (
        *(size - 2, "the message holds no leaf"),
        b"forged",
    )

    await _made_anew(guarded, "breakglass")
    await _until(lambda: not relay.forked)
    guarded.pen.say()
    relay.wake()
    await _until(lambda: relay.ready and relay.position == size + 2)
    await end(keeping)
    assert await guarded.difference("relay") is None


@pytest.mark.long
@pytest.mark.case(15)
async def test_a_leaf_in_a_strange_place_is_told_with_both_byte_strings(bench: Bench) -> None:
    relay = await bench.relay()
    await relay._stream.create()
    lines = bench.source.lines(0, 500)
    js = relay._stream._nats.jetstream()
    for line in (*lines[:4], lines[2]):  # by somebody who knows no fence
        await js.publish(line.subject, line.payload, headers=line.headers)

    found = await bench.difference()

    assert found is not None
    assert found.index == 4
    assert found.what == "the message holds another leaf"
    assert (found.stream, found.ledger) == (lines[2].leaf, lines[4].leaf)


async def _until(holds: Any) -> None:
    for _ in range(1_000):
        if holds():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to that")


# --- looking


async def test_no_stream_is_a_difference_too(bench: Bench) -> None:
    with pytest.raises(NotFoundError):
        await (await bench.nats()).jetstream().stream_info("LEDGER")

    assert await bench.difference() == mending.Difference(0, "there is no stream")


async def test_a_stream_that_ends_early_is_told(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mending, "WAIT_SECONDS", 0.2)
    relay = await bench.relay()
    await relay._stream.create()
    await relay._stream.add_batch(bench.source.lines(0, 6))

    found = await bench.difference()

    assert found is not None
    assert (found.index, found.stream) == (6, None)
    assert found.as_details()["ledger_sha256"]
