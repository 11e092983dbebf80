"""A real nats-server from the wheel, and a founded ledger on it: for connected tests."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import BaseModel

import baraza.ledger.app as ledger_app
from baraza.decider import CommandRefused, Message
from baraza.ledger import house as ledger_house
from baraza.ledger import messages as ledger_messages
from baraza.ledger.schemas import Published
from baraza.messaging.settings import Settings
from baraza.transparency import Signer
from fakes import GARDEN, ORIGIN, SERVICE, START

SERVER = Path(sys.executable).parent / "nats-server"


@asynccontextmanager
async def nats_server(folder: Path, *arguments: str) -> AsyncIterator[str]:
    """A server of our own on an ephemeral port; its address."""
    ports = folder / "ports"
    ports.mkdir(parents=True, exist_ok=True)
    command = [SERVER, "-a", "127.0.0.1", "-p", "-1", "--ports_file_dir", ports, "-js", "-sd"]
    said = folder / "nats-server.log"
    with said.open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *map(str, [*command, folder / "jetstream", *arguments]), stderr=log
        )
    try:
        file = ports / f"nats-server_{process.pid}.ports"
        yield json.loads(await _written(file, process, said))["nats"][0]
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _written(file: Path, process: asyncio.subprocess.Process, said: Path) -> str:
    """What a server writes into a file, once it has; it has 30 seconds, if it lives so long."""
    for _ in range(3_000):
        if text := _read(file):
            return text
        if process.returncode is not None:
            break
        await asyncio.sleep(0.01)
    raise AssertionError(f"nats-server did not come up ({process.returncode}): {_read(said)}")


def _read(file: Path) -> str:
    return file.read_text() if file.exists() else ""


def contracts() -> Published:
    """Schemas of the ledger's own types and of the sample service's."""
    classes: dict[str, type[BaseModel]] = dict(GARDEN.commands) | dict(GARDEN.knows)
    classes[f"baraza.event.{SERVICE}.CommandRefused.v1"] = CommandRefused
    for kind, of in (("command", ledger_messages.Command), ("event", ledger_messages.Fact)):
        for message in of.__args__:
            classes[f"baraza.{kind}.ledger.{message.__name__}.v1"] = message
    return Published(schemas=_texts(classes), deciders={GARDEN.name: "0" * 64})


def _texts(classes: Mapping[str, type[BaseModel | Message]]) -> dict[str, str]:
    return {
        type_: json.dumps({"$id": type_, **of.model_json_schema(mode="serialization")})
        for type_, of in sorted(classes.items())
    }


def keys(folder: Path) -> Path:
    """Private keys of the log, root, ledger and the sample service in one folder."""
    folder.mkdir(exist_ok=True)
    for number, name in enumerate(("root", "log", "ledger", SERVICE)):
        of = ORIGIN if name == "log" else f"{ORIGIN}/{name}"
        signer = Signer(of, bytes([number]) * 32)
        (folder / f"{name}.key").write_text(signer.private_note() + "\n")
        (folder / f"{name}.vkey").write_text(signer.vkey + "\n")
    return folder


def settings(folder: Path, url: str, clock: str = "virtual", name: str = SERVICE) -> Settings:
    """Of the sample service, or of whoever else shares its key."""
    return Settings.model_validate(
        {
            "service": name,
            "origin": ORIGIN,
            "nats_url": url,
            "clock": clock,
            "home": folder,
            "key_file": keys(folder / "keys") / f"{SERVICE}.key",
        }
    )


@asynccontextmanager
async def a_ledger(
    folder: Path, url: str, monkeypatch: pytest.MonkeyPatch, clock: str = "virtual"
) -> AsyncIterator[ledger_app.App]:
    """The ledger's own process in this one, its log founded."""
    monkeypatch.setattr(ledger_house, "PRODUCERS", (SERVICE,))
    file = folder / "contracts.json"
    file.write_text(contracts().model_dump_json())
    app = ledger_app.App(
        ledger_house.LedgerSettings.model_validate(
            {
                "origin": ORIGIN,
                "nats_url": url,
                "clock": clock,
                "home": folder,
                "keys_dir": keys(folder / "keys"),
                "contracts_file": file,
            }
        )
    )
    await app.start()
    if clock == "virtual":
        await asyncio.to_thread(app.house.turn, START - timedelta(days=1))
    try:
        yield app
    finally:
        await app.stop()
