"""Wiring of the relay: a read-only view of the ledger's database, the stream, and the loop."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

from nats.aio.client import Client as Nats
from nats.aio.msg import Msg
from pydantic import TypeAdapter

from baraza.ledger import tables
from baraza.ledger.append import killer
from baraza.ledger.relay.copying import Relay
from baraza.ledger.relay.source import Source
from baraza.ledger.relay.stream import Stream
from baraza.messaging import broker, subjects
from baraza.messaging.leash import end, end_others, leash
from baraza.messaging.settings import Settings

GATHER_SECONDS = 0.5


class RelaySettings(Settings):
    """What the relay is told."""

    service: str = "relay"
    ledger_url: str = ""
    """Empty: `ledger/ledger.db` in the home."""
    replicas: int = 1

    @property
    def database(self) -> str:
        return self.ledger_url or f"sqlite:///{self.home / 'ledger' / 'ledger.db'}"

    @property
    def faults(self) -> Path:
        return self.home / "relay" / "faults.jsonl"


SETTINGS = RelaySettings


class App:
    """The relay on the bus."""

    def __init__(self, settings: RelaySettings) -> None:
        self._settings = settings
        self._engine = tables.reading(settings.database)
        self._nats: Nats | None = None
        self._copying: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect, answer, and begin to copy."""
        self._nats = nats = await broker.connected(self._settings)
        step = killer(self._settings.kill_at)
        relay = Relay(
            Source(self._engine),
            Stream(nats, replicas=self._settings.replicas, step=step),
            self._settings.faults,
            step=step,
            gather=GATHER_SECONDS if self._settings.virtual else 0.0,
        )

        async def on_head(_: Msg) -> None:
            relay.wake()

        async def on_ready(msg: Msg) -> None:
            relay.wake()
            state = "fork" if relay.forked else "ready" if relay.ready else "behind"
            reply = {"ok": state == "ready", "state": state, "position": relay.position or 0}
            with suppress(*broker.AWAY):
                await msg.respond(TypeAdapter(dict[str, Any]).dump_json(reply))

        await nats.subscribe(subjects.HEAD, cb=on_head)
        await nats.subscribe(subjects.query("relay", subjects.READY), cb=on_ready)
        self._copying = asyncio.create_task(relay.keep())

    async def ended(self) -> str:
        """Waits until copying fails; raises what it failed with.

        After a fork it stays, publishes nothing, and says so to whoever asks.
        """
        if self._copying is not None:
            await asyncio.shield(self._copying)
        await asyncio.Event().wait()
        return "stopped"

    async def stop(self) -> None:
        """Copy nothing more, let go of the connection and of the files."""
        if self._copying is not None:
            await end(self._copying)
        if self._nats is not None:
            with suppress(*broker.AWAY):
                await self._nats.close()
        self._engine.dispose()

    async def run(self) -> None:
        """Until SIGTERM, or until standard input closes; raises what it could not go on with."""
        stopping = asyncio.Event()
        async with leash(stopping):
            await self.start()
            told = asyncio.create_task(stopping.wait())
            failed = asyncio.create_task(self.ended())
            done, _ = await asyncio.wait([told, failed], return_when=asyncio.FIRST_COMPLETED)
            await self.stop()
            await end_others()
        if failed in done:
            failed.result()


def build(settings: RelaySettings) -> App:
    """The relay, ready to be started."""
    return App(settings)
