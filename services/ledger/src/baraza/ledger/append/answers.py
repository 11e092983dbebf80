"""From the writer's thread into the loop: all answers of a commit by one call.

Measured: to wake the loop for each of them costs as much as to look up what a decision read.
"""

import asyncio
from collections import deque
from concurrent.futures import Future
from typing import Any, TypeVar

T = TypeVar("T")


class Answers:
    """Awaits what another thread answers.

    Promised: each answer, or the error in its place, reaches whoever awaits it in the loop, in the
    order in which they came. Who does not wait any more is passed over; the answer stays given.
    """

    def __init__(self) -> None:
        self._arrived: deque[tuple[asyncio.Future[Any], Future[Any]]] = deque()
        self._called = False

    async def of(self, given: "Future[T]") -> T:
        """The result of what another thread does."""
        waiting: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        given.add_done_callback(lambda done: self._put(waiting, done))
        return await waiting

    def _put(self, waiting: "asyncio.Future[T]", done: "Future[T]") -> None:
        """In the other thread. What is put before `_called` is looked at is not left behind."""
        self._arrived.append((waiting, done))
        loop = waiting.get_loop()
        if not self._called and not loop.is_closed():
            self._called = True
            loop.call_soon_threadsafe(self._give)

    def _give(self) -> None:
        """In the loop. Whoever puts from now on calls again."""
        self._called = False
        while self._arrived:
            waiting, done = self._arrived.popleft()
            if waiting.done():
                continue
            if (error := done.exception()) is not None:
                waiting.set_exception(error)
            else:
                waiting.set_result(done.result())
