"""A house in which everything is killed once lives the same year, and nothing is left over."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from nats.aio.client import Client as Nats

from baraza.console.home import SERVICES, Home
from baraza.transparency import leaf_from_message
from buses import nats_server
from homes import leaves
from lives import Killed, Life

pytestmark = [
    pytest.mark.slow,
    pytest.mark.connected,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("journeys"),
]


def test_the_supervisor_started_again_what_was_killed(killed: Killed) -> None:
    for part in ("ledger", "relay", *SERVICES):
        assert f"{part} ended with code -9 and is started again" in killed.said
    assert killed.said.count("nats-server ended with code 137 and is started again") == 2


def test_nothing_outlives_a_supervisor_that_is_killed(killed: Killed) -> None:
    assert killed.left == []


@pytest.mark.case(1, 2, 3, 4)
def test_every_kill_is_survived_with_the_same_log(lived: Life, killed: Killed) -> None:
    assert "goes on where it was broken off" in killed.end.errors
    assert killed.log == lived.log


async def test_a_stream_that_was_lost_is_filled_again_message_by_message(
    killed: Killed, tmp_path: Path
) -> None:
    faults = (killed.home.path / "relay" / "faults.jsonl").read_text().splitlines()
    assert [json.loads(line)["code"] for line in faults] == ["stream_missing"] * 2

    shutil.copytree(killed.home.jetstream, tmp_path / "jetstream")
    copied = []
    async with nats_server(tmp_path) as url:
        nats = Nats()
        await nats.connect(url)
        stream = nats.jetstream()
        last = (await stream.stream_info("LEDGER")).state.last_seq
        for sequence in range(1, last + 1):
            message = await stream.get_msg("LEDGER", sequence)
            assert message.data is not None
            copied.append(leaf_from_message(message.data, message.headers or {}).bytes)
        await nats.close()

    assert copied == leaves(killed.home)


@pytest.mark.case(6, 7)
@pytest.mark.parametrize("service", SERVICES)
def test_read_models_are_as_if_nothing_had_happened(
    lived: Life, killed: Killed, service: str
) -> None:
    assert rows_of(killed.home, service, "read.db") == rows_of(lived.home, service, "read.db")


@pytest.mark.case(2)
@pytest.mark.parametrize("service", SERVICES)
def test_vaults_keep_the_same_under_the_same_salts(
    lived: Life, killed: Killed, service: str
) -> None:
    """Keys, and what lies under them, are drawn by chance: no entry rests on them."""

    def kept(life: Life) -> Any:
        rows = rows_of(life.home, service, "vault.db", "vault", "command_id, field, person, salt")
        return rows["vault"]

    assert kept(killed) == kept(lived) != []


def rows_of(
    home: Home, service: str, name: str, only: str = "%", columns: str = "*"
) -> dict[str, list[Any]]:
    """Every row of every table, or of one, in an order of its own."""
    file = home.path / service / name
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
        tables = database.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE ?", (only,)
        ).fetchall()
        return {
            table: sorted(database.execute(f'SELECT {columns} FROM "{table}"'), key=repr)  # noqa: S608
            for (table,) in tables
        }
