"""When a process should end: it is told to, or whoever started it is gone."""

import asyncio
import os
import signal
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def leash(stopping: asyncio.Event) -> AsyncIterator[None]:
    """Set the event at SIGTERM, at Ctrl-C, or when the pipe that is standard input closes.

    A terminal, a file or a closed input is no leash: only a pipe tells that its other end is gone.
    """
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)

    def read() -> None:
        # os.read, since a buffered reader in another thread would hinder the end of Python.
        if not os.read(0, 4096):
            loop.remove_reader(0)
            stopping.set()

    held = _is_pipe()
    if held:
        loop.add_reader(0, read)
    try:
        yield
    finally:
        if held:
            loop.remove_reader(0)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


async def end(*tasks: asyncio.Task[Any]) -> None:
    """Cancel these until they have ended, however they end.

    Once may not be enough: before Python 3.12 `wait_for` loses a cancellation that comes together
    with what it waited for, and the bus's client waits so.
    """
    while going := [task for task in tasks if not task.done()]:
        for task in going:
            task.cancel()
        await asyncio.wait(going, timeout=0.5)
    await asyncio.gather(*tasks, return_exceptions=True)


async def end_others() -> None:
    """The last thing a process does: end whatever still runs in its loop.

    The bus's client loses cancellations too, and would connect again for ever; what ends may even
    begin something new.
    """
    while others := [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]:
        await end(*others)


def _is_pipe() -> bool:
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
