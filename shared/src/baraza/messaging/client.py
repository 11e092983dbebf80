"""Asking and querying from outside: console, driver, tests, and services among themselves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from nats.aio.client import Client as Nats

from baraza.decider import written
from baraza.messaging import subjects
from baraza.messaging.ask import Ask
from baraza.messaging.broker import AWAY
from baraza.messaging.jsons import from_json, to_json
from baraza.messaging.problems import Trouble
from baraza.messaging.replies import (
    ASK_REPLY,
    DRAFT_REPLY,
    QUERY_REPLY,
    Answer,
    Drafted,
    Problem,
    Recorded,
    RefusedReply,
    Turned,
)
from baraza.telemetry import traces


class NoAnswer(Trouble):
    """Nobody answered in time. Look whether all parts run, then ask again with the same id."""

    code, status = "no_answer", 504


class Client:
    """One connection's asks and queries. Under the virtual clock each names reading and head."""

    def __init__(self, nats: Nats) -> None:
        self._nats = nats

    async def ask(
        self,
        service: str,
        name: str,
        ask: Ask,
        *,
        reading: datetime | None = None,
        head: int | None = None,
        within: float = 30.0,
    ) -> Recorded | RefusedReply | Problem:
        """What became of an ask. Raises `NoAnswer`; the same ask again is safe."""
        body = ask.model_dump_json(exclude_defaults=True).encode()
        data = await self._request(subjects.ask(service, name), body, reading, head, within)
        return ASK_REPLY.validate_json(data)

    async def draft(
        self, service: str, name: str, ask: Ask, *, within: float = 30.0
    ) -> Drafted | Problem:
        """A body's ask as it will stand, to be signed; nothing is decided. Raises `NoAnswer`."""
        body = ask.model_copy(update={"draft": True}).model_dump_json(exclude_defaults=True)
        subject = subjects.ask(service, name)
        return DRAFT_REPLY.validate_json(
            await self._request(subject, body.encode(), None, None, within)
        )

    async def query(
        self,
        service: str,
        name: str,
        params: Mapping[str, Any] | None = None,
        *,
        reading: datetime | None = None,
        head: int | None = None,
        within: float = 10.0,
    ) -> Answer | Problem:
        """A question to a programme service; `at_least` among the params names a position."""
        body = to_json(params or {})
        data = await self._request(subjects.query(service, name), body, reading, head, within)
        return QUERY_REPLY.validate_json(data)

    async def turn(
        self, service: str, reading: datetime, head: int, *, within: float = 600.0
    ) -> Turned | Problem:
        """Let a service perform what is due and pending (virtual clock only)."""
        subject = subjects.ask(service, subjects.TURN)
        reply = from_json(await self._request(subject, b"{}", reading, head, within))
        model = Turned if reply.get("ok") else Problem
        return model.model_validate(reply)

    async def raw(
        self, subject: str, params: Mapping[str, Any], *, within: float = 10.0
    ) -> Mapping[str, Any]:
        """JSON to JSON, for what has no model: the ledger's own queries."""
        reply: Mapping[str, Any] = from_json(
            await self._request(subject, to_json(params), None, None, within)
        )
        return reply

    async def ready(self, service: str, *, within: float = 2.0) -> int | None:
        """A service's position where it is ready; None where it is not."""
        try:
            reply = await self.raw(subjects.query(service, subjects.READY), {}, within=within)
        except NoAnswer:
            return None
        return int(reply["position"]) if reply.get("ok") else None

    async def _request(
        self,
        subject: str,
        body: bytes,
        reading: datetime | None,
        head: int | None,
        within: float,
    ) -> bytes:
        headers = traces.carried()
        if reading is not None:
            headers[subjects.READING] = written(reading)
        if head is not None:
            headers[subjects.POSITION] = str(head)
        try:
            answer = await self._nats.request(
                subject, body, timeout=within, headers=headers or None
            )
        except AWAY as error:
            raise NoAnswer(f"{subject}: {type(error).__name__}") from error
        return answer.data
