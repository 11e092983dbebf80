"""The same wirings in one process: for a machine with little memory (`architecture.md` 7).

Each part keeps its own key, user of the bus and database, so walls and log are those of the house
of many processes. What ends the process ends all of it; what ends one part is started again.
"""

import asyncio
import json
import os
from collections.abc import Awaitable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import Any, Protocol, TextIO

from baraza.console import lean, witnesses
from baraza.console.supervisor import (
    HOST,
    NATS,
    START_SECONDS,
    STOP_SECONDS,
    House,
    Plan,
    Said,
)
from baraza.messaging.leash import end
from baraza.messaging.refusal import StartRefused
from baraza.messaging.settings import Settings
from baraza.telemetry import logs, traces

LOG = "together"
LOOK_SECONDS = 0.5
"""How often it is looked whether a witness can go on."""
WITNESS_LOOK_SECONDS = 60.0
"""How often a witness looks for logs that have fallen silent."""
SMALL_MEMORY = 2 << 30
"""Below this a house lives together unless it is told otherwise."""


class Running(Protocol):
    """What every `app` builds."""

    async def start(self) -> None: ...
    async def ended(self) -> str: ...
    async def stop(self) -> None: ...


def house_of(plan: Plan, said: Said) -> House:
    """The house that this plan asks for."""
    return Together(plan, said) if plan.together else House(plan, said)


def memory() -> int:
    """Bytes of this machine; those of its container where that has less."""
    whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, ValueError):
        return min(whole, int(Path("/sys/fs/cgroup/memory.max").read_text()))
    return whole


def by_memory(wanted: bool | None) -> bool:
    """As was asked for; where nothing was, together on a machine with little memory."""
    return memory() < SMALL_MEMORY if wanted is None else wanted


