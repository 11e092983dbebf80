"""One service, running: what is the same in all of them, round the parts that each brings."""

import asyncio
import gc
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from faststream.nats import NatsBroker
from nats.aio.client import Client as Nats

from baraza.decider import Entry
from baraza.messaging import broker as brokers
from baraza.messaging import subjects
from baraza.messaging.asking import Asking
from baraza.messaging.chance import Chance, RealChance, SeededChance
from baraza.messaging.checks import Genuine, NotGenuine
from baraza.messaging.client import Client
from baraza.messaging.clock import Clock, SystemClock
from baraza.messaging.desk import Desk
from baraza.messaging.doors import Doors
from baraza.messaging.exhibits import Exhibits
from baraza.messaging.feed import Feed
from baraza.messaging.hands import Hands
from baraza.messaging.leash import end, end_others, leash
from baraza.messaging.ledger import Ledger
from baraza.messaging.parts import Moment, ServiceParts
from baraza.messaging.pen import Pen
from baraza.messaging.personal import Commitments
from baraza.messaging.problems import BadSettings, Trouble, Unanswered, UnknownQuery
from baraza.messaging.remote import RemoteLedger
from baraza.messaging.replies import Problem
from baraza.messaging.settings import Settings
from baraza.messaging.trail import Trail
from baraza.messaging.upkeep import Upkeep
from baraza.messaging.versions import by_age
from baraza.messaging.work import Work
from baraza.telemetry import logs, metrics, traces
from baraza.telemetry.steps import killer
from baraza.transparency import BadKey

YOUNG = 20_000
"""New things before cycles are looked for: a state of persistent maps makes many, and no cycles."""
LOOK_SECONDS = 30.0
"""How long the service sleeps at most before it looks at its agenda again."""


def chance_of(settings: Settings) -> Chance:
    """Real chance, or under the virtual clock what the seed gives for this service."""
    seed = settings.seed if settings.virtual else None
    return SeededChance(settings.service.encode() + b"\n" + seed) if seed else RealChance()


