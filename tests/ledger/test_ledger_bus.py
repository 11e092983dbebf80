"""The ledger and its relay as others meet them: over a real server."""

import asyncio
import json
import os
import signal
import sys
from base64 import b64decode
from collections.abc import AsyncIterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client as Nats
from nats.aio.msg import Msg
from nats.errors import NoRespondersError

from baraza.decider import written
from baraza.ledger import tables
from baraza.ledger.app import App
from baraza.ledger.house import LedgerSettings
from baraza.ledger.relay import Relay, Source, Stream, WrongSequence, differences
from baraza.ledger.relay.stream import BatchRefused
from baraza.messaging import broker
from baraza.messaging.leash import end
from baraza.transparency.leaf import leaf_from_message
from baraza.transparency.notes import open_note
from buses import nats_server
from ledgers import ORIGIN, START, House, Pen, published, signer

pytestmark = pytest.mark.connected
SERVICES = ("registration", "matching", "feedback")


def keys(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("root", "log", "ledger", *SERVICES):
        key = signer("" if name == "log" else name)
        (folder / f"{name}.key").write_text(key.private_note() + "\n")
        (folder / f"{name}.vkey").write_text(key.vkey + "\n")


def settings(folder: Path, url: str, clock: str = "virtual") -> LedgerSettings:
    keys(folder / "keys")
    (folder / "contracts.json").write_text(published().model_dump_json())
    return LedgerSettings.model_validate(
        {
            "origin": ORIGIN,
            "nats_url": url,
            "clock": clock,
            "home": folder,
            "contracts_file": folder / "contracts.json",
        }
    )


@pytest.fixture
async def url(tmp_path: Path) -> AsyncIterator[str]:
    async with nats_server(tmp_path / "nats") as address:
        yield address


@pytest.fixture
async def app(tmp_path: Path, url: str) -> AsyncIterator[App]:
    app = App(settings(tmp_path, url))
    await app.start()
    try:
        yield app
    finally:
        await app.stop()


@pytest.fixture
async def nats(app: App, url: str) -> AsyncIterator[Nats]:
    connection = await broker.connected(app._settings.model_copy(update={"service": "test"}))
    yield connection
    await connection.close()


class Desk(House):
    """A pen needs a house; this one is behind the bus."""

    def __init__(self, app: App) -> None:
        self.ledger = app.house.ledger


async def asked(nats: Nats, subject: str, body: Any = None, **headers: str) -> Any:
    data = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
    answer = await nats.request(subject, data, timeout=20, headers=headers or None)
    return json.loads(answer.data)


async def found(nats: Nats) -> int:
    reply = await asked(nats, "baraza.ask.ledger.Turn", **{"Baraza-Reading": written(START)})
    return int(reply["position"])


async def said(nats: Nats, pen: Pen, count: int) -> None:
    for i in range(count):
        reply = await asked(nats, "baraza.append.matching", pen.request(f"pair.x{pen.n}_{i}"))
        assert reply["ok"], reply


async def test_the_log_is_founded_by_the_first_turn(app: App, nats: Nats) -> None:
    assert await asked(nats, "baraza.query.ledger.ready") == {
        "kind": "ready",
        "ok": True,
        "position": 0,
        "state": "ready",
    }
    size = await found(nats)

    assert size == 2 * (1 + 3 + 3 + 3)
    assert await found(nats) == size
    head = await asked(nats, "baraza.query.ledger.head")
    assert head == {"ok": True, "size": size, "recorded_at": int(START.timestamp() * 1000)}
    note = (await asked(nats, "baraza.query.ledger.checkpoint"))["note"]
    assert open_note(note.encode(), [signer("").verifier]).text.split("\n")[1] == str(size)


async def test_the_same_seed_founds_the_same_log(tmp_path: Path, url: str) -> None:
    roots = set()
    for name in ("one", "two"):
        app = App(settings(tmp_path / name, url))
        await app.start()
        await asyncio.to_thread(app.house.turn, START)
        roots.add(app.house.checkpoints._kept.frontier.root())
        await app.stop()

    assert len(roots) == 1


async def test_what_is_appended_can_be_read(app: App, nats: Nats) -> None:
    size = await found(nats)
    pen = Pen(Desk(app))
    payload = pen.request()
    reply = await asked(nats, "baraza.append.matching", payload, traceparent=TRACE)
    assert (reply["ok"], reply["first"], reply["count"]) == (True, size, 2)
    wrong = await asked(nats, "baraza.append.feedback", payload)
    assert wrong["error"]["code"] == "unauthorised"

    page = await asked(nats, "baraza.query.ledger.entries", {"first": size, "count": 500})
    assert page["size"] == size + 2
    assert [one["index"] for one in page["entries"]] == [size, size + 1]
    note = json.loads(payload)["entries"][1]
    assert page["entries"][1]["wire"] == note.partition("\n")[0]
    assert page["entries"][1]["traceparent"].split("-")[1] == TRACE.split("-")[1]
    command_id = json.loads(page["entries"][0]["wire"])["id"]
    receipt = await asked(nats, "baraza.query.ledger.receipt", {"command_id": command_id})
    assert receipt["receipt"] == reply["receipt"]
    nothing = await asked(nats, "baraza.query.ledger.receipt", {"command_id": "x"})
    assert nothing == {"ok": True, "first": None}


TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


async def test_a_question_that_is_none_gets_a_problem(app: App, nats: Nats) -> None:
    for name, body in (("nothing", {}), ("entries", {}), ("entries", b"["), ("exhibit", {})):
        reply = await asked(nats, f"baraza.query.ledger.{name}", body)
        assert (reply["ok"], reply["kind"]) == (False, "problem")
    assert not (await asked(nats, "baraza.ask.ledger.Turn"))["ok"]
    assert not (await asked(nats, "baraza.ask.ledger.Other"))["ok"]


async def test_an_exhibit_is_uploaded_in_parts_and_goes_on_where_it_stopped(
    app: App, nats: Nats
) -> None:
    body = os.urandom(1_200_000)
    digest = sha256(body).hexdigest()

    async def put(offset: int, length: int, part: bytes) -> Any:
        return await asked(
            nats,
            "baraza.exhibit.matching",
            part,
            **{
                "Baraza-Exhibit": digest,
                "Baraza-Offset": str(offset),
                "Baraza-Length": str(length),
            },
        )

    assert (await put(0, 0, b""))["have"] == 0
    assert (await put(0, len(body), body[:524_288]))["have"] == 524_288
    assert (await put(0, len(body), body[:524_288]))["have"] == 524_288
    assert (await put(0, 0, b""))["have"] == 524_288
    assert (await put(524_288, len(body), body[524_288:1_048_576]))["have"] == 1_048_576
    assert (await put(1_048_576, len(body), body[1_048_576:]))["have"] == len(body)
    read = b""
    while len(read) < len(body):
        reply = await asked(
            nats, "baraza.query.ledger.exhibit", {"sha256": digest, "offset": len(read)}
        )
        assert reply["size"] == len(body)
        read += b64decode(reply["data"])
    assert read == body
    code = (await put(0, (16 << 20) + 1, b"x"))["error"]["code"]
    assert code == "too_large"
    digest = "0" * 64
    assert (await put(0, 1, b"x"))["error"]["code"] == "digest_mismatch"
    assert (await put(0, 0, b""))["have"] == 0
    digest = "X"
    assert (await put(0, 0, b""))["error"]["code"] == "malformed"
    missing = await asked(nats, "baraza.query.ledger.exhibit", {"sha256": "1" * 64})
    assert missing["error"]["code"] == "exhibit_missing"


async def test_a_page_fits_into_a_message(app: App, nats: Nats) -> None:
    size = await found(nats)
    pen = Pen(Desk(app))
    for i in range(30):
        payload = pen.request(f"pair.b{i}", data={"said": "x" * 30_000})
        assert (await asked(nats, "baraza.append.matching", payload))["ok"]
    first = size
    while first < app.house.ledger.standing.size:
        page = await asked(nats, "baraza.query.ledger.entries", {"first": first, "count": 500})
        assert page["entries"][0]["index"] == first
        first = page["entries"][-1]["index"] + 1

    assert first == size + 60


async def test_the_files_are_written_when_asked_for(app: App, nats: Nats, tmp_path: Path) -> None:
    size = await found(nats)
    reply = await asked(nats, "baraza.ask.ledger.Export")

    assert reply == {"ok": True, "size": size, "dir": str(tmp_path / "export")}
    assert (tmp_path / "export/checkpoint").read_text().split("\n")[1] == str(size)


async def test_files_that_cannot_be_written_are_told_and_not_left_waiting(
    app: App, nats: Nats, tmp_path: Path
) -> None:
    await found(nats)
    (tmp_path / "export").mkdir(exist_ok=True)
    (tmp_path / "export/tile").write_text("a file where a folder has to be")
    reply = await asked(nats, "baraza.ask.ledger.Export")

    assert (reply["kind"], reply["type"]) == ("problem", "/problems/unexpected")
    (tmp_path / "export/tile").unlink()
    assert (await asked(nats, "baraza.ask.ledger.Export"))["ok"]


async def test_under_the_system_clock_the_log_founds_and_signs_itself(
    tmp_path: Path, url: str
) -> None:
    app = App(settings(tmp_path, url, "system"))
    heard: asyncio.Queue[bytes] = asyncio.Queue()
    listener = await broker.connected(app._settings.model_copy(update={"service": "test"}))

    async def hear(message: Msg) -> None:
        await heard.put(message.data)

    await listener.subscribe("baraza.checkpoint", cb=hear)
    await listener.flush()
    await app.start()
    try:
        size = app.house.ledger.standing.size
        note = await asyncio.wait_for(heard.get(), 20)
    finally:
        await app.stop()
        await listener.close()

    assert size == 20
    assert note.split(b"\n")[1] == b"20"
    assert (tmp_path / "export/checkpoint").read_bytes() == note


# --- relay


@pytest.fixture
async def relay(app: App, nats: Nats, tmp_path: Path) -> AsyncIterator[Relay]:
    engine = tables.reading(app.house.settings.database)
    yield Relay(Source(engine), Stream(nats), tmp_path / "relay/faults.jsonl")
    engine.dispose()


def faults(folder: Path) -> list[dict[str, Any]]:
    file = folder / "relay/faults.jsonl"
    return [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []


async def copied(app: App, nats: Nats) -> None:
    """Stream = ledger, message by message."""
    stream = Stream(nats)
    source = Source(tables.reading(app.house.settings.database))
    lines = source.lines(0, 10_000)
    source._engine.dispose()
    assert await stream.last() == len(lines)
    for line in lines:
        assert await stream.leaf(line.index + 1) == line.leaf


async def test_the_relay_makes_the_stream_and_copies_every_leaf(
    app: App, nats: Nats, relay: Relay, tmp_path: Path
) -> None:
    await found(nats)
    await said(nats, Pen(Desk(app)), 3)

    assert await relay.copy() == app.house.ledger.standing.size
    await copied(app, nats)
    assert [fault["code"] for fault in faults(tmp_path)] == ["stream_missing"]
    assert await Stream(nats).differences() == []
    message = await nats.jetstream().get_msg("LEDGER", 1)
    assert message.subject == "baraza.command.ledger.log.main.FoundLog"
    assert leaf_from_message(message.data or b"", message.headers or {}).index == 0


async def test_the_relay_goes_on_after_a_restart(
    app: App, nats: Nats, relay: Relay, tmp_path: Path
) -> None:
    await found(nats)
    await relay.copy()
    pen = Pen(Desk(app))
    for count in (1, 4):
        await said(nats, pen, count)
        again = Relay(relay._source, Stream(nats), tmp_path / "relay/faults.jsonl")
        await again.copy()
        await copied(app, nats)


async def test_a_stream_that_was_deleted_is_filled_again(
    app: App, nats: Nats, relay: Relay, tmp_path: Path
) -> None:
    await found(nats)
    await relay.copy()
    await nats.jetstream().delete_stream("LEDGER")
    await said(nats, Pen(Desk(app)), 1)
    running = asyncio.create_task(relay.run())
    async with asyncio.timeout(20):
        while True:
            relay.wake()
            if relay.ready and len(faults(tmp_path)) == 2:
                break
            await asyncio.sleep(0.01)
    await end(running)

    await copied(app, nats)


async def test_a_lost_tail_is_published_again(app: App, nats: Nats, relay: Relay) -> None:
    await found(nats)
    lines = relay._source.lines(0, 500)
    stream = Stream(nats)
    await stream.create()
    await stream.add_batch(lines[:7])

    await relay.copy()
    await copied(app, nats)


@pytest.mark.case(39)
async def test_two_relays_fence_each_other(app: App, nats: Nats, relay: Relay) -> None:
    await found(nats)
    await relay.copy()
    other = Stream(nats)
    line = relay._source.lines(0, 1)[0]

    with pytest.raises(WrongSequence):
        await other.add(line)
    with pytest.raises(WrongSequence):
        await other.add_batch(relay._source.lines(0, 5))
    await copied(app, nats)


async def test_a_forged_message_stops_the_relay_with_both_byte_strings(
    app: App, nats: Nats, relay: Relay, tmp_path: Path
) -> None:
    await found(nats)
    await relay.copy()
    await nats.jetstream().publish("baraza.event.matching.pair.x.PairProposed", b"forged")
    await said(nats, Pen(Desk(app)), 2)
    size = await Stream(nats).last()
    relay.position = None

    async with asyncio.timeout(10):
        await relay.run()
    assert relay.forked
    fault = faults(tmp_path)[-1]
    assert fault["code"] == "fork"
    assert fault["details"]["sequence"] == size
    assert fault["details"]["ledger"].startswith("baraza.entry/v1")
    assert await Stream(nats).last() == size


@pytest.mark.case(39, 24)
async def test_a_stream_longer_than_the_ledger_is_a_fork(
    app: App, nats: Nats, relay: Relay, tmp_path: Path
) -> None:
    await found(nats)
    await relay.copy()
    await nats.jetstream().publish("baraza.event.matching.pair.x.PairProposed", b"forged")
    relay.position = None

    await relay.run()
    assert faults(tmp_path)[-1]["details"]["ledger"] is None


async def test_a_server_that_takes_no_batch_gets_single_messages(
    app: App, nats: Nats, relay: Relay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(*_: Any) -> None:
        raise BatchRefused("not now")

    await found(nats)
    monkeypatch.setattr(relay._stream, "add_batch", refused)
    await relay.copy()

    await copied(app, nats)
    assert [fault["code"] for fault in faults(tmp_path)] == ["stream_missing", "batch_refused"]


async def test_a_stream_that_may_forget_is_a_fault(
    app: App, nats: Nats, relay: Relay, tmp_path: Path
) -> None:
    await found(nats)
    stream = Stream(nats)
    await stream.create()
    info = await stream._info()
    assert info is not None
    await stream._api("STREAM.UPDATE.LEDGER", {**info["config"], "max_msgs": 10_000})
    await relay._look_at_config()

    assert faults(tmp_path)[-1]["details"] == {"differs": "max_msgs"}
    assert differences({**stream.config, "mirror": {"name": "X"}}, stream.config) == ["mirror"]


# --- processes


async def test_ledger_and_relay_run_as_processes_and_end_when_told(
    tmp_path: Path, url: str
) -> None:
    given = settings(tmp_path, url)
    environment = {
        **os.environ,
        "BARAZA_NATS_URL": url,
        "BARAZA_HOME": str(tmp_path),
        "BARAZA_ORIGIN": ORIGIN,
        "BARAZA_CLOCK": "virtual",
        "BARAZA_CONTRACTS_FILE": str(given.contracts_file),
    }
    children = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            module,
            env=environment,
            stdin=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        for module in ("baraza.ledger", "baraza.ledger.relay")
    ]
    nats = await broker.connected(given.model_copy(update={"service": "test"}))
    await until(nats, "ledger", 0)
    size = await found(nats)
    await until(nats, "relay", size)
    await nats.close()
    children[0].send_signal(signal.SIGTERM)
    assert children[1].stdin is not None
    children[1].stdin.close()  # whoever started it is gone

    assert [await child.wait() for child in children] == [0, 0]


async def until(nats: Nats, service: str, position: int) -> None:
    """Wait until a process is ready at this position."""
    async with asyncio.timeout(60):
        while True:
            with suppress(NoRespondersError):
                reply = await asked(nats, f"baraza.query.{service}.ready")
                if reply["ok"] and reply["position"] == position:
                    return
            await asyncio.sleep(0.02)


async def test_the_log_goes_on_in_a_trace(app: App, nats: Nats, relay: Relay) -> None:
    await found(nats)
    await asked(nats, "baraza.append.matching", Pen(Desk(app)).request(), traceparent=TRACE)
    await relay.copy()
    last = app.house.ledger.standing.size
    message = await nats.jetstream().get_msg("LEDGER", last)

    assert (message.headers or {})["traceparent"].split("-")[1] == TRACE.split("-")[1]
