"""Wiring of the ledger: the bus, and when checkpoints are made."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from typing import Any

from nats.aio.client import Client as Nats
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from baraza.ledger import exhibits
from baraza.ledger.api import Api, Silent
from baraza.ledger.append import Locked
from baraza.ledger.checkpoints import AnotherSigner, Halted, Signed
from baraza.ledger.house import CHECKPOINT_ENTRIES, House, LedgerSettings
from baraza.messaging import broker, subjects
from baraza.messaging.leash import end, end_others, leash
from baraza.messaging.refusal import REFUSED_EXIT, StartRefused
from baraza.telemetry import logs, traces

CHECKPOINT_SECONDS = 1.0
HINT_SECONDS = 0.25
"""Under the virtual clock nobody waits for the hint that the log has grown."""
STALE_SECONDS = 3_600.0
STOP_SECONDS = 5.0
BROKEN_EXIT = 70


class App:
    """The ledger on the bus."""

    def __init__(self, settings: LedgerSettings) -> None:
        self._settings = settings
        self._stopping = asyncio.Event()
        self._grown = asyncio.Event()
        self._answers: set[asyncio.Task[Any]] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._loop = asyncio.get_running_loop()
        self._nats: Nats | None = None
        self._subscribed: list[Subscription] = []
        self.house = House(
            settings,
            die=die,
            committed=self._committed,
            shown=self._publish_checkpoint,
        )
        self._api = Api(self.house.ledger, turn=self.house.turn, export=self.house.export_now)

    async def start(self) -> None:
        """Found the log if it has a clock of its own, then answer."""
        if not self._settings.virtual:
            now = datetime.fromtimestamp(self.house.ledger.now() / 1000).astimezone()
            await asyncio.to_thread(self.house.found, now)
        self._nats = nats = await broker.connected(self._settings)
        for subject, answer in (
            ("baraza.append.*", self._append),
            ("baraza.exhibit.*", self._exhibit),
            ("baraza.query.ledger.*", self._query),
            ("baraza.ask.ledger.*", self._ask),
        ):
            self._subscribed.append(await nats.subscribe(subject, cb=self._on(answer)))
        self._start(self._tasks, self._tell_head(nats))
        if not self._settings.virtual:
            self._start(self._tasks, self._keep_checkpoints())
            self._start(self._tasks, self._drop_stale())
        logs.log().info("ready", position=self.house.ledger.standing.size)

    async def stop(self) -> None:
        """Answer nothing more, finish what was begun, let go of the files."""
        with suppress(*broker.AWAY):
            for subscription in self._subscribed:
                await subscription.unsubscribe()
        if self._answers:
            await asyncio.wait(self._answers, timeout=STOP_SECONDS)
        await end(*self._tasks, *self._answers)
        await asyncio.to_thread(self._show_rest)
        if self._nats is not None:
            with suppress(*broker.AWAY):
                await self._nats.flush(1)
            with suppress(*broker.AWAY):
                await self._nats.close()
        await asyncio.to_thread(self.house.close)

    def _show_rest(self) -> None:
        try:
            self.house.show_rest()
        except Exception as error:  # noqa: BLE001 - the next start shows it
            logs.log().error("the last checkpoint could not be shown", error=error)

    async def ended(self) -> str:
        """Never: what the ledger cannot mend ends its process."""
        await self._stopping.wait()
        return "stopped"

    async def run(self) -> None:
        """Until SIGTERM, or until standard input closes."""
        async with leash(self._stopping):
            await self.start()
            await self._stopping.wait()
        await self.stop()
        await end_others()

    # --- the bus

    async def _append(self, msg: Msg, last: str) -> bytes:
        return await self._api.append(last, msg.data, msg.headers or {})

    async def _exhibit(self, msg: Msg, _: str) -> bytes:
        return await self._api.exhibit(msg.data, msg.headers or {})

    async def _query(self, msg: Msg, last: str) -> bytes:
        return await self._api.query(last, msg.data)

    async def _ask(self, msg: Msg, last: str) -> bytes:
        if last == "Record":  # what the root key has signed elsewhere
            return await self._api.append("ledger", msg.data, msg.headers or {})
        if last == "LookAtKeys":
            await asyncio.to_thread(self.house.look_at_keys)
            return b'{"ok":true}'
        return await self._api.ask(last, msg.headers or {})

    def _on(
        self, answer: Callable[[Msg, str], Awaitable[bytes]]
    ) -> Callable[[Msg], Awaitable[None]]:
        """Each message in a task of its own: what waits for a commit waits together."""

        async def answered(msg: Msg) -> None:
            try:
                reply = await answer(msg, msg.subject.rpartition(".")[2])
            except Silent:
                return
            except Exception as error:  # noqa: BLE001 - the asker's timeout says the rest
                logs.log().error("an answer failed", subject=msg.subject, error=error)
                return
            with suppress(*broker.AWAY):
                await msg.respond(reply)

        async def on(msg: Msg) -> None:
            self._start(self._answers, answered(msg))

        return on

    async def _tell_head(self, nats: Nats) -> None:
        """The size after each commit: a hint that nobody trusts."""
        while True:
            await self._grown.wait()
            self._grown.clear()
            with suppress(*broker.AWAY):
                await nats.publish(subjects.HEAD, b"%d" % self.house.ledger.standing.size)
            if self._settings.virtual:
                await asyncio.sleep(HINT_SECONDS)

    async def _keep_checkpoints(self) -> None:
        """Every second if the log grew, and at once after 256 entries."""
        while True:
            for _ in range(10):
                await asyncio.sleep(CHECKPOINT_SECONDS / 10)
                grown = self.house.ledger.standing.size - self.house.checkpoints.size
                if grown >= CHECKPOINT_ENTRIES:
                    break
            try:
                await asyncio.to_thread(self.house.checkpoints.make)
            except (Halted, AnotherSigner) as halted:
                logs.log().error("the log is halted", why=str(halted))
                return
            except Exception as error:  # noqa: BLE001 - the next second tries again
                logs.log().error("no checkpoint could be shown", error=error)

    def _committed(self, _: int) -> None:
        self._loop.call_soon_threadsafe(self._grown.set)

    def _publish_checkpoint(self, signed: Signed) -> None:
        def publish() -> None:
            if self._nats is not None and self._nats.is_connected:
                note = signed.note.encode()
                self._start(self._answers, self._nats.publish(subjects.CHECKPOINT, note))

        self._loop.call_soon_threadsafe(publish)

    async def _drop_stale(self) -> None:
        """Evidence that no entry has named for a day is not kept."""
        ledger = self.house.ledger
        while True:
            ledger.write(lambda connection: exhibits.drop_stale(connection, ledger.now()))
            await asyncio.sleep(STALE_SECONDS)

    def _start(self, among: set[asyncio.Task[Any]], work: Any) -> None:
        task = self._loop.create_task(work)
        among.add(task)
        task.add_done_callback(among.discard)


def die(why: str) -> None:
    """At once, without a reply: only the next start can say what the disk holds."""
    sys.stderr.write(f"the ledger ends: {why}\n")
    sys.stderr.flush()
    os._exit(BROKEN_EXIT)


SETTINGS = LedgerSettings


def build(settings: LedgerSettings) -> App:
    """The ledger, ready to be started. Raises `StartRefused` or `Locked`."""
    # The writer lets go of the interpreter at each SQL call; it should not wait long to go on.
    sys.setswitchinterval(0.0005)
    (settings.home / "ledger").mkdir(parents=True, exist_ok=True)
    return App(settings)


def main() -> int:
    """The exit code of a ledger run to its end."""
    settings = LedgerSettings()
    logs.configure(settings.service, settings.log_format, settings.log_level)
    traces.configure(settings.service, settings.traces_file)

    async def run() -> None:
        await build(settings).run()

    try:
        asyncio.run(run())
    except StartRefused as refused:
        logs.log().error("the ledger refuses to start", why=refused.detail)
        return REFUSED_EXIT
    except Locked:
        logs.log().error("another ledger runs on these files")
        return 1
    except Exception as error:  # noqa: BLE001 - the reason goes to the log, the code to the caller
        why = getattr(error, "detail", str(error))
        logs.log().error("the ledger could not go on", error=error, why=why)
        return 1
    return 0
