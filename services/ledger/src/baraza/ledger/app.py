"""Wiring of the ledger: settings, keys, clock, the bus, and when checkpoints are made."""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from errno import ENOSPC
from pathlib import Path
from threading import Lock
from typing import Any

from nats.aio.client import Client as Nats
from nats.aio.msg import Msg
from nats.aio.subscription import Subscription

from baraza.ledger import cosignatures, exhibits
from baraza.ledger.api import Api, Silent
from baraza.ledger.append import Charter, Ledger, Locked, found, killer
from baraza.ledger.checkpoints import AnotherSigner, Checkpoints, Halted, Signed, latest
from baraza.ledger.exports import Export
from baraza.ledger.exports_world import WorldExport
from baraza.ledger.schemas import published
from baraza.ledger.witnessing import Witnessing, witnesses
from baraza.messaging import broker, subjects
from baraza.messaging.leash import end, end_others, leash
from baraza.messaging.refusal import REFUSED_EXIT, StartRefused
from baraza.messaging.settings import Settings
from baraza.telemetry import logs, traces
from baraza.transparency.notes import Signer

CHECKPOINT_SECONDS = 1.0
CHECKPOINT_ENTRIES = 256
COSIGN_SECONDS = 8.0
"""How long files wait for witnesses: one of them may be just starting again."""
HINT_SECONDS = 0.25
"""Under the virtual clock nobody waits for the hint that the log has grown."""
STALE_SECONDS = 3_600.0
STOP_SECONDS = 5.0
PRODUCERS = ("registration", "matching", "scheduling", "feedback", "oversight")
BROKEN_EXIT = 70


class LedgerSettings(Settings):
    """What the ledger and its relay are told beside what every process is."""

    service: str = "ledger"
    ledger_url: str = ""
    """Empty: `ledger/ledger.db` in the home."""
    ratchet_url: str = ""
    """The second store; another disk or host in production. Empty: `ratchet/ratchet.db`."""
    keys_dir: Path | None = None
    export_dir: Path | None = None
    witnesses: Path | None = None
    """A policy file with the bodies' witnesses and their addresses; None: nobody is asked."""
    contracts_file: Path | None = None
    """Contracts to found the log with; None: those of this release."""
    kill_at: str = ""
    """For tests of crashes: `name:n` ends the process at the n-th passage of a step."""

    @property
    def database(self) -> str:
        return self.ledger_url or _sqlite(self.home / "ledger" / "ledger.db")

    @property
    def second_store(self) -> str:
        # Its folder is made with it: an empty one would be in the way of the one put back.
        return self.ratchet_url or f"sqlite:///{self.home / 'ratchet' / 'ratchet.db'}"

    @property
    def keys(self) -> Path:
        return self.keys_dir or self.home / "keys"

    @property
    def export_to(self) -> Path:
        return self.export_dir or self.home / "export"

    @property
    def export_world_to(self) -> Path:
        """The tier for the world, beside the bodies'."""
        return self.export_to.with_name(f"{self.export_to.name}-world")

    def signer(self, name: str) -> Signer | None:
        """The private key `<name>.key`, where this host has it."""
        path = self.keys / f"{name}.key"
        return Signer.from_private(path.read_text().strip()) if path.exists() else None


class MissingKey(StartRefused):
    """A key that the ledger needs is not in its folder."""


