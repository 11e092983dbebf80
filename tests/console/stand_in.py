"""A part of the house that does nothing but answer `ready`: for tests of the supervisor."""

import asyncio
import json
import os
import signal
import sys

from baraza.messaging import broker, subjects
from baraza.messaging.refusal import REFUSED_EXIT
from baraza.messaging.settings import Settings


async def main() -> None:
    settings = Settings()
    over = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, over.set)
    loop.add_reader(0, os._exit, 0)  # whoever began it is gone: nobody waits for a clean end
    nats = await broker.connected(settings)

    async def ready(message: object) -> None:
        await message.respond(b'{"kind":"ready","ok":true,"position":7}')  # type: ignore[attr-defined]

    await nats.subscribe(subjects.query(settings.service, subjects.READY), cb=ready)
    await over.wait()
    await nats.close()


if "--die" in sys.argv:
    os.write(2, b"nothing here to live on\n")
    sys.exit(3)
if "--refuse" in sys.argv:
    os.write(2, json.dumps({"event": "refuses", "why": sys.argv[-1]}).encode() + b"\n")
    sys.exit(REFUSED_EXIT)
asyncio.run(main())
