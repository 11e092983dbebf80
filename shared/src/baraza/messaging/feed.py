"""The stream as one service reads it: whole, in order, from its own position on."""

import asyncio
from collections.abc import Sequence

from nats.aio.client import Client as Nats
from nats.aio.msg import Msg
from nats.errors import TimeoutError as NatsTimeout
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import Error as StreamError

from baraza.messaging import reading, subjects
from baraza.messaging.broker import AWAY
from baraza.messaging.checks import NotGenuine
from baraza.messaging.desk import Desk
from baraza.messaging.ledger import Kept
from baraza.messaging.problems import Halted, Trouble
from baraza.telemetry import logs, traces

BATCH = 200
WAIT = 1.0
_PAUSE = 0.5
_DROP_SECONDS = 1.0


class Feed:
    """Keeps the desk in step with the stream LEDGER, for as long as the service runs.

    An ordered reader without filter and without a durable consumer. Whatever goes wrong with the
    stream, it is read again from the desk's position; the desk itself reads gaps from the ledger.
    A message that is not what it says halts the desk.
    """

    def __init__(self, nats: Nats, desk: Desk, reader: str) -> None:
        self._nats = nats
        self._desk = desk
        self._reader = reader
        self._made = 0

    async def run(self) -> None:
        """Until cancelled, or until the desk halts."""
        while not self._desk.halted:
            try:
                await self._read()
            except Halted:
                return
            except NotGenuine as error:
                self._desk.halt("corrupt", error)
                return
            except (*AWAY, StreamError, Trouble) as error:
                logs.log().debug("the stream was away", error=error)
                await asyncio.sleep(_PAUSE)

    async def _read(self) -> None:
        """One reader, until it fails or something else reads faster."""
        stream = self._nats.jetstream()
        self._made += 1
        name = f"{self._reader}-{self._nats.client_id}-{self._made}"
        await stream.add_consumer(subjects.STREAM, _reader(name, self._desk.position))
        expected = self._desk.position + 1
        messages = await stream.pull_subscribe_bind(name, subjects.STREAM)
        try:
            while True:
                batch = await _fetched(messages)
                if batch and batch[0].metadata.sequence.stream != expected:
                    return  # the reader was lost and began elsewhere: make another
                expected += len(batch)
                await self._take(batch)
        finally:
            await _dropped(stream, messages, name)

    async def _take(self, batch: Sequence[Msg]) -> None:
        new = [m for m in batch if m.metadata.sequence.stream > self._desk.position]
        if not new:
            return
        kept = [read(message) for message in new]
        with traces.linked("fold", [one.traceparent for one in kept]):
            await self._desk.receive(kept)


def read(message: Msg) -> Kept:
    """An entry as the relay copied it; its leaf is checked when the desk takes it.

    Raises `NotGenuine` where place or subject are not the entry's.
    """
    headers = message.headers or {}
    index = message.metadata.sequence.stream - 1
    entry = reading.entry(message.data)
    if headers.get("Baraza-Index") != str(index) or entry.bus_subject != message.subject:
        raise NotGenuine(f"message {index + 1} is not entry {index}")
    return Kept(
        index=index,
        entry=entry,
        recorded_at=int(headers["Baraza-At"]),
        key=headers["Baraza-Key"],
        signature=headers["Baraza-Sig"],
        traceparent=headers.get("traceparent"),
    )


def _reader(name: str, position: int) -> ConsumerConfig:
    return ConsumerConfig(
        name=name,
        deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
        opt_start_seq=position + 1,
        ack_policy=AckPolicy.NONE,
        inactive_threshold=30.0,
        mem_storage=True,
        num_replicas=1,
    )


async def _fetched(messages: JetStreamContext.PullSubscription) -> list[Msg]:
    try:
        return await messages.fetch(BATCH, timeout=WAIT)
    except NatsTimeout:
        return []


async def _dropped(
    stream: JetStreamContext, messages: JetStreamContext.PullSubscription, name: str
) -> None:
    """Best effort, and soon given up: an idle reader is dropped by the server after a while."""
    try:
        async with asyncio.timeout(_DROP_SECONDS):
            await messages.unsubscribe()
            await stream.delete_consumer(subjects.STREAM, name)
    except (*AWAY, StreamError) as error:
        logs.log().debug("a reader was left behind", error=error)
