"""All services in one process over one log in memory; each may fall and start from nothing."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from faststream.nats import TestNatsBroker

from baraza.decider import written
from baraza.messaging import subjects
from baraza.messaging.jsons import from_json, to_json
from baraza.messaging.ledger import Kept
from baraza.messaging.memory import MemoryLedger
from baraza.messaging.problems import Trouble, Unanswered
from baraza.messaging.replies import Turned
from baraza.messaging.service import Service
from baraza.messaging.settings import Settings
from simulation.bus import TRIES, Bus, Reach, Request, Roads, Unheard
from simulation.founding import SERVICES, found, root_of_log

_MOMENT = frozenset({"ledger_unavailable", "busy", "lost_races", "behind", "no_answer"})
Ask = Callable[[str, str, Mapping[str, Any], datetime, int], Awaitable[Any]]


class Connected(Service):
    """A service that reaches the others over the simulated bus."""

    ask_others: Ask

    def _others(
        self, client: object, reading: datetime
    ) -> Callable[[str, str, Mapping[str, Any]], Awaitable[Any]]:
        async def query(service: str, name: str, params: Mapping[str, Any]) -> Any:
            return await self.ask_others(service, name, params, reading, self.desk.position)

        return query


class Life:
    """One life of one service, from its start to its fall."""

    def __init__(self, service: Connected) -> None:
        self.service = service
        self.work: set[asyncio.Task[Any]] = set()
        self._stack = AsyncExitStack()

    async def begin(self) -> None:
        await self.service.start()
        await self._stack.enter_async_context(TestNatsBroker(self.service.broker))

    async def end(self) -> None:
        """In the middle of whatever it did: nothing is finished, nothing is written down."""
        tasks = sorted(self.work, key=lambda task: task.get_name())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._stack.aclose()
        await self.service.stop()

    def go(self, work: Any) -> "asyncio.Task[Any]":
        task = asyncio.get_running_loop().create_task(work)
        self.work.add(task)
        task.add_done_callback(self.work.discard)
        return task


class House:
    """The log, the services that live now, and the bus between them."""

    def __init__(self, home: Path, origin: str, seed: bytes, roads: Roads) -> None:
        home.mkdir()
        self.home, self.origin, self.seed, self.roads = home, origin, seed, roads
        self.log = MemoryLedger()
        self.lives: dict[str, Life] = {}
        self.starts = dict.fromkeys(SERVICES, 0)
        self.faults: list[str] = []
        self.bus = Bus(roads, self._deliver, self.fall)
        (home / "seed").write_text(seed.hex())

    @property
    def kept(self) -> Sequence[Kept]:
        return self.log._kept

    async def start(self) -> None:
        for name in SERVICES:
            await self._live(name)

    async def stop(self) -> None:
        for life in self.lives.values():
            await life.end()
        self.lives = {}

    async def fall(self, name: str) -> None:
        """Stop it where it stands, and start it again from the log and its vault."""
        life = self.lives.pop(name, None)
        if life is None:
            return
        await life.end()
        if self.roads.chance.falls_on(500, "rows lost", name, self.starts[name]):
            for path in (self.home / name).glob("read.db*"):
                path.unlink()
        await self._live(name)

    async def ask(self, service: str, name: str, body: bytes, at: datetime, head: int) -> Any:
        """An ask or a turn, until it is answered."""
        return await self._surely(service, subjects.ask(service, name), body, at, head)

    async def turn(self, service: str, at: datetime, head: int) -> Any:
        if service == "ledger":
            return await self._ledger_turn(at)
        return await self.ask(service, subjects.TURN, b"{}", at, head)

    async def query(
        self, service: str, name: str, params: Mapping[str, Any], at: datetime, head: int
    ) -> Any:
        """The answer to a question. Raises `Unanswered` for a problem."""
        if service == "ledger" and name == "root":
            return {"root": self.root(params["size"])}
        subject = subjects.query(service, name)
        reply = await self._surely(service, subject, to_json(dict(params)), at, head)
        if reply["kind"] == "problem":
            raise Unanswered(f"{service}: {reply['detail']}")
        return reply["answer"]

    def root(self, size: int | None = None) -> str:
        """The root over the first so many entries, in hex."""
        return root_of_log(self.kept[:size])

    async def _ledger_turn(self, at: datetime) -> Any:
        """Its first turn founds the log; checkpoints need a key, and are not simulated."""
        count = 0 if self.kept else await found(self.log, self.origin, self.seed, at)
        turned = Turned(performed=count, position=len(self.kept), hears=frozenset())
        return turned.model_dump(mode="json")

    async def _surely(
        self, service: str, subject: str, body: bytes, at: datetime, head: int
    ) -> Any:
        headers = {subjects.READING: written(at), subjects.POSITION: str(head)}
        request = Request(service, subject, body, headers)
        for attempt in range(TRIES):
            try:
                reply = from_json(await self.bus.request(request, attempt))
            except Unheard:
                continue
            if reply["kind"] != "problem" or _code(reply) not in _MOMENT:
                return reply
            await asyncio.sleep(0.1)
        raise AssertionError(f"{subject} at {written(at)}: no answer in {TRIES} tries")

    async def _deliver(self, request: Request) -> bytes:
        """What the living service answers; it works on where nobody waits any more."""
        life = self.lives.get(request.service)
        if life is None:
            await asyncio.sleep(0.5)
            raise Unheard
        asking = life.service.broker.request(
            request.body, request.subject, headers=request.headers, timeout=1e6
        )
        task = life.go(asking)
        await asyncio.wait({task})
        if task.cancelled():
            raise Unheard
        return bytes(task.result().body)

    async def _live(self, name: str) -> None:
        self.starts[name] += 1
        settings = Settings(
            service=name,
            origin=self.origin,
            clock="virtual",
            home=self.home,
            seed_file=self.home / "seed",
            log_level="error",
        )
        parts = import_module(f"baraza.{name}.app").parts_of(settings)
        reach = Reach(self.log, self.roads, f"{name}-{self.starts[name]}", self._spread)
        service = Connected(parts, settings, ledger=reach)
        service.ask_others = self.query
        life = Life(service)
        await life.begin()
        self.lives[name] = life

    def _spread(self, entries: Sequence[Kept]) -> None:
        """Each service hears of new entries by itself: in pieces, late, twice, or never."""
        loop = asyncio.get_running_loop()
        for name in SERVICES:
            for piece in self._pieces(name, entries):
                lot = ("feed", name, piece[0].index)
                if self.roads.meets("feed_lost", *lot):
                    continue
                times = 2 if self.roads.meets("feed_repeated", *lot) else 1
                for time in range(times):
                    delay = 5 * self.roads.seconds(*lot, time)
                    loop.call_later(delay, self._feed, name, piece)

    def _pieces(self, name: str, entries: Sequence[Kept]) -> list[Sequence[Kept]]:
        lot = ("piece", name, entries[0].index)
        if len(entries) == 1 or not self.roads.chance.falls_on(self.roads.faults.feed_lost, *lot):
            return [entries]
        at = 1 + self.roads.chance.number(len(entries) - 1, "cut", *lot)
        return [entries[:at], entries[at:]]

    def _feed(self, name: str, piece: Sequence[Kept]) -> None:
        life = self.lives.get(name)
        if life is not None:
            life.go(self._receive(name, life, piece))

    async def _receive(self, name: str, life: Life, piece: Sequence[Kept]) -> None:
        try:
            await life.service.desk.receive(piece)
        except Trouble as trouble:
            self.faults.append(f"{name}, entry {piece[0].index}: {trouble.code} {trouble.detail}")


def _code(reply: Mapping[str, Any]) -> str:
    return str(reply["type"]).rpartition("/")[2]