class House:
    """The ledger, its checkpoints and its files, as one value that can be started and closed."""

    def __init__(
        self,
        settings: LedgerSettings,
        *,
        die: Callable[[str], None],
        committed: Callable[[int], None] = lambda _: None,
        shown: Callable[[Signed], None] = lambda _: None,
        now: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self.settings = settings
        self._shown = shown
        self._founded = False
        self._files = Lock()
        self.witnessing: Witnessing | None = None
        step = killer(settings.kill_at)
        self.ledger = Ledger(
            settings.database,
            origin=settings.origin,
            signer=_needed(settings, "ledger"),
            now=now,
            monotonic=time.monotonic,
            die=die,
            lock=settings.home / "ledger" / "ledger.lock",
            step=step,
            committed=committed,
            rehearsed=settings.virtual,
        )
        try:
            self.export = Export(
                settings.export_to, self.ledger.reader, keep_partial=not settings.virtual
            )
            self.world = WorldExport(
                settings.export_world_to, self.ledger.reader, keep_partial=not settings.virtual
            )
            self.witnessing = self._witnesses(settings.witnesses)
            self.checkpoints = Checkpoints(
                self.ledger,
                settings.second_store,
                _needed(settings, "log"),
                step=step,
                shown=self._show,
                others=self._other_log_keys,
            )
        except BaseException:
            self._stop_asking()
            self.ledger.close()
            raise

    def found(self, at: datetime) -> int:
        """Take the founding decisions that are lacking; how many."""
        return found(self.ledger, charter(self.settings), at)

    def look_at_keys(self) -> None:
        """Sign receipts with the key that lies there now, if the log has announced it."""
        signer, standing = _needed(self.settings, "ledger"), self.ledger.standing
        if standing.ring.valid(signer.name, signer.verifier.key_id, standing.size):
            self.ledger.signer = signer

    def turn(self, reading: datetime) -> int:
        """Under the virtual clock: found the log, then a checkpoint if it has grown enough.

        What this process has found to be founded stays so, and the files get their checkpoint
        when they are written; so a turn with nothing to do costs nothing.
        """
        count = 0
        if not self._founded:
            count, self._founded = self.found(reading), True
        grown = self.ledger.standing.size - self.checkpoints.size
        if grown >= CHECKPOINT_ENTRIES or count:
            self.checkpoints.make()
        return count

    def export_now(self) -> tuple[int, str]:
        """Bring the files up to the log as it stands; their size and folder.

        Witnesses are given a moment; one that is silent is left out.
        """
        self.checkpoints.make()
        if self.witnessing is not None:
            self.witnessing.wait(COSIGN_SECONDS)
        with self.ledger.reader.connect() as connection:
            signed = latest(connection)
        size = self._write(signed) if signed else 0
        return size, str(self.settings.export_to)

    def close(self) -> None:
        self._stop_asking()
        self.checkpoints.close()
        self.ledger.close()

    def _show(self, signed: Signed) -> None:
        if not self.settings.virtual:
            try:
                self._write(signed)
            except OSError as error:
                if error.errno != ENOSPC:
                    raise
                # What those who watch cannot be shown is not promised to anyone.
                self.ledger.halt("disk_full")
                raise Halted("the disk of the export is full") from error
        self._shown(signed)
        if self.witnessing is not None:
            self.witnessing.ask(signed)

    def _cosigned(self, size: int) -> None:
        """The newest checkpoint has new cosignatures: the same is shown again, with them."""
        with self.ledger.reader.connect() as connection:
            signed = latest(connection)
            if signed is None or signed.size != size:
                return  # a newer one is on its way
            whole = cosignatures.whole(connection, signed.note, size)
        if not self.settings.virtual:
            self._write(signed)
        self._shown(replace(signed, note=whole))

    def _witnesses(self, file: Path | None) -> Witnessing | None:
        if file is None:
            return None
        bodies = self.export.bodies = self.world.bodies = witnesses(file)
        return Witnessing(
            self.ledger, bodies, shown=self._cosigned, rehearsed=self.settings.virtual
        )

    def _stop_asking(self) -> None:
        if self.witnessing is not None:
            self.witnessing.close()

    def _other_log_keys(self) -> Sequence[Signer]:
        """After a rotation: every private key here that the log has announced as its own."""
        announced = self.ledger.standing.ring.log_verifiers()
        if len(announced) < 2:
            return ()
        found = (
            Signer.from_private(file.read_text().strip())
            for file in sorted(self.settings.keys.glob("*.key"))
        )
        return [signer for signer in found if signer.verifier in announced]

    def _write(self, signed: Signed) -> int:
        """Both tiers, from the same checkpoint with all that bodies said of it; its size."""
        with self._files, self.ledger.reader.connect() as connection:
            note = cosignatures.whole(connection, signed.note, signed.size)
            self.world.write(note, self.ledger.standing.ring)
            return self.export.write(note, self.ledger.standing.ring)


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
        if self._nats is not None:
            with suppress(*broker.AWAY):
                await self._nats.flush(1)
            with suppress(*broker.AWAY):
                await self._nats.close()
        await asyncio.to_thread(self.house.close)

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


def charter(settings: LedgerSettings) -> Charter:
    """What this host founds a log with."""
    return Charter(
        origin=settings.origin,
        clock=settings.clock,
        root=settings.signer("root"),
        ledger=_needed(settings, "ledger"),
        log_key=_needed(settings, "log").vkey,
        producers={
            name: (settings.keys / f"{name}.vkey").read_text().strip()
            for name in (*PRODUCERS, *_bodies(settings.keys))
            if (settings.keys / f"{name}.vkey").exists()
        },
        published=published(settings.contracts_file),
        seed=settings.seed,
    )


def _bodies(keys: Path) -> list[str]:
    """Bodies whose public keys lie there: each is registered once, while the root key is here."""
    return sorted(file.name.removesuffix(".vkey") for file in keys.glob("body.*.vkey"))


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


def _needed(settings: LedgerSettings, name: str) -> Signer:
    signer = settings.signer(name)
    if signer is None:
        raise MissingKey(f"The key {settings.keys / name}.key is not there. Put it back.")
    return signer


def _sqlite(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{path}"