class Together(House):
    """Parts are tasks of one loop. Their `app` is loaded by name: none is imported here."""

    def __init__(self, plan: Plan, said: Said = lambda line: None) -> None:
        super().__init__(plan, said)
        self._lives: dict[str, asyncio.Task[None]] = {}
        self._told = {part: asyncio.Event() for part in plan.parts}
        self._log: TextIO | None = None
        self._leanness: asyncio.Task[None] | None = None
        self._watch_keepers: list[asyncio.Task[None]] = []

    async def _start(self) -> None:
        self.home.made()
        lean.begin()
        level = os.environ.get("BARAZA_LOG_LEVEL", "info")
        self._log = self.home.log_of(LOG).open("a", buffering=1)
        logs.configure("console", "json", level, to=self._log)
        if self.plan.traces:
            traces.configure(LOG, self.home.run / f"traces-{LOG}.jsonl")
        await super()._start()
        lean.settle()
        self._leanness = asyncio.create_task(lean.keep())

    def _log_of(self, part: str) -> Path:
        return self.home.log_of(part if part == NATS else LOG)

    def environment(self, part: str) -> dict[str, str]:
        """As for a process of its own; nats-server is told to keep to little memory."""
        told = super().environment(part)
        return {"GOMEMLIMIT": lean.NATS_MEMORY, **told} if part == NATS else told

    async def _start_parts(self) -> None:
        """One after the other: one process gains nothing from all at once."""
        for part in self.plan.parts:
            await self._start_part(part)

    async def _start_part(self, part: str) -> None:
        began = monotonic()
        self._lives[part] = asyncio.create_task(self._keep(part))
        position = await self._until(part, lambda: self._ready(part))
        self._said(f"{part} is ready at {position} ({monotonic() - began:.1f} s)")

    async def _start_witness(self, body: str) -> None:
        """In threads of this process, with a key and a store of its own all the same."""
        place = witnesses.Place(self.home, body)
        place.make(self.plan.seed)
        ready = asyncio.Event()
        self._watch_keepers.append(asyncio.create_task(self._keep_witness(place, ready)))
        await asyncio.wait_for(ready.wait(), START_SECONDS)

    async def _keep_witness(self, place: witnesses.Place, ready: asyncio.Event) -> None:
        """One life after another; its trouble is told, and is not the house's end."""
        serving = import_module(f"{witnesses.PROGRAM}.serving")
        born: list[float] = []
        with self.home.log_of(place.part).open("a", buffering=1) as log:
            while not self._over.is_set():
                born.append(monotonic())
                try:
                    one = await asyncio.to_thread(self._witness, serving, place, log)
                except Exception as error:  # noqa: BLE001 - a witness more or less
                    why = f"(last: {error}). Look into {self.home.log_of(place.part)}."
                else:
                    self.watchers[place.body] = one.server.url
                    ready.set()
                    why = await self._until_failed(one)
                await asyncio.sleep(self._pause_before_again(place.part, born, why) or 0)

    def _witness(self, serving: Any, place: witnesses.Place, log: TextIO) -> Any:
        _, _, port = self.watchers.get(place.body, f"{HOST}:0").rpartition(":")
        wish = serving.Wish(
            HOST,
            int(port),
            place.key,
            [one.vkey for one in witnesses.logs(self.home, self.plan.origin)],
            place.store,
            rehearsal=self.plan.clock == "virtual",
        )
        encoder = json.JSONEncoder(ensure_ascii=False)
        return serving.Serving(wish, said=lambda line: log.write(encoder.encode(line) + "\n"))

    async def _until_failed(self, one: Any) -> str:
        """Why it ended; whatever happens, its door is closed."""
        try:
            looked = monotonic()
            while not one.failed.is_set():
                await asyncio.sleep(LOOK_SECONDS)
                if monotonic() - looked > WITNESS_LOOK_SECONDS:
                    looked = monotonic()
                    one.look()
            return "(last: its store could not be written)."
        finally:
            await asyncio.shield(asyncio.to_thread(one.end))

    async def _end_parts(self) -> None:
        """In reverse order, ten seconds each; what does not end by itself is cancelled."""
        if self._leanness is not None:
            await end(self._leanness)
            lean.over()
        for part, life in reversed(self._lives.items()):
            self._told[part].set()
            await asyncio.wait([life], timeout=STOP_SECONDS)
            if not life.done():
                self._said(f"{part} did not stop in {STOP_SECONDS:.0f} seconds and was cancelled")
            await end(life)
        await end(*self._watch_keepers)
        if self._log is not None:
            logs.configure("console", "console", "critical")
            self._log.close()
            self._log = None

    async def _keep(self, part: str) -> None:
        """One life after another, until the house stops."""
        logs.speaking_as(part)
        born: list[float] = []
        while not self._over.is_set():
            born.append(monotonic())
            self._count_start(part)
            try:
                why = await self._ending(part)
            except StartRefused as refused:
                self._fail(refused.detail)
                return
            if self._over.is_set():
                return
            log = self._log_of(part)
            pause = self._pause_before_again(part, born, f"(last: {why}). Look into {log}.")
            if pause is None:
                return
            self._said(f"{part} ended ({why}) and is started again")
            await asyncio.sleep(pause)

    async def _ending(self, part: str) -> str:
        """One life of a part, to its end; why it ended. Raises `StartRefused`."""
        try:
            return await self._life(part)
        except StartRefused as refused:
            logs.log().error("refuses to start", why=refused.detail)
            raise
        except Exception as error:  # noqa: BLE001 - one part's fault is told, not the house's end
            logs.log().error("could not go on", error=error)
            return f"{type(error).__name__} {getattr(error, 'detail', '')}".strip()

    async def _life(self, part: str) -> str:
        running = self._built(part)
        try:
            if await self._unless_told(part, running.start()) is not _TOLD:
                return str(await self._unless_told(part, running.ended()))
        finally:
            await running.stop()
        return "told to stop"

    def _built(self, part: str) -> Running:
        """By the settings that a process of its own would read."""
        name = "baraza.ledger.relay" if part == "relay" else f"baraza.{part}"
        app = import_module(self.plan.modules.get(part, f"{name}.app"))
        settings: type[Settings] = getattr(app, "SETTINGS", Settings)
        built: Running = app.build(settings.told(self.environment(part)))
        return built

    async def _unless_told(self, part: str, work: Awaitable[Any]) -> Any:
        """What the work gives; `_TOLD` where it is time to stop first. Raises what it raises."""
        doing = asyncio.ensure_future(work)
        told = asyncio.ensure_future(self._told[part].wait())
        try:
            await asyncio.wait([doing, told], return_when=asyncio.FIRST_COMPLETED)
            return doing.result() if doing.done() else _TOLD
        finally:
            await end(doing, told)


_TOLD = object()
