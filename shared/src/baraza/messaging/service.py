"""One service, running: what is the same in all of them, round the parts that each brings."""

import asyncio
import os
import signal
import stat
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime
from inspect import isawaitable
from pathlib import Path
from typing import Any

from faststream.nats import NatsBroker
from faststream.nats.annotations import NatsMessage
from nats.aio.client import Client as Nats
from nats.errors import Error as NatsError
from pydantic import BaseModel, ValidationError

from baraza.decider import Entry, Message, instant
from baraza.messaging import broker as brokers
from baraza.messaging import subjects
from baraza.messaging.ask import Ask
from baraza.messaging.asking import Asking
from baraza.messaging.chance import Chance, RealChance, SeededChance
from baraza.messaging.checks import Genuine, NotGenuine
from baraza.messaging.client import Client
from baraza.messaging.clock import Clock, SystemClock
from baraza.messaging.desk import Desk
from baraza.messaging.exhibits import Exhibits
from baraza.messaging.feed import Feed
from baraza.messaging.ledger import Ledger
from baraza.messaging.parts import Moment, Query, ServiceParts
from baraza.messaging.personal import Commitments, told
from baraza.messaging.problems import Halted, Malformed, Trouble, UnknownQuery
from baraza.messaging.remote import RemoteLedger
from baraza.messaging.replies import Answer, Problem, Ready, Recorded, RefusedReply, Turned
from baraza.messaging.settings import Settings
from baraza.messaging.work import Work
from baraza.telemetry import logs, metrics, traces
from baraza.transparency import Signer

LOOK_SECONDS = 30.0
"""How long the service sleeps at most before it looks at its agenda again."""


def chance_of(settings: Settings) -> Chance:
    """Real chance, or under the virtual clock what the seed gives for this service."""
    seed = settings.seed if settings.virtual else None
    return SeededChance(settings.service.encode() + b"\n" + seed) if seed else RealChance()


