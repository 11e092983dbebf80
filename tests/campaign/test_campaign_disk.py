"""The disk of each store fills up in turn: fail closed, nothing half done, on once there is room.

A file system of a few megabytes is mounted for it, so only root can run this.
"""

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from nats.aio.client import Client as Nats
from sqlalchemy import Engine

from baraza.ledger import tables
from baraza.ledger.app import BROKEN_EXIT
from baraza.ledger.relay import Relay, Source, Stream
from baraza.transparency import leaf_from_message
from buses import nats_server
from campaign.life import HALTED_EXIT
from campaign.lived import DECISIONS, Ended, Lives, judge, new_home
from ledgers import Pen, house

pytestmark = [pytest.mark.slow, pytest.mark.case(34), pytest.mark.timeout(600)]
MEGABYTE = 1 << 20
MORE = 70


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """A file system of its own at this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder))
    try:
        yield folder
    finally:
        run("umount", "--lazy", str(folder))


def run(*words: str) -> None:
    subprocess.run(words, check=True)  # noqa: S603 - our own words


def fill(disk: Path, leave: int) -> Path:
    """A file that takes all room but so many bytes."""
    ballast = disk / "ballast"
    room = os.statvfs(disk)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, room.f_bavail * room.f_frsize - leave)
    return ballast


@pytest.mark.parametrize(
    ("store", "leave"),
    [
        ("ledger", 40_000),
        ("ledger", 120_000),
        ("ledger", 400_000),
        ("ratchet", 60_000),
        ("ratchet", 120_000),
        ("export", 30_000),
        ("export", 60_000),
        ("export-world", 10_000),
    ],
)
def test_a_full_disk_halts_the_log_until_there_is_room(
    living: Lives, tmp_path: Path, store: str, leave: int
) -> None:
    home = new_home(tmp_path / "home")
    with small_disk(home / store, 24):
        assert living.live(home).code == 0
        ballast = fill(home / store, leave)

        full = living.live(home, decisions=DECISIONS + MORE)

        assert not full.of("done")
        assert full.code == HALTED_EXIT or _ended(full), full.said[-1]
        ballast.unlink()
        again = living.live(home, decisions=DECISIONS + MORE)
        assert again.code == 0, again.said[-1]
        judge(home)


def _ended(ended: Ended) -> bool:
    """At a commit that found no room; or before it began, since what was signed cannot be shown."""
    told = ended.said[-1]
    return ended.code in {1, BROKEN_EXIT} and "full" in told.get("raised", told.get("died", ""))


async def test_a_stream_store_that_is_full_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with house(tmp_path / "log") as home, small_disk(tmp_path / "nats", 24) as disk:
        home.found()
        pen = Pen(home)
        engine = tables.reading(home.url)
        async with nats_server(disk) as url, relaying(engine, url, tmp_path) as (relay, _):
            await relay.copy()
            ballast = fill(disk, MEGABYTE)
            for number in range(100):
                pen.say(f"pair.x{number}", data={"said": "x" * 30_000})
            with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the server says
                await relay.copy()
            assert not relay.ready
        ballast.unlink()
        async with nats_server(disk) as url, relaying(engine, url, tmp_path) as (relay, nats):
            assert await relay.copy() == home.ledger.standing.size
            stream = nats.jetstream()
            copied = []
            for sequence in range(1, home.ledger.standing.size + 1):
                message = await stream.get_msg("LEDGER", sequence)
                copied.append(leaf_from_message(message.data or b"", message.headers or {}).bytes)
        assert copied == [row[0] for row in home.rows("SELECT leaf FROM entry ORDER BY idx")]
        engine.dispose()


@asynccontextmanager
async def relaying(engine: Engine, url: str, folder: Path) -> AsyncIterator[tuple[Relay, Nats]]:
    """A relay on a connection of its own."""
    nats = Nats()
    await nats.connect(url)
    try:
        yield Relay(Source(engine), Stream(nats), folder / "faults.jsonl"), nats
    finally:
        await nats.close()
