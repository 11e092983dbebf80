"""Runs the relay: a process of its own, with a read-only view of the ledger's database."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

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
from baraza.telemetry import logs, traces


class RelaySettings(Settings):
    """What the relay is told."""

    service: str = "relay"
    ledger_url: str = ""
    """Empty: `ledger/ledger.db` in the home."""
    replicas: int = 1
    kill_at: str = ""
    """For tests of crashes: `name:n` ends the process at the n-th passage of a step."""

    @property
    def database(self) -> str:
        return self.ledger_url or f"sqlite:///{self.home / 'ledger' / 'ledger.db'}"

    @property
    def faults(self) -> Path:
        return self.home / "relay" / "faults.jsonl"


async def run(settings: RelaySettings) -> None:
    """Until SIGTERM, or until standard input closes."""
    stopping = asyncio.Event()
    engine = tables.reading(settings.database)
    async with leash(stopping):
        nats = await broker.connected(settings)
        relay = Relay(
            Source(engine),
            Stream(nats, replicas=settings.replicas),
            settings.faults,
            step=killer(settings.kill_at),
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
        # After a fork it stays, publishes nothing, and says so to whoever asks.
        copying = asyncio.create_task(relay.run())

        def ended(task: asyncio.Task[None]) -> None:
            if not task.cancelled() and task.exception():
                stopping.set()

        copying.add_done_callback(ended)
        await stopping.wait()
        failed = copying.done() and copying.exception()
        await end(copying)
        with suppress(*broker.AWAY):
            await nats.close()
        await end_others()
    engine.dispose()
    if failed:
        raise failed


def main() -> int:
    """The exit code of a relay run to its end."""
    settings = RelaySettings()
    logs.configure(settings.service, settings.log_format, settings.log_level)
    traces.configure(settings.service, settings.traces_file)
    try:
        asyncio.run(run(settings))
    except Exception as error:  # noqa: BLE001 - the reason goes to the log, the code to the caller
        logs.log().error("the relay could not go on", error=error, why=str(error))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