class Service:
    """Answers asks and queries of one service, and performs what it owes itself.

    It subscribes to nothing before it has folded the ledger's head; so whoever gets an answer
    gets it from a service that knew the whole log.
    """

    def __init__(
        self,
        parts: ServiceParts,
        settings: Settings,
        *,
        clock: Clock | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        """With a `ledger` of its own (in tests) nothing is read from a stream."""
        self.parts = parts
        self.settings = settings
        self.metrics = metrics.Metrics()
        self.broker: NatsBroker = brokers.made(settings)
        self._clock = clock or SystemClock()
        self._given = ledger
        self._genuine = Genuine(settings.origin)
        self._tasks: list[asyncio.Task[None]] = []
        self._stopping = asyncio.Event()
        self._subscribed = False

    async def start(self) -> None:
        """Connect, fold the ledger's head, then answer. Raises where one of these fails."""
        nats: Nats | None = None
        if self._given is None:
            nats = await self.broker.connect()
        self._arrange(self._given or self._remote(nats), nats)
        await self.desk.catch_up()
        self._subscribe()
        if nats is not None:
            await self._follow(nats)
        if not self.settings.virtual:
            self._tasks.append(asyncio.create_task(self._keep_time()))
        logs.log().info("ready", position=self.desk.position)

    async def stop(self) -> None:
        """Stop answering, let go of everything; twice is once."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        with suppress(NatsError):  # on a broken connection there is nothing left to stop
            await self.broker.stop()
        if self.parts.projector:
            self.parts.projector.close()
        if self.parts.vault:
            self.parts.vault.close()

    async def run(self) -> int:
        """Until SIGTERM, or until standard input closes; the exit code."""
        logs.configure(self.parts.name, self.settings.log_format, self.settings.log_level)
        traces.configure(self.parts.name, self.settings.traces_file)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        with _leash(loop, self._stopping.set):
            try:
                await self.start()
                await self._ended()
            except Trouble as trouble:
                logs.log().error("could not go on", problem=trouble.code, detail=trouble.detail)
                return 1
            finally:
                await self.stop()
        halted = self.desk.halted
        logs.log().info("stopped", halted=halted)
        return 1 if halted else 0

    async def _ended(self) -> None:
        while not self._stopping.is_set() and not self.desk.halted:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), 0.5)

    # --- arranging ---------------------------------------------------------------------------

    def _arrange(self, ledger: Ledger, nats: Nats | None) -> None:
        parts, settings = self.parts, self.settings
        self.exhibits = Exhibits(ledger)
        self.desk = Desk(
            parts.decider,
            ledger,
            settings.origin,
            listeners=self._listeners(),
            check=self._genuine.check if nats is not None else lambda decision: None,
            counted=self.metrics,
        )
        self._client = Client(nats) if nats is not None else None
        self._asking = Asking(
            self.desk,
            parts.handlers,
            self.exhibits,
            Commitments(parts.name, parts.vault, chance_of(settings)),
            self._moment,
        )
        self._work = Work(parts, self.desk, self.exhibits, self._moment)

    def _remote(self, nats: Nats | None) -> Ledger:
        key_file = self.settings.key_file
        if nats is None or key_file is None:
            raise Malformed("BARAZA_KEY_FILE names no key")
        signer = Signer.from_private(Path(key_file).read_text().strip())
        return RemoteLedger(
            nats, self.parts.name, signer, ring=lambda: self._genuine.ring, counted=self.metrics
        )

    def _listeners(self) -> list[Any]:
        listeners: list[Any] = []
        if self.parts.projector:
            listeners.append(self.parts.projector.apply)
        if self.parts.vault:
            listeners.append(self._forget)
        return listeners

    def _forget(self, batch: list[tuple[int, Entry]]) -> None:
        """`PersonErased` of this service takes values, salts and key from the vault."""
        vault, type_ = self.parts.vault, f"baraza.event.{self.parts.name}.PersonErased.v1"
        for index, entry in batch:
            if vault and entry.type == type_ and index >= vault.position:
                vault.erase(entry.data["pseudonym"], index + 1)

    def _moment(self, reading: datetime) -> Moment:
        return Moment(self.desk.now, reading, self.exhibits.get, self._other(reading))

    def _other(self, reading: datetime) -> Callable[[str, str, Mapping[str, Any]], Awaitable[Any]]:
        async def query(service: str, name: str, params: Mapping[str, Any]) -> Any:
            if self._client is None:
                raise UnknownQuery(f"no bus to ask {service} over")
            when = {"reading": reading, "head": self.desk.position} if self.settings.virtual else {}
            reply = await self._client.query(service, name, params, **when)  # type: ignore[arg-type]
            if isinstance(reply, Problem):
                raise Trouble(reply.detail)
            return reply.answer

        return query

    # --- the bus -----------------------------------------------------------------------------

    def _subscribe(self) -> None:
        """Every subject of this service, each with a title of its own in the published contract."""
        if self._subscribed:
            return
        self._subscribed = True
        for command_type in self.parts.decider.commands.values():
            self._on_ask(command_type)
        for name, query in self.parts.queries.items():
            self._on_query(name, query)
        self._on_ready()
        if self.settings.virtual:
            self._on_turn()

    def _on_ask(self, command_type: type[Message]) -> None:
        name = command_type.__name__

        async def asked(ask: Ask, message: NatsMessage) -> Recorded | RefusedReply | Problem:
            with logs.about(command_id=ask.id, command=name):
                reading = await self._reading(message)
                reply = await self._asking.answer(command_type, ask, reading)
                self._count(reply)
                return reply

        self.broker.subscriber(
            subjects.ask(self.parts.name, name),
            title=f"{self.parts.name}.{name}",
            description=(command_type.__doc__ or "").strip(),
            max_workers=brokers.PENDING_MAX,
        )(asked)

    def _on_query(self, name: str, query: Query) -> None:
        async def queried(params: dict[str, Any], message: NatsMessage) -> Answer | Problem:
            if self.settings.virtual:
                await self._head(message)
            if at_least := params.pop("at_least", None):
                await self.desk.reach(int(at_least))
            answer = await _answered(name, query, params)
            return Answer(position=self.desk.position, answer=answer)

        self.broker.subscriber(
            subjects.query(self.parts.name, name),
            title=f"{self.parts.name}.query.{name}",
            description=(query.__doc__ or "").strip(),
            max_workers=brokers.PENDING_MAX,
        )(queried)

    def _on_ready(self) -> None:
        async def ready() -> Ready | Problem:
            if self.desk.halted:
                raise Halted(self.desk.halted, position=self.desk.position)
            return Ready(position=self.desk.position)

        self.broker.subscriber(
            subjects.query(self.parts.name, subjects.READY), title=f"{self.parts.name}.query.ready"
        )(ready)

    def _on_turn(self) -> None:
        async def turn(message: NatsMessage) -> Turned | Problem:
            performed = await self._work.turn(await self._reading(message))
            return Turned(performed=performed, position=self.desk.position)

        self.broker.subscriber(
            subjects.ask(self.parts.name, subjects.TURN), title=f"{self.parts.name}.Turn"
        )(turn)

    async def _reading(self, message: NatsMessage) -> datetime:
        """The clock's, or under the virtual clock the request's, once its head is folded."""
        if not self.settings.virtual:
            return self._clock.now()
        await self._head(message)
        try:
            return instant(message.headers[subjects.READING])
        except (KeyError, ValueError):
            raise Malformed(f"no header {subjects.READING} that is a reading") from None

    async def _head(self, message: NatsMessage) -> None:
        head = message.headers.get(subjects.POSITION, "")
        if head:
            if not head.isdecimal():
                raise Malformed(f"{subjects.POSITION} is not a position")
            await self.desk.catch_up(int(head))

    def _count(self, reply: Recorded | RefusedReply) -> None:
        refused = isinstance(reply, RefusedReply)
        self.metrics.count(metrics.REFUSALS if refused else metrics.DECISIONS)
        logs.log().info("refused" if refused else "recorded", index=reply.index)

    # --- what runs beside --------------------------------------------------------------------

    async def _follow(self, nats: Nats) -> None:
        await self.broker.start()
        feed = Feed(nats, self.desk, self.parts.name)
        self._tasks.append(asyncio.create_task(feed.run()))
        await nats.subscribe(subjects.CHECKPOINT, cb=self._checkpoint)

    async def _checkpoint(self, message: Any) -> None:
        """A checkpoint of another log than the one folded here halts the desk."""
        try:
            self._genuine.announced(message.data)
        except NotGenuine as error:
            self.desk.halted = "corrupt"
            logs.log().error("the desk halted", state="corrupt", error=error)
        except ValueError as error:
            logs.log().warning("a checkpoint could not be read", error=error)

    async def _keep_time(self) -> None:
        """Under the system clock: perform what is due or pending at once, then sleep until next."""
        while not self.desk.halted:
            now = self._clock.now()
            try:
                await self._work.now(now)
            except Exception as error:  # noqa: BLE001 - the next look may succeed; it is logged
                logs.log().error("work of its own failed", error=error)
            next_at = self._work.next_at()
            left = (next_at - self._clock.now()).total_seconds() if next_at else LOOK_SECONDS
            await self.desk.moved(seconds=min(max(left, 0.2), LOOK_SECONDS))


async def _answered(name: str, query: Query, params: dict[str, Any]) -> Any:
    try:
        answer = query(params)
        answer = await answer if isawaitable(answer) else answer
    except ValidationError as error:
        faults = told(error.errors(include_input=False, include_url=False))
        raise UnknownQuery(f"{name}: {faults}") from None
    return answer.model_dump(mode="json") if isinstance(answer, BaseModel) else answer


class _leash:  # noqa: N801 - read as a word of the sentence it stands in
    """Stops when whoever started us is gone: its end of our standard input closes.

    Read with `os.read`: a buffered reader in a daemon thread aborts Python at exit. A file or a
    closed input is no leash.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> None:
        self._loop = loop
        self._stop = stop
        self._held = _is_pipe()

    def __enter__(self) -> None:
        if self._held:
            self._loop.add_reader(0, self._read)

    def __exit__(self, *_: object) -> None:
        if self._held:
            self._loop.remove_reader(0)

    def _read(self) -> None:
        if not os.read(0, 4096):
            self._loop.remove_reader(0)
            self._held = False
            self._stop()


def _is_pipe() -> bool:
    try:
        mode = os.fstat(0).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
