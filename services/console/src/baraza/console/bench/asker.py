"""What is asked: organisations are registered, each once, by a body that may do so."""

import asyncio
import json
from itertools import count
from secrets import token_bytes
from time import monotonic
from typing import Any

from baraza.console.bench.numbers import summed
from baraza.console.bench.writing import SERVICE, organisation
from baraza.console.home import Trouble
from baraza.console.programme import STARTER
from baraza.decider import uuid7_of
from baraza.messaging.ask import Ask
from baraza.messaging.client import Client
from baraza.messaging.clock import SystemClock
from baraza.messaging.replies import Answer, Problem, Recorded, RefusedReply

BODY = "bench-board"
_PATIENCE_SECONDS = 20.0


class Asker:
    """Asks a house of its own; what is not recorded ends the run."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._numbers = count()
        self._clock = SystemClock()

    async def begin(self) -> None:
        """Found the body, and wait until the service has heard of it."""
        data = {
            "body": BODY,
            "stakeholder_kind": "wmf",
            "names": {"en": "Board of the bench"},
            "quorum": 1,
            "rules": json.loads((STARTER / "oversight" / "authority.json").read_bytes()),
        }
        _recorded(
            await self._asked("oversight", "FoundAuthority", "body.founders", "founders", data)
        )
        until = monotonic() + _PATIENCE_SECONDS
        while not isinstance(reply := await self._register(), Recorded):
            if monotonic() > until:
                _recorded(reply)
            await asyncio.sleep(0.2)

    async def ask(self) -> None:
        """Once, from end to end."""
        _recorded(await self._register())

    async def visible(self, service: str, question: str, seconds: float) -> dict[str, Any]:
        """From an answer until a read model of this service holds what was recorded."""
        times: list[float] = []
        began = monotonic()
        while monotonic() < began + seconds:
            wanted = {"at_least": _recorded(await self._register()).position}
            before = monotonic()
            reply = await self._client.query(service, question, wanted)
            if not isinstance(reply, Answer):
                raise Trouble(f"{service} does not answer {question}: {reply.title} {reply.detail}")
            times.append(monotonic() - before)
        return summed(times, sum(times))

    async def _register(self) -> Recorded | RefusedReply | Problem:
        data = organisation(next(self._numbers))
        return await self._asked(SERVICE, "RegisterOrganisation", f"body.{BODY}", "operate", data)

    async def _asked(
        self, service: str, name: str, actor: str, acting_as: str, data: dict[str, Any]
    ) -> Recorded | RefusedReply | Problem:
        id_ = uuid7_of(self._clock.now(), token_bytes(32))
        ask = Ask(id=id_, actor=actor, acting_as=acting_as, reason="ordinary", data=data)
        return await self._client.ask(service, name, ask)


def _recorded(reply: Recorded | RefusedReply | Problem) -> Recorded:
    match reply:
        case Recorded():
            return reply
        case RefusedReply():
            raise Trouble(f"What is asked here was refused: {reply.reason} {reply.numbers or ''}")
        case _:
            raise Trouble(f"What is asked here met a problem: {reply.title} {reply.detail}")
