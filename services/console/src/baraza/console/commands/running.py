"""How a command runs to its end, and how it prints."""

import asyncio
import json
import signal
import sys
from collections.abc import Coroutine
from typing import Any, Final, TypeVar

from baraza.messaging.leash import end_others

Result = TypeVar("Result")

FAULT: Final = 1
REFUSED: Final = 3
BROKEN_OFF: Final = 130


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run to its end; Ctrl-C or SIGTERM lets everything stop first, then exits with 130."""

    async def supervised() -> Result:
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(work)
        asked: list[None] = []

        def stop() -> None:
            """Once: a second Ctrl-C must not keep the first from stopping everything."""
            if not asked:
                asked.append(None)
                task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
        try:
            return await task
        finally:
            await end_others()

    try:
        return asyncio.run(supervised())
    except asyncio.CancelledError:
        print(
            "Stopped; nothing is lost. The same command again goes on from here.", file=sys.stderr
        )
        sys.exit(BROKEN_OFF)


def show(told: object) -> None:
    text = json.dumps(  # noqa: TID251 - for people and their tools, never hashed
        told, ensure_ascii=False, indent=1, default=str
    )
    print(text)
