"""A service on the bus is killed at each of its steps; its asker tries again (`faults.md` 1-7)."""

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

import pytest

from baraza.messaging import broker, subjects
from baraza.messaging.client import Client, NoAnswer
from baraza.messaging.replies import Answer, Recorded
from buses import a_ledger, nats_server, settings
from fakes import SERVICE, START, an_ask

pytestmark = [pytest.mark.connected, pytest.mark.method(3)]
TESTS = Path(__file__).parents[1]
PLANTED = an_ask(2, bed="a", person="p00001", wish="tall as a house")


@pytest.fixture
async def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Client]:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(nats_server(tmp_path))
        await stack.enter_async_context(a_ledger(tmp_path, url, monkeypatch))
        nats = await broker.connected(settings(tmp_path, url, name="driver"))
        stack.push_async_callback(nats.close)
        monkeypatch.setenv("BARAZA_NATS_URL", url)
        yield Client(nats)


@asynccontextmanager
async def a_service(client: Client, folder: Path, kill_at: str = "") -> AsyncIterator[Any]:
    """The sample service as a process of its own, ready or already dead."""
    mine = settings(folder, os.environ["BARAZA_NATS_URL"])
    environment = {
        **os.environ,
        "PYTHONPATH": str(TESTS),
        "BARAZA_ORIGIN": mine.origin,
        "BARAZA_CLOCK": "virtual",
        "BARAZA_HOME": str(folder),
        "BARAZA_KEY_FILE": str(mine.key_file),
        "BARAZA_KILL_AT": kill_at,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "garden_service",
        stdin=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
    )
    try:
        for _ in range(600):
            if process.returncode is not None:
                break
            if await client.ready(SERVICE, within=0.2) is not None:
                break
            await asyncio.sleep(0.05)
        yield process
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def now(client: Client) -> dict[str, Any]:
    size = int((await client.raw(subjects.query("ledger", "head"), {}))["size"])
    return {"reading": START, "head": size}


def kept(folder: Path) -> list[Any]:
    """Fields and salts in the vault."""
    with closing(sqlite3.connect(folder / SERVICE / "vault.db")) as database:
        return database.execute("SELECT command_id, field, salt FROM vault").fetchall()


async def asked(client: Client, process: Any) -> None:
    """The dig succeeds; the planting is where the process may end."""
    await client.ask(SERVICE, "DigBed", an_ask(1, bed="a"), **await now(client))
    asking = asyncio.create_task(client.ask(SERVICE, "PlantSeed", PLANTED, **await now(client)))
    assert await asyncio.wait_for(process.wait(), 30) == -signal.SIGKILL
    asking.cancel()
    with suppress(asyncio.CancelledError, NoAnswer):
        await asking


@pytest.mark.long
@pytest.mark.case(1, 2)
@pytest.mark.parametrize(
    ("kill_at", "vault_rows", "entries"),
    [("service.before_vault:1", 0, 0), ("service.before_append:2", 1, 0)],
)
async def test_a_service_that_dies_before_it_appends_decides_once_when_asked_again(
    client: Client, tmp_path: Path, kill_at: str, vault_rows: int, entries: int
) -> None:
    async with a_service(client, tmp_path, kill_at) as process:
        before = await now(client)
        await asked(client, process)
    left = kept(tmp_path)
    assert len(left) == vault_rows
    assert (await now(client))["head"] == before["head"] + 2 + entries

    async with a_service(client, tmp_path):
        first = await client.ask(SERVICE, "PlantSeed", PLANTED, **await now(client))
        again = await client.ask(SERVICE, "PlantSeed", PLANTED, **await now(client))

    assert isinstance(first, Recorded)
    assert not first.replayed
    assert again == first.model_copy(update={"replayed": True})
    assert (await now(client))["head"] == before["head"] + 4
    assert kept(tmp_path) == left or not left


@pytest.mark.slow
@pytest.mark.case(6, 7)
@pytest.mark.parametrize("step", ["consumer.before_commit", "consumer.after_commit"])
async def test_rows_are_made_once_where_their_service_dies_round_the_commit(
    client: Client, tmp_path: Path, step: str
) -> None:
    async with a_service(client, tmp_path, f"{step}:2") as process:
        await client.ask(SERVICE, "DigBed", an_ask(1, bed="a"), **await now(client))
        for number in range(3, 30):
            with suppress(NoAnswer, asyncio.TimeoutError):
                if process.returncode is None:
                    ask = an_ask(number, bed=f"bed{number}")
                    await client.ask(SERVICE, "DigBed", ask, **await now(client))
                    await asyncio.wait_for(
                        client.query(SERVICE, "beds", {}, **await now(client)), 2
                    )
        assert await asyncio.wait_for(process.wait(), 10) == -signal.SIGKILL

    async with a_service(client, tmp_path):
        answer = await client.query(SERVICE, "beds", {}, **await now(client))
        entries = await client.raw(subjects.query("ledger", "entries"), {"first": 0})

    kind = '"type":"baraza.event.garden.BedDug.v1"'
    dug = [one for one in entries["entries"] if kind in one["wire"]]
    assert isinstance(answer, Answer)
    assert len(answer.answer["beds"]) == len(set(answer.answer["beds"])) == len(dug) > 0
