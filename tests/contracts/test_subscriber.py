"""Another team's subscriber as `contracts/README.md` prints it, on a real server, by its rights."""

import ast
import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import generate
import nats
import pytest
from nats.aio.client import Client as Nats

from baraza.decider import written
from baraza.ledger import tables
from baraza.ledger.app import App
from baraza.ledger.house import LedgerSettings
from baraza.ledger.relay import Relay, Source, Stream
from baraza.transparency import BadNote, Verifier
from buses import nats_server
from ledgers import ORIGIN, PRODUCERS, START, House, Pen, published, signer

pytestmark = pytest.mark.connected
README = (generate.ROOT / "README.md").read_text(encoding="utf-8")
FEW = 12
PASSWORD = sha256(b"of the subscriber").hexdigest()


def block(language: str) -> str:
    """The first block of code in this language."""
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found
    return found.group(1)


def follow() -> Callable[..., Awaitable[None]]:
    """The function, from the page."""
    names: dict[str, Any] = {}
    exec(compile(block("python"), "contracts/README.md", "exec"), names)  # noqa: S102 - the page's own
    function: Callable[..., Awaitable[None]] = names["follow"]
    return function


class Behind(House):
    """A pen needs a house; this one is behind the bus."""

    def __init__(self, app: App) -> None:
        self.ledger = app.house.ledger


class Bus:
    """A founded log with its relay, one user who may do all, and the subscriber's."""

    def __init__(self, url: str, app: App, relay: Relay, every: Nats) -> None:
        self.url, self.app, self.relay, self.every = url, app, relay, every
        self._pen = Pen(Behind(app))

    async def grows(self, decisions: int = FEW) -> int:
        """The log has so many decisions more, copied and signed; its size."""
        for n in range(decisions):
            request = self._pen.request(f"pair.x{n}_{self._pen.n}")
            reply = await self.every.request("baraza.append.matching", request, timeout=20)
            assert json.loads(reply.data)["ok"]
        await self.relay.copy()
        await asyncio.to_thread(self.app.house.checkpoints.make)
        return self.app.house.ledger.standing.size

    async def subscriber(self) -> Nats:
        return await nats.connect(
            self.url, user="subscriber", password=PASSWORD, inbox_prefix=b"_INBOX_subscriber"
        )


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncIterator[Bus]:
    conf = tmp_path / "nats.conf"
    rights = block("conf").replace("$SUBSCRIBER_PASSWORD", f'"{PASSWORD}"')
    every = '{ user: "every", password: "every" }'
    conf.write_text(f"authorization {{ users: [ {every}\n{rights} ] }}\n")
    async with nats_server(tmp_path / "nats", "-c", str(conf)) as url:
        address = url.replace("nats://", "nats://every:every@")
        async with _founded(tmp_path, address) as app:
            connection = await nats.connect(address)
            engine = tables.reading(app.house.settings.database)
            relay = Relay(Source(engine), Stream(connection), tmp_path / "relay/faults.jsonl")
            reading = {"Baraza-Reading": written(START)}
            await connection.request("baraza.ask.ledger.Turn", b"", timeout=20, headers=reading)
            yield Bus(url, app, relay, connection)
            await connection.close()
            engine.dispose()


@asynccontextmanager
async def _founded(folder: Path, url: str) -> AsyncIterator[App]:
    keys = folder / "keys"
    keys.mkdir()
    for name in ("root", "log", "ledger", *PRODUCERS):
        key = signer("" if name == "log" else name)
        (keys / f"{name}.key").write_text(key.private_note() + "\n")
        (keys / f"{name}.vkey").write_text(key.vkey + "\n")
    contracts = folder / "contracts.json"
    contracts.write_text(published().model_dump_json())
    app = App(
        LedgerSettings.model_validate(
            {
                "origin": ORIGIN,
                "nats_url": url,
                "clock": "virtual",
                "home": folder,
                "contracts_file": contracts,
            }
        )
    )
    await app.start()
    try:
        yield app
    finally:
        await app.stop()


def stored(kept: Path) -> int:
    return int(json.loads(kept.read_text())[0]) if kept.exists() else 0


async def followed(
    bus: Bus, kept: Path, until: int, key: Verifier | None = None
) -> list[tuple[int, str]]:
    """What the subscriber was told before it had followed the log so far, or failed."""
    told: list[tuple[int, str]] = []
    there = asyncio.Event()

    async def act(index: int, entry: dict[str, Any]) -> None:
        told.append((index, entry["id"]))
        if index + 1 >= until:
            there.set()

    connection = await bus.subscriber()
    log_key = key or signer("").verifier
    following = asyncio.ensure_future(follow()(connection, "subscriber", log_key, kept, act))
    arrived = asyncio.ensure_future(there.wait())
    try:
        await asyncio.wait([following, arrived], return_when=asyncio.FIRST_COMPLETED, timeout=30)
        while arrived.done() and not following.done() and stored(kept) < until:
            await asyncio.wait([following], timeout=0.05)
        if following.done():
            await following
    finally:
        for task in (following, arrived):
            task.cancel()
            with suppress(asyncio.CancelledError, Exception):
                await task
        await connection.close()
    return told


async def test_it_is_told_every_entry_once_and_goes_on_where_it_stopped(
    bus: Bus, tmp_path: Path
) -> None:
    kept = tmp_path / "subscriber.json"
    first = await bus.grows()
    told = await followed(bus, kept, first)
    second = await bus.grows()
    more = await followed(bus, kept, second)

    assert [index for index, _ in told] == list(range(first))
    assert [index for index, _ in more] == list(range(first, second))
    assert len({id_ for _, id_ in told + more}) == second


async def test_a_log_that_another_key_has_signed_is_not_acted_upon(
    bus: Bus, tmp_path: Path
) -> None:
    kept = tmp_path / "subscriber.json"
    size = await bus.grows()
    with pytest.raises(BadNote):
        await followed(bus, kept, size, signer("root").verifier)

    assert not kept.exists()


async def test_a_log_that_is_not_the_one_read_before_is_not_acted_upon(
    bus: Bus, tmp_path: Path
) -> None:
    kept = tmp_path / "subscriber.json"
    size = await bus.grows()
    kept.write_text(json.dumps([1, ["00" * 32]]))
    with pytest.raises(ValueError, match="not the log"):
        await followed(bus, kept, size)


async def test_a_gap_is_found(bus: Bus, tmp_path: Path) -> None:
    """Somebody who may write to the bus has put a line between: each later one is off its place."""
    kept = tmp_path / "subscriber.json"
    first = await bus.grows()
    message = await bus.every.jetstream().get_msg("LEDGER", first)
    headers = {k: v for k, v in (message.headers or {}).items() if not k.startswith("Nats-")}
    forged = await bus.every.jetstream().publish(
        "baraza.event.matching.pair.x.Said", message.data or b"", headers=headers
    )
    assert forged.seq == first + 1
    await followed(bus, kept, first)
    for n in range(2):
        request = bus._pen.request(f"pair.y{n}")
        await bus.every.request("baraza.append.matching", request, timeout=20)
    await asyncio.to_thread(bus.app.house.checkpoints.make)
    with pytest.raises(ValueError, match=f"a gap before entry {first}"):
        await followed(bus, kept, first + 4)


def test_the_page_is_short_and_its_lines_are_python() -> None:
    first, second = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    compile(second, "contracts/README.md", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)

    assert len([line for line in first.splitlines() if line.startswith("    ")]) <= 26
