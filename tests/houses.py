"""One service under test over a log in memory; what others say is put into the log for them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from faststream.nats import TestNatsBroker
from pydantic import BaseModel, ConfigDict
from pydantic_core import from_json

from baraza.decider import Asked, Decider, Folded, Message, decide_by, decision, uuid7_of, written
from baraza.messaging import subjects
from baraza.messaging.ask import Ask
from baraza.messaging.memory import MemoryLedger
from baraza.messaging.parts import ServiceParts
from baraza.messaging.service import Service
from baraza.messaging.settings import Settings
from fakes import ORIGIN, founded

NOW = datetime.fromisoformat("2027-03-01T09:00:00+00:00")


class Say(Message):
    """Asks for a fact of another service, made to order."""

    subject_: str

    @property
    def subject(self) -> str:
        return self.subject_


def teller(service: str, name: str, fact: dict[str, Any], subject: str) -> Any:
    """A decider that records just this, under this name."""

    class Told(Message):
        model_config = ConfigDict(frozen=True, extra="allow")

        @property
        def subject(self) -> str:
            return subject

    Told.__name__ = name
    return Decider[Any, Any, Any, Any](
        name=f"{service}.v1",
        initial=None,
        decide=decide_by({Say: lambda state, command, asked: [Told(**fact)]}),
        evolve=lambda state, fact, seen: state,
        reads=lambda state, command, asked: frozenset(),
        commands={f"baraza.command.{service}.Say.v1": Say},
        knows={f"baraza.event.{service}.{name}.v1": Told},
    )


class House:
    """A service with its log; `reading` is the virtual clock."""

    def __init__(self, service: Service, ledger: MemoryLedger) -> None:
        self.service, self.ledger = service, ledger
        self.reading = NOW
        self._said = 0
        self._asked = 0

    @property
    def name(self) -> str:
        return self.service.parts.name

    async def hear(self, fact: BaseModel, service: str | None = None) -> None:
        """Another service's fact, in the log; `service` where several say such a fact."""
        knows = self.service.parts.decider.knows
        type_ = next(
            t
            for t, model in sorted(knows.items())
            if model is type(fact) and service in {None, t.split(".")[2]}
        )
        _, _, service, name, _ = type_.split(".")
        self._said += 1
        subject = f"said.n{self._said}"
        decider = teller(service, name, fact.model_dump(exclude_none=True), subject)
        basis = (await self.ledger.head()).size
        log: Folded[Any] = Folded(None, contracts=self.service.desk.now.contracts, basis=basis)
        id_ = uuid7_of(self.reading, sha256(subject.encode()).digest())
        asked = Asked(id_, self.reading, "body.founders")
        command = Say(subject_=subject)
        await self.ledger.append(decision(decider, log, command, asked, origin=ORIGIN))

    async def ask(
        self,
        name: str,
        actor: str,
        acting_as: str = "self",
        data: dict[str, Any] | None = None,
        key: str | None = None,
        **more: Any,
    ) -> Any:
        """The reply; the same `key` is the same ask."""
        self._asked += 1
        digest = sha256(f"{name}{key or self._asked}".encode()).digest()
        ask = Ask(
            id=uuid7_of(self.reading, digest),
            actor=actor,
            acting_as=acting_as,
            data={**(data or {}), **more},
        )
        return await self.request(subjects.ask(self.name, name), ask.model_dump(mode="json"))

    async def at_once(self, who: tuple[str, str], *commands: Message) -> list[list[str]]:
        """What was recorded of each, where one asker sends several before the first is answered."""
        ids = [sha256(f"at once {n}".encode()).digest() for n in range(len(commands))]
        askers = [Asked(uuid7_of(self.reading, id_), self.reading, *who) for id_ in ids]
        receipts = await asyncio.gather(*map(self.service.desk.decide, commands, askers))
        return [[kept.entry.name for kept in receipt.entries[1:]] for receipt in receipts]

    async def query(self, name: str, **params: Any) -> Any:
        reply = await self.request(subjects.query(self.name, name), params)
        return reply["answer"]

    async def turn(self) -> Any:
        return await self.request(subjects.ask(self.name, subjects.TURN), {})

    async def request(self, subject: str, body: Any) -> Any:
        headers = {
            subjects.READING: written(self.reading),
            subjects.POSITION: str((await self.ledger.head()).size),
        }
        reply = await self.service.broker.request(body, subject, headers=headers, timeout=5)
        return from_json(reply.body)


@asynccontextmanager
async def a_house(
    name: str,
    parts_of: Any,
    folder: Path,
    ledger: MemoryLedger | None = None,
    clock: str = "virtual",
) -> AsyncIterator[House]:
    """The service called so; with a `ledger` given, over the same log again.

    `clock` is that of the log's founding: one under the system clock is no rehearsal, though here
    time passes as the test says.
    """
    seed = folder / "seed"
    seed.write_text("a rehearsal")
    settings = Settings(service=name, origin=ORIGIN, clock="virtual", home=folder, seed_file=seed)
    parts: ServiceParts = parts_of(settings)
    others = [t for t in parts.decider.knows if t.split(".")[2] != name]
    commands = {f"baraza.command.{t.split('.')[2]}.Say.v1" for t in others}
    ledger = ledger or await founded(parts.decider, more=[*others, *sorted(commands)], clock=clock)
    service = Service(parts, settings, ledger=ledger)
    await service.start()
    async with TestNatsBroker(service.broker):
        yield House(service, ledger)
    await service.stop()
