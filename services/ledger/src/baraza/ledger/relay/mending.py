"""The whole stream beside the whole ledger, and the stream made anew (`ledger.md` 7)."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex
from time import monotonic
from typing import Any, TypeAlias

from nats.aio.client import Client as Nats
from nats.aio.msg import Msg
from nats.errors import TimeoutError as NatsTimeout
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy

from baraza.ledger.relay.copying import PASSING, Relay
from baraza.ledger.relay.source import Line, Source
from baraza.ledger.relay.stream import Stream
from baraza.messaging.subjects import STREAM
from baraza.transparency.leaf import BadLeaf, leaf_from_message

PAGE = 500
WAIT_SECONDS = 10.0
"""So long the relay may take to send what is committed, and the server to bring a message."""
STILL_SECONDS = 60.0
"""So long nothing may move while the stream is filled."""
Progress: TypeAlias = Callable[[str, int, int], None]
"""What is being done, how far, and of how much."""


@dataclass(frozen=True)
class Difference:
    """The first place where stream and ledger are not the same."""

    index: int
    what: str
    stream: bytes | None = None
    ledger: bytes | None = None

    def as_json(self) -> dict[str, Any]:
        return {"index": self.index, "what": self.what, **_shown(self.stream, self.ledger)}

    def as_details(self) -> dict[str, str | int]:
        """For the log, which holds no strange bytes: their digests."""
        told: dict[str, str | int] = {"index": self.index, "what": self.what}
        for name, body in (("stream", self.stream), ("ledger", self.ledger)):
            if body is not None:
                told[f"{name}_sha256"] = sha256(body).hexdigest()
        return told


async def compared(
    nats: Nats, stream: Stream, source: Source, progress: Progress
) -> Difference | None:
    """The first difference, message by message; None: the stream is the ledger.

    What is committed while this runs is left to the next time. A message may be younger than the
    ledger's size at the start, but never an entry that the ledger does not hold.
    """
    size = source.size()
    last = await _reached(stream, size)
    if last is None:
        return Difference(0, "there is no stream")
    index, lines = 0, dict[int, Line]()
    async for message in _messages(nats, last):
        place = message.metadata.sequence.stream - 1
        if place != index:
            return Difference(index, "the message is lost", None, _leaf_at(source, index))
        if index not in lines:
            lines = {line.index: line for line in source.lines(index, PAGE)}
            progress("compare", index, max(size, last))
        if found := _differs(message, index, lines.get(index)):
            return found
        index += 1
    progress("compare", index, index)
    if index < size:
        return Difference(
            index, "the stream ends here; a relay sends the rest", None, _leaf_at(source, index)
        )
    return None


async def rebuilt(stream: Stream, source: Source, relay: Relay, progress: Progress) -> int:
    """Delete the stream, create it as it has to be, publish every entry from 0; how many.

    A relay that runs beside may help: both are fenced, and whoever is late reads where the stream
    ends and goes on from there. Raises `TimeoutError` where nothing moves for a minute.
    """
    await stream.delete()
    moved, seen = monotonic(), 0
    while True:
        try:
            await stream.create()
            done = await relay.copy()
        except PASSING as error:
            relay.position = None
            done, why = 0, error
            if monotonic() - moved > STILL_SECONDS:
                raise TimeoutError(f"the stream could not be filled: {why}") from error
            await asyncio.sleep(0.1)
        if done > seen:
            moved, seen = monotonic(), done
        progress("publish", done, source.size())
        if done >= source.size():
            return done


async def _reached(stream: Stream, size: int) -> int | None:
    """The stream's end, once it reaches this size or has had the time for it."""
    until = monotonic() + WAIT_SECONDS
    while True:
        last = await stream.last()
        if last is None or last >= size or monotonic() > until:
            return last
        await asyncio.sleep(0.1)


def _differs(message: Msg, index: int, line: Line | None) -> Difference | None:
    try:
        leaf = leaf_from_message(message.data, message.headers or {}).bytes
    except BadLeaf:
        leaf = None
    ledger = line.leaf if line else None
    if line is None:
        return Difference(index, "the ledger holds no such entry", leaf or message.data, None)
    if leaf is None:
        return Difference(index, "the message holds no leaf", message.data, ledger)
    if leaf != line.leaf:
        return Difference(index, "the message holds another leaf", leaf, ledger)
    if message.subject != line.subject:
        return Difference(index, "the message is on another subject", leaf, ledger)
    return None


async def _messages(nats: Nats, last: int) -> AsyncIterator[Msg]:
    """All of them in order up to this sequence, by a reader of its own without any filter."""
    js, name = nats.jetstream(), f"doctor-{token_hex(8)}"
    await js.add_consumer(
        STREAM,
        ConsumerConfig(
            name=name,
            deliver_policy=DeliverPolicy.ALL,
            ack_policy=AckPolicy.NONE,
            inactive_threshold=30.0,
            mem_storage=True,
            num_replicas=1,
        ),
    )
    reader = await js.pull_subscribe_bind(name, STREAM)
    sequence = 0
    try:
        while sequence < last:
            try:
                batch = await reader.fetch(min(PAGE, last - sequence), timeout=WAIT_SECONDS)
            except NatsTimeout:
                return
            for message in batch:
                sequence = message.metadata.sequence.stream
                yield message
    finally:
        with suppress(*PASSING):
            await reader.unsubscribe()
            await js.delete_consumer(STREAM, name)


def _leaf_at(source: Source, index: int) -> bytes | None:
    lines = source.lines(index, 1)
    return lines[0].leaf if lines else None


def _shown(stream: bytes | None, ledger: bytes | None) -> dict[str, str | None]:
    return {
        "stream": None if stream is None else stream.decode(errors="replace"),
        "ledger": None if ledger is None else ledger.decode(errors="replace"),
    }
