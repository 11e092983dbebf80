"""The relay's one loop: find where the stream ends, compare, go on, wait."""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from baraza.ledger.append import Step
from baraza.ledger.relay.source import Source
from baraza.ledger.relay.stream import BatchRefused, Stream, StreamError, WrongSequence
from baraza.messaging.broker import AWAY
from baraza.telemetry import logs

BATCH = 500
LOOK_SECONDS = 1.0
COMPARE_SECONDS = 3_600.0
_PAUSE_SECONDS = 0.25
# A server that is away, a stream that is gone, a database that is not there yet.
PASSING = (*AWAY, StreamError, WrongSequence, BatchRefused, SQLAlchemyError)


class Fork(Exception):
    """Ledger and stream tell different histories. Look at the fault, then rebuild the stream."""


class Relay:
    """Publishes each entry once, in order, behind a fence.

    - Only committed entries are sent; stream sequence = index + 1.
    - It keeps no state but its faults: after any error it reads where the stream ends, compares
      the last message with the entry, and goes on from there.
    - Where they differ it publishes nothing more, until an operator has rebuilt the stream: it
      goes on by itself once there is another one.
    """

    def __init__(
        self,
        source: Source,
        stream: Stream,
        faults: Path,
        *,
        step: Step = lambda _: None,
        now: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        gather: float = 0.0,
    ) -> None:
        """`gather`: let so many seconds' entries come together before they are sent.

        For a rehearsal, where nobody waits for the stream: the server keeps an atomic batch in
        files of its own, which costs it more than the messages.
        """
        self._source = source
        self._stream = stream
        self._faults = faults
        self._step = step
        self._now = now
        self._gather = gather
        self._wake = asyncio.Event()
        self._batches = True
        self._compared_at: float | None = None
        self.position: int | None = None  # None: not known where the stream ends
        self.forked = False
        self._forked_on: str | None = None  # which stream tells another history

    @property
    def ready(self) -> bool:
        """Whether all that is committed has been sent."""
        position = self.position
        return position is not None and position == self._source.size()

    def wake(self) -> None:
        """There may be more: a hint, never trusted."""
        self._wake.set()

    async def run(self) -> None:
        """Copy for ever; returns only where the histories differ."""
        while not self.forked:
            try:
                await self._look_at_config()
                await self.copy()
                await self._rest(LOOK_SECONDS)
                await asyncio.sleep(self._gather)
            except Fork:
                return
            except PASSING as error:
                logs.log().warning("nothing could be copied", error=error)
                self.position = None
                await self._rest(_PAUSE_SECONDS)

    async def keep(self) -> None:
        """Copy for ever; where the histories differ, once somebody has made the stream anew."""
        while True:
            await self.run()
            logs.log().error("the stream tells another history: run `baraza doctor stream`")
            while await self._same_stream():
                await self._rest(LOOK_SECONDS)
            self.forked, self.position = False, None

    async def _same_stream(self) -> bool:
        """Whether it is still the one that differs, or none yet."""
        try:
            return await self._stream.born() in {self._forked_on, None}
        except PASSING:
            return True

    async def copy(self) -> int:
        """Send all that is committed; the position then. Raises what keeps it from going on."""
        if self.position is None:
            self.position = await self._find()
        while lines := self._source.lines(self.position, BATCH):
            if len(lines) == 1 or not self._batches:
                # Single messages: each is stored before the next is sent.
                for line in lines:
                    await self._stream.add(line)
                    self.position = line.index + 1
                    self._step("relay.after_publish")
                self._batches = True
            else:
                try:
                    await self._stream.add_batch(lines)
                except BatchRefused as refused:
                    self.fault("batch_refused", {"why": str(refused)})
                    self._batches = False
                    self.position = await self._find()
                    continue
                self.position = lines[-1].index + 1
                self._step("relay.after_publish")
        return self.position

    async def _find(self) -> int:
        """Where the stream ends, after its last message was compared with the ledger."""
        last = await self._stream.last()
        if last is None:
            self.fault("stream_missing", {"size": self._source.size()})
            await self._stream.create()
            return 0
        if last == 0:
            return 0
        sent = await self._stream.leaf(last)
        entry = self._source.lines(last - 1, 1)
        if not entry or sent != entry[0].leaf:
            self._forked_on = await self._stream.born()
            self._fork(last, sent, entry[0].leaf if entry else None)
        return last

    def _fork(self, sequence: int, sent: bytes | None, kept: bytes | None) -> None:
        self.forked = True
        self.fault(
            "fork",
            {
                "sequence": sequence,
                "stream": None if sent is None else sent.decode(errors="replace"),
                "ledger": None if kept is None else kept.decode(errors="replace"),
            },
        )
        raise Fork

    async def _look_at_config(self) -> None:
        """At start and hourly: nobody has made the stream forget."""
        at = time.monotonic()
        if self._compared_at is not None and at - self._compared_at < COMPARE_SECONDS:
            return
        self._compared_at = at
        if differing := await self._stream.differences():
            self.fault("stream_config", {"differs": ", ".join(differing)})
        if lost := await self._stream.lost():
            self.fault("stream_lost", {"messages": lost})
        if version := self._stream.server():
            self.fault("server_too_old", {"version": version})

    async def _rest(self, seconds: float) -> None:
        # Not `wait_for`, which may lose a cancellation that comes together with a hint.
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        self._wake.clear()

    def fault(self, code: str, details: dict[str, Any]) -> None:
        logs.log().error("the relay met a fault", code=code)
        line = json.JSONEncoder(ensure_ascii=False).encode(
            {"at": self._now(), "code": code, "details": details}
        )
        self._faults.parent.mkdir(parents=True, exist_ok=True)
        with self._faults.open("a") as file:
            file.write(line + "\n")
