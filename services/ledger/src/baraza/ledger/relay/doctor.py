"""`python -m baraza.ledger.relay.doctor`: the whole stream looked at, and made anew if asked.

A line of JSON for each step, and what came out in the last. Without `--rebuild` it reads alone;
with it, it runs under the break-glass user, whom no part of the house knows.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

from nats.aio.client import Client as Nats
from sqlalchemy import Engine

from baraza.ledger import tables
from baraza.ledger.relay import mending, record
from baraza.ledger.relay.app import RelaySettings
from baraza.ledger.relay.copying import PASSING, Fork, Relay
from baraza.ledger.relay.source import Source
from baraza.ledger.relay.stream import Stream
from baraza.messaging import broker
from baraza.messaging.clock import SystemClock
from baraza.messaging.problems import Trouble
from baraza.telemetry import logs
from baraza.transparency import Signer

SHOWN_EVERY = 0.2


class Teller:
    """Progress as lines, not more than a reader can follow."""

    def __init__(self) -> None:
        self._last = 0.0

    def progress(self, what: str, done: int, of: int) -> None:
        if done == of or monotonic() - self._last > SHOWN_EVERY:
            self._last = monotonic()
            say({"doing": what, "done": done, "of": of})


def say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.JSONEncoder(ensure_ascii=False).encode(told) + "\n")
    sys.stdout.flush()


async def looked(
    nats: Nats, engine: Engine, settings: RelaySettings, *, rebuild: bool, on_record: bool
) -> dict[str, Any]:
    """1. Configuration. 2. Every message. 3. Where asked: made anew. 4. Every message again.
    5. On record, but not in a rehearsal, whose log follows from its folder alone, unless asked.
    """
    teller, source = Teller(), Source(engine)
    stream = Stream(nats, replicas=settings.replicas)
    # 1.
    wrong = await stream.differences()
    # 2.
    found = await mending.compared(nats, stream, source, teller.progress)
    told: dict[str, Any] = {
        "config": wrong,
        "difference": found and found.as_json(),
        "rebuilt": False,
        "recorded": None,
    }
    if rebuild:
        # 3.
        relay = Relay(source, stream, settings.faults)
        relay.fault("stream_rebuilt", {"config": ", ".join(wrong), "found": _found(found)})
        await mending.rebuilt(stream, source, relay, teller.progress)
        told["rebuilt"] = True
        # 4.
        again = await mending.compared(nats, stream, source, teller.progress)
        told["after"] = again and again.as_json()
        # 5.
        if on_record or not record.read(engine).virtual:
            told["recorded"] = await _on_record(nats, engine, settings, found, wrong)
            with suppress(*PASSING):  # a relay that runs has it, or the next one will
                await relay.copy()
    stands = not wrong and found is None if not rebuild else told["after"] is None
    return {"ok": stands, "entries": source.size(), **told}


async def _on_record(
    nats: Nats,
    engine: Engine,
    settings: RelaySettings,
    found: mending.Difference | None,
    wrong: Sequence[str],
) -> int:
    key = settings.key_file
    signer = Signer.from_private(key.read_text().strip() if key else "")
    details: dict[str, str | int] = {"config": ", ".join(wrong)} if wrong else {}
    details |= found.as_details() if found else {"what": "nothing differed"}
    now = SystemClock().now()
    return await record.recorded(nats, engine, signer, "stream_rebuilt", details, now)


def _found(found: mending.Difference | None) -> str:
    return f"{found.what} at {found.index}" if found else "nothing"


async def main(rebuild: bool, on_record: bool) -> int:
    """0: the stream is the ledger; 1: it is not; 2: it could not be looked at."""
    settings = RelaySettings()
    try:
        async with asyncio.timeout(mending.WAIT_SECONDS):
            nats = await broker.connected(settings)
    except (*broker.AWAY, TimeoutError) as error:
        say({"failed": f"nats-server does not let in {settings.user} ({type(error).__name__})"})
        return 2
    engine = tables.reading(settings.database)
    try:
        told = await looked(nats, engine, settings, rebuild=rebuild, on_record=on_record)
    except (*broker.AWAY, Fork, Trouble, ValueError, TimeoutError) as error:
        say({"failed": f"{type(error).__name__}: {error}"})
        return 2
    finally:
        engine.dispose()
        with suppress(*broker.AWAY):
            await nats.close()
    say({"result": told})
    return 0 if told["ok"] else 1


if __name__ == "__main__":
    logs.configure("doctor", "json", "critical")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rebuild", action="store_true")
    parser.add_argument("--record", action="store_true")
    asked = parser.parse_args()
    sys.exit(asyncio.run(main(asked.rebuild, asked.record)))
