"""A client for one whole year: what is not answered because a part fell is asked again."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from time import monotonic
from typing import Any, Protocol, TypeVar

from baraza.console.home import Trouble
from baraza.messaging.ask import Ask
from baraza.messaging.client import Client, NoAnswer
from baraza.messaging.replies import Answer, Problem, Recorded, RefusedReply, Turned

PATIENCE_SECONDS = 90.0
_PAUSE = 0.1
_MOMENT = 0.2
_LATER = frozenset({"ledger_unavailable", "busy", "lost_races", "behind", "halted"})
"""Problems of the moment: the same ask, later, is safe and may succeed."""

Reply = TypeVar("Reply")


class Watched(Protocol):
    """The house, as far as patience needs it."""

    failed: str | None

    def times_started(self, name: str) -> int: ...
    async def started_again(self, name: str, than: int) -> None: ...


class Patient:
    """Asks the same again, under the same id, until it is answered or the house gives up."""

    def __init__(self, client: Client, house: Watched) -> None:
        self._client = client
        self._house = house

    async def ask(
        self, service: str, name: str, ask: Ask, *, reading: datetime, head: int
    ) -> Recorded | RefusedReply | Problem:
        return await self._surely(
            service, lambda: self._client.ask(service, name, ask, reading=reading, head=head)
        )

    async def turn(self, service: str, reading: datetime, head: int) -> Turned | Problem:
        return await self._surely(service, lambda: self._client.turn(service, reading, head))

    async def query(
        self, service: str, name: str, params: dict[str, Any], *, reading: datetime, head: int
    ) -> Answer | Problem:
        return await self._surely(
            service,
            lambda: self._client.query(service, name, params, reading=reading, head=head),
        )

    async def root(self, size: int) -> str:
        """The log's root over its first `size` entries, in hex."""
        reply = await self.raw("ledger", "baraza.query.ledger.root", {"size": size})
        return str(reply["answer"]["root"])

    async def raw(self, service: str, subject: str, params: dict[str, Any]) -> Any:
        return await self._surely(service, lambda: self._client.raw(subject, params, within=60))

    async def _surely(self, service: str, asked: Callable[[], Awaitable[Reply]]) -> Reply:
        until = monotonic() + PATIENCE_SECONDS
        while True:
            reply = await self._once(service, asked)
            late = monotonic() > until
            if reply is not None and (late or not _momentary(reply)):
                return reply
            if self._house.failed:
                raise Trouble(self._house.failed)
            if late:
                raise Trouble(
                    f"{service} gives no answer. Look into its log in HOME/run, "
                    "then run the same command again: it goes on where it stopped."
                )
            await asyncio.sleep(_PAUSE)

    async def _once(self, service: str, asked: Callable[[], Awaitable[Reply]]) -> Reply | None:
        """The answer; None where nobody gave one, or whoever was asked fell meanwhile."""
        parts = (service, "nats-server")
        before = [self._house.times_started(part) for part in parts]
        request = asyncio.ensure_future(asked())
        tasks: list[asyncio.Future[Any]] = [request]
        try:
            # Mostly the answer is there in a moment, and nobody need be watched for it.
            await asyncio.wait(tasks, timeout=_MOMENT)
            if not request.done():
                falls = map(self._house.started_again, parts, before)
                tasks += map(asyncio.ensure_future, falls)
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if request.done():
                return request.result()
        except NoAnswer:
            pass
        finally:
            if len(tasks) > 1 or not request.done():
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
        return None


def _momentary(reply: object) -> bool:
    return isinstance(reply, Problem) and reply.code in _LATER