class Service:
    """Answers asks and queries of one service, and performs what it owes itself.

    It answers nothing before it has folded the ledger's head; so whoever gets an answer gets it
    from a service that knew the whole log.
    """

    desk: Desk
    """From `start` on."""

    def __init__(
        self,
        parts: ServiceParts,
        settings: Settings,
        *,
        clock: Clock | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        """With a `ledger` given (in tests) nothing is connected, and the broker not started."""
        self.parts = parts
        self.settings = settings
        self.metrics = metrics.Metrics()
        self.broker: NatsBroker = brokers.made(settings)
        self._clock = None if settings.virtual else clock or SystemClock()
        self._given = ledger
        if parts.vault and settings.virtual:
            parts.vault.spare_the_disk()
        self._genuine = Genuine(settings.origin, rehearsed=settings.virtual)
        self._tasks: list[asyncio.Task[None]] = []
        self._upkeep: Upkeep | None = None
        self._step = killer(settings.kill_at)
        if parts.projector:
            parts.projector.step = self._step

    async def start(self) -> None:
        """Connect, fold the ledger's head, then answer. Raises where one of these fails."""
        if self._given is not None:
            work, _ = await self._begin(self._given, None)
        else:
            nats = await self.broker.connect()
            work, feed = await self._begin(self._remote(nats), nats)
            await self.broker.start()
            await nats.subscribe(subjects.CHECKPOINT, cb=self._checkpoint)
            if self._upkeep is not None:
                await self._upkeep.open(nats, self.parts.name)
            self._tasks.append(asyncio.create_task(feed.run()))
        if self._clock is not None:
            self._tasks.append(asyncio.create_task(self._keep_time(work, self._clock)))
        logs.log().info("ready", position=self.desk.position)

    async def stop(self) -> None:
        """Stop answering, let go of everything; twice is once."""
        await end(*self._tasks)
        self._tasks = []
        if self._upkeep is not None:
            await self._upkeep.stop()
        if hasattr(self, "desk"):
            self.desk.close()
        # On a broken connection there is nothing left to stop, and nothing to wait for.
        with suppress(*brokers.AWAY):
            async with asyncio.timeout(brokers.STOP_SECONDS + 1):
                await self.broker.stop()
        if self.parts.projector:
            self.parts.projector.close()
        if self.parts.vault:
            self.parts.vault.close()

    async def ended(self) -> str:
        """Waits until the desk halts, on which nothing more can be decided; why."""
        await self.desk.stands_still.wait()
        return str(self.desk.halted)

    async def run(self) -> int:
        """Until told to stop, or until the desk halts; the exit code of the process."""
        logs.configure(self.parts.name, self.settings.log_format, self.settings.log_level)
        traces.configure(self.parts.name, self.settings.traces_file)
        stopping = asyncio.Event()
        async with leash(stopping):
            try:
                if await _until(stopping, self.start()):
                    gc.set_threshold(YOUNG, 20, 20)
                    await _until(stopping, self.desk.stands_still.wait())
            except (Trouble, *brokers.AWAY) as error:
                detail = error.detail if isinstance(error, Trouble) else ""
                logs.log().error("could not go on", error=error, detail=detail)
                return 1
            finally:
                try:
                    await self.stop()
                finally:
                    await end_others()
        halted = getattr(self, "desk", None) and self.desk.halted
        logs.log().info("stopped", halted=halted)
        return 1 if halted else 0

    async def _begin(self, ledger: Ledger, nats: Nats | None) -> tuple[Work, Any]:
        """Put the parts together and fold the head; subjects are declared, not answered yet."""
        parts, client = self.parts, Client(nats) if nats else None
        exhibits, hands = Exhibits(ledger), Hands(self.settings.origin)
        parts.evidence.read = exhibits.get
        oldest, *newer = by_age(parts.deciders.values() or [parts.decider])
        self.desk = desk = Desk(
            oldest,
            ledger,
            self.settings.origin,
            listeners=[parts.projector.apply, self._look] if parts.projector else [],
            at_once=[hands.learn, *([self._forget] if parts.vault else [])],
            check=self._genuine.check if nats else lambda decision: None,
            counted=self.metrics,
            attest_every=self.settings.attest_every,
            newer=newer,
        )

        def moment(reading: datetime) -> Moment:
            query = self._others(client, reading)
            return Moment(desk.now, reading, exhibits.get, query, exhibits.put)

        commitments = Commitments(
            parts.name, parts.vault, chance_of(self.settings), step=self._step
        )
        asking = Asking(desk, parts.handlers, exhibits, commitments, moment, hands)
        work = Work(parts, desk, exhibits, moment)
        Doors(parts, desk, asking, work, self._clock, self.metrics).open(self.broker)
        await desk.catch_up()
        if parts.projector and parts.rebuild:
            rows, rebuild = parts.projector, parts.rebuild
            self._upkeep = Upkeep(desk, ledger, rows, rebuild, self.metrics)
            self._upkeep.look()
        if nats is None:
            return work, None
        return work, Trail(desk) if self.settings.virtual else Feed(
            nats, desk, parts.name, self.metrics
        )

    def _remote(self, nats: Nats) -> Ledger:
        key_file = self.settings.key_file
        try:
            pen = Pen(key_file or Path())
        except (BadKey, OSError) as error:
            raise BadSettings(f"BARAZA_KEY_FILE holds no key: {key_file}") from error
        return RemoteLedger(
            nats,
            self.parts.name,
            pen,
            ring=lambda: self._genuine.ring,
            counted=self.metrics,
            step=self._step,
        )

    def _look(self, batch: Sequence[tuple[int, Entry]]) -> None:
        if self._upkeep is not None:
            self._upkeep.look()

    def _forget(self, batch: Sequence[tuple[int, Entry]]) -> None:
        """`PersonErased` of this service takes values, salts and key from the vault."""
        vault, type_ = self.parts.vault, f"baraza.event.{self.parts.name}.PersonErased.v1"
        for index, entry in batch:
            if vault and entry.type == type_ and index >= vault.position:
                vault.erase(entry.data["pseudonym"], index + 1)

    def _others(
        self, client: Client | None, reading: datetime
    ) -> Callable[[str, str, Mapping[str, Any]], Awaitable[Any]]:
        """How handlers ask other services: at the same reading, of the same log."""

        async def query(service: str, name: str, params: Mapping[str, Any]) -> Any:
            if client is None:
                raise UnknownQuery(f"there is no bus to ask {service} over")
            at, head = (reading, self.desk.position) if self.settings.virtual else (None, None)
            reply = await client.query(service, name, params, reading=at, head=head)
            if isinstance(reply, Problem):
                raise Unanswered(f"{service}: {reply.detail}")
            return reply.answer

        return query

    async def _checkpoint(self, message: Any) -> None:
        """A checkpoint of another log than the one folded here halts the desk."""
        try:
            self._genuine.announced(message.data)
        except NotGenuine as error:
            self.desk.halt("corrupt", error)
        except ValueError as error:
            logs.log().warning("a checkpoint could not be read", error=error)

    async def _keep_time(self, work: Work, clock: Clock) -> None:
        """Under the system clock: perform what is due or pending at once, then sleep until next."""
        while not self.desk.halted:
            try:
                await work.now(clock.now())
            except Exception as error:  # noqa: BLE001 - it is logged, and the next look may succeed
                logs.log().error("work of its own failed", error=error)
            next_at = work.next_at()
            left = (next_at - clock.now()).total_seconds() if next_at else LOOK_SECONDS
            await self.desk.moved(seconds=min(max(left, 0.2), LOOK_SECONDS))


async def _until(stopping: asyncio.Event, work: Coroutine[Any, Any, Any]) -> bool:
    """Do this work unless it is time to stop first; whether it was done. Raises what it raises."""
    doing, told = asyncio.ensure_future(work), asyncio.ensure_future(stopping.wait())
    await asyncio.wait([doing, told], return_when=asyncio.FIRST_COMPLETED)
    told.cancel()
    if doing.done():
        await doing
        return True
    doing.cancel()
    await asyncio.gather(doing, return_exceptions=True)
    return False
