"""The stream as one service reads it: whole, in order, from its own position on."""

import asyncio
from collections.abc import Mapping, Sequence

from nats.aio.client import Client as Nats
from nats.aio.msg import Msg
from nats.errors import TimeoutError as NatsTimeout
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import Error as StreamError
from nats.js.errors import NotFoundError

from baraza.messaging import reading, subjects
from baraza.messaging.broker import AWAY
from baraza.messaging.checks import NotGenuine
from baraza.messaging.desk import Desk
from baraza.messaging.ledger import Kept
from baraza.messaging.problems import Halted, Trouble
from baraza.telemetry import logs, metrics, traces
from baraza.transparency import BadLeaf, leaf_from_message

BATCH = 200
WAIT = 1.0
_PAUSE = 0.5
_DROP_SECONDS = 1.0


class Feed:
    """Keeps the desk in step with the stream LEDGER, for as long as the service runs.

    An ordered reader without filter and without a durable consumer. Whatever goes wrong with the
    stream, it is read again from the desk's position; the desk itself reads gaps from the ledger.
    A message that is not what it says halts the desk.

    Where the stream ends before the desk's position (it is being filled again, or its relay is
    behind) nothing is read until it has caught up; then the message at the position has to be the
    entry that was folded there. The desk goes on meanwhile: the ledger is what it decides by.
    """

    def __init__(
        self, nats: Nats, desk: Desk, reader: str, counted: metrics.Metrics | None = None
    ) -> None:
        self._nats = nats
        self._desk = desk
        self._reader = reader
        self._metrics = counted or metrics.Metrics()
        self._made = 0
        self.ahead = False
        """Whether the stream was seen to end before what was folded."""

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
        if not await self._caught_up(stream):
            await asyncio.sleep(_PAUSE)
            return
        self._made += 1
        name = f"{self._reader}-{self._nats.client_id}-{self._made}"
        await stream.add_consumer(subjects.STREAM, _reader(name, self._desk.position))
        expected = self._desk.position + 1
        messages = await stream.pull_subscribe_bind(name, subjects.STREAM)
        try:
            while True:
                batch = await _fetched(messages)
                if batch and batch[0].metadata.sequence.stream < expected:
                    return  # the reader was lost and began elsewhere: make another
                # One that begins later tells of messages that are lost: the desk reads the gap.
                if batch:
                    expected = batch[-1].metadata.sequence.stream + 1
                    self._metrics.gauge(metrics.LAG, batch[-1].metadata.num_pending)
                await self._take(batch)
        finally:
            await _dropped(stream, messages, name)

    async def _caught_up(self, stream: JetStreamContext) -> bool:
        """Whether the stream reaches the desk's position. Raises `NotGenuine` where it holds
        another entry there than the one that was folded."""
        last, info = self._desk.last, await stream.stream_info(subjects.STREAM)
        ahead = last is not None and info.state.last_seq <= last.index
        if ahead and not self.ahead:
            logs.log().warning("the stream ends before what was folded", at=info.state.last_seq)
        self.ahead = ahead
        if ahead or last is None:
            return not ahead
        try:
            message = await stream.get_msg(subjects.STREAM, seq=last.index + 1)
        except NotFoundError:
            return True  # a gap, which has been read from the ledger
        if message.data != last.entry.wire or _signature(message.headers) != last.signature:
            raise NotGenuine(f"message {last.index + 1} is not the entry that was folded")
        return True

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
    try:
        leaf = leaf_from_message(message.data, headers)
        entry = reading.entry(message.data)
        subject = entry.bus_subject
    except (BadLeaf, ValueError, LookupError, TypeError, RecursionError) as error:
        raise NotGenuine(f"message {index + 1} holds no leaf: {type(error).__name__}") from error
    if leaf.index != index or subject != message.subject:
        raise NotGenuine(f"message {index + 1} is not entry {index}")
    return Kept(
        index=index,
        entry=entry,
        recorded_at=leaf.recorded_at,
        key=leaf.key_name,
        signature=leaf.signature,
        traceparent=headers.get("traceparent"),
    )


def _signature(headers: Mapping[str, str] | None) -> str | None:
    return (headers or {}).get("Baraza-Sig")


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
