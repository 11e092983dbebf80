"""What is left of a whole house is judged: J2, J3 and J6 of `faults.md`."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from nats.aio.client import Client as Nats

from baraza.console.home import SERVICES, Home
from baraza.transparency import leaf_from_message
from buses import nats_server
from folders import rows

PERSONAL = ("display_name", "wiki_username", "email")


async def streamed(home: Home, folder: Path) -> list[bytes]:
    """J2: the leaves as the stream's store holds them, message by message, of a house at rest."""
    shutil.copytree(home.jetstream, folder / "jetstream")
    copied = []
    async with nats_server(folder) as url:
        nats = Nats()
        await nats.connect(url)
        stream = nats.jetstream()
        last = (await stream.stream_info("LEDGER")).state.last_seq
        for sequence in range(1, last + 1):
            message = await stream.get_msg("LEDGER", sequence)
            copied.append(leaf_from_message(message.data or b"", message.headers or {}).bytes)
        await nats.close()
    return copied


def read_models(home: Home) -> dict[str, list[str]]:
    """J3: every row of every table of every read model, in an order of its own."""
    found: dict[str, list[str]] = {}
    for service in SERVICES:
        file = home.path / service / "read.db"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in tables.fetchall():
                every = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608
                found[f"{service}.{table}"] = sorted(map(repr, every))
    return found


def personal_outside_vaults(home: Home, folder: Path) -> list[str]:
    """J6: files that hold a name, an account or an address of anybody of the folder."""
    words = {row[column].encode() for row in rows("people.csv", folder) for column in PERSONAL}
    return [
        str(file.relative_to(home.path))
        for file in home.path.rglob("*")
        if file.is_file() and not file.name.startswith("vault") and file.suffix != ".pyc"
        for data in [file.read_bytes()]
        if any(word in data for word in words)
    ]
