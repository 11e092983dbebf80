"""The doors of a service: every subject it answers on, and how a request becomes a reading."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import wraps
from inspect import isawaitable
from typing import Any, get_type_hints

from faststream.nats import NatsBroker
from faststream.nats.annotations import NatsMessage
from pydantic import BaseModel, TypeAdapter, ValidationError

from baraza.decider import Message, instant
from baraza.messaging import subjects
from baraza.messaging.ask import Ask
from baraza.messaging.asking import Asking
from baraza.messaging.broker import PENDING_MAX
from baraza.messaging.clock import Clock
from baraza.messaging.desk import Desk
from baraza.messaging.parts import Query, ServiceParts
from baraza.messaging.personal import told
from baraza.messaging.problems import Behind, Halted, Malformed, UnknownQuery
from baraza.messaging.replies import (
    Answer,
    Drafted,
    Problem,
    Ready,
    Recorded,
    RefusedReply,
    Turned,
)
from baraza.messaging.upkeep import concerned
from baraza.messaging.work import Work
from baraza.telemetry import logs, metrics

_ASK: TypeAdapter[Any] = TypeAdapter(Ask)
_PARAMS: TypeAdapter[Any] = TypeAdapter(dict[str, Any])


class Doors:
    """Subscribes to asks, questions and, under the virtual clock, turns.

    There every request names the ledger's head, which is folded first, and the reading, with
    which is decided; so the same requests make the same log on every machine.
    """

    def __init__(
        self,
        parts: ServiceParts,
        desk: Desk,
        asking: Asking,
        work: Work,
        clock: Clock | None,
        counted: metrics.Metrics,
    ) -> None:
        """Without a clock readings come with the requests."""
        self._parts = parts
        self._desk = desk
        self._asking = asking
        self._work = work
        self._clock = clock
        self._metrics = counted

    def open(self, broker: NatsBroker) -> None:
        """Every subject with a title of its own, by which the published contract names it."""
        name = self._parts.name
        for command_type in self._parts.decider.commands.values():
            broker.subscriber(
                subjects.ask(name, command_type.__name__),
                title=f"{name}.{command_type.__name__}",
                description=(command_type.__doc__ or "").strip(),
                max_workers=PENDING_MAX,
            )(bare(_ASK, self._ask(command_type)))
        for question, query in self._parts.queries.items():
            broker.subscriber(
                subjects.query(name, question),
                title=f"{name}.query.{question}",
                description=(query.__doc__ or "").strip(),
                max_workers=PENDING_MAX,
            )(bare(_PARAMS, self._query(question, query)))
        ready = subjects.query(name, subjects.READY)
        broker.subscriber(ready, title=f"{name}.query.ready")(bare(None, self._ready))
        if self._clock is None:
            turn = bare(None, self._turn)
            broker.subscriber(subjects.ask(name, subjects.TURN), title=f"{name}.Turn")(turn)

    def _ask(
        self, command_type: type[Message]
    ) -> Callable[..., Awaitable[Recorded | RefusedReply | Drafted | Problem]]:
        async def asked(
            ask: Ask, message: NatsMessage
        ) -> Recorded | RefusedReply | Drafted | Problem:
            with logs.about(command_id=ask.id, command=command_type.__name__):
                reading = await self._reading(message)
                if ask.draft:
                    return await self._asking.draft(command_type, ask, reading)
                reply = await self._asking.answer(command_type, ask, reading)
                refused = isinstance(reply, RefusedReply)
                self._metrics.count(metrics.REFUSALS if refused else metrics.DECISIONS)
                if self._clock is not None:  # a rehearsal's log of record says it all
                    logs.log().info("refused" if refused else "recorded", index=reply.index)
                return reply

        return asked

    def _query(self, name: str, query: Query) -> Callable[..., Awaitable[Answer | Problem]]:
        async def queried(params: dict[str, Any], message: NatsMessage) -> Answer | Problem:
            if self._clock is None:
                await self._fold_head(message)
            if at_least := params.pop("at_least", None):
                await self._desk.reach(int(at_least))
            self._desk.told()
            rows = self._parts.projector
            if rows and rows.position > self._desk.position:  # of a longer log than there is
                raise Behind(position=self._desk.position, at_least=rows.position)
            answer = await _answered(name, query, params)
            parked = concerned(rows.still, params) if rows and rows.still else []
            return Answer(position=self._desk.position, answer=answer, parked=parked)

        return queried

    async def _ready(self, message: NatsMessage) -> Ready | Problem:
        if self._desk.halted:
            raise Halted(self._desk.halted, position=self._desk.position)
        return Ready(position=self._desk.position)

    async def _turn(self, message: NatsMessage) -> Turned | Problem:
        reading = await self._reading(message)
        performed = await self._work.turn(reading)
        return Turned(
            performed=performed,
            position=self._desk.position,
            next_at=self._work.quiet_until(reading),
            hears=self._desk.hears,
            next_position=self._desk.marks.after(self._desk.position),
        )

    async def _reading(self, message: NatsMessage) -> datetime:
        if self._clock is not None:
            return self._clock.now()
        await self._fold_head(message)
        try:
            return instant(message.headers[subjects.READING])
        except (KeyError, ValueError):
            raise Malformed(f"no header {subjects.READING} that is a reading") from None

    async def _fold_head(self, message: NatsMessage) -> None:
        head = message.headers.get(subjects.POSITION)
        if head is not None:
            if not head.isdecimal():
                raise Malformed(f"{subjects.POSITION} is not a position")
            await self._desk.catch_up(int(head))


def bare(
    model: TypeAdapter[Any] | None, handler: Callable[..., Awaitable[Any]]
) -> Callable[..., Awaitable[Any]]:
    """The handler as the broker calls it: with the message alone, read here.

    The library would find out anew for each message what a handler wants, and fetch the message
    itself by way of a thread. Its signature stays the handler's, from which contracts are made.
    """

    @wraps(handler)
    async def on(message: NatsMessage) -> Any:
        if model is None:
            return await handler(message)
        return await handler(model.validate_json(message.body), message)

    return on


def question(name: str, query: Query, params: dict[str, Any]) -> Any:
    """The parameters in the form that a question declares; as they are where it declares none.

    Raises `UnknownQuery` for a parameter that it does not know, and says which it knows.
    """
    form = form_of(query)
    if form is None:
        return params
    if unknown := sorted(params.keys() - form.model_fields):
        known = ", ".join(form.model_fields) or "none"
        raise UnknownQuery(f"{name}: it knows no {', '.join(unknown)}. It takes: {known}.")
    return form.model_validate(params)


def form_of(query: Query) -> type[BaseModel] | None:
    """What a question may be asked with: the model that its parameter is annotated with."""
    hints = [hint for name, hint in get_type_hints(query).items() if name != "return"]
    form = hints[0] if hints else None
    return form if isinstance(form, type) and issubclass(form, BaseModel) else None


async def _answered(name: str, query: Query, params: dict[str, Any]) -> Any:
    try:
        answer = query(question(name, query, params))
        answer = await answer if isawaitable(answer) else answer
    except ValidationError as error:
        faults = told(error.errors(include_input=False, include_url=False))
        raise UnknownQuery(f"{name}: {faults}") from None
    return answer.model_dump(mode="json") if isinstance(answer, BaseModel) else answer


def declared(parts: ServiceParts) -> NatsBroker:
    """A broker that knows every subject of this service and answers none: for its contract."""
    broker = NatsBroker()
    nobody: Any = None
    Doors(parts, nobody, nobody, nobody, None, metrics.Metrics()).open(broker)
    return broker
