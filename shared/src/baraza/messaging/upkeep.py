"""Looking after a read model while it answers: rebuilt beside, unparked, and what stands still."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from nats.aio.client import Client as Nats
from nats.aio.msg import Msg

from baraza.messaging import subjects
from baraza.messaging.broker import AWAY
from baraza.messaging.desk import Desk
from baraza.messaging.jsons import from_json, to_json
from baraza.messaging.leash import end
from baraza.messaging.ledger import PAGE, Ledger
from baraza.messaging.parts import Projected, Rebuild, Rebuilding
from baraza.messaging.problems import Halted
from baraza.telemetry import logs, metrics

SOME = 100
"""So many entries are shown before questions have their turn again."""


class Upkeep:
    """Rebuilds one service's rows when it is asked to; the old ones answer until the switch.

    New rows take the place of the old where both are the same, where they differ because an entity
    was parked, or where whoever asks says so; else the old stand, and the tables that differ are
    told. One at a time: a second ask follows the first.
    """

    def __init__(
        self,
        desk: Desk,
        ledger: Ledger,
        rows: Projected,
        rebuild: Rebuild,
        counted: metrics.Metrics,
    ) -> None:
        self._desk, self._ledger, self._rows, self._rebuild = desk, ledger, rows, rebuild
        self._metrics = counted
        self._task: asyncio.Task[None] | None = None
        self._told: dict[str, Any] = {"state": "none"}

    async def open(self, nats: Nats, service: str) -> None:
        """Answer the console, which alone may ask; no part of the published contract."""
        for subject, answer in (
            (subjects.ask(service, subjects.REBUILD), self._on_rebuild),
            (subjects.ask(service, subjects.UNPARK), self._on_unpark),
            (subjects.query(service, subjects.UPKEEP), self._on_upkeep),
        ):
            await nats.subscribe(subject, cb=_answering(answer))

    def look(self) -> None:
        """An entity that stands still is a number that somebody watches."""
        self._metrics.gauge(metrics.PARKED, len(self._rows.still))

    def told(self) -> dict[str, Any]:
        """How the rows are, and what became of the last rebuild."""
        return {
            "ok": True,
            "position": self._desk.position,
            "rows": self._rows.position,
            "halted": self._desk.halted,
            "parked": [asdict(one) for one in self._rows.parked()],
            "rebuild": self._told,
            "metrics": self._metrics.read(),
        }

    async def stop(self) -> None:
        if self._task is not None:
            await end(self._task)

    def begin(self, *, freed: Sequence[str] | None = None, take: bool = False) -> bool:
        """Whether one was begun: not while another runs."""
        if self._task is not None and not self._task.done():
            return False
        self._told = {"state": "building", "position": 0, "of": self._rows.position}
        self._task = asyncio.create_task(self._run(freed, take))
        return True

    async def _run(self, freed: Sequence[str] | None, take: bool) -> None:
        try:
            new = self._rebuild(freed=freed)
            try:
                await self._fill(new)
                self._told = self._ended(new, freed, take)
            finally:
                new.close()
        except Exception as error:  # noqa: BLE001 - told to whoever asked; the old rows stand
            logs.log().error("a rebuild failed", error=error)
            self._told = {"state": "failed", "why": f"{type(error).__name__}: {error}"}
        else:
            logs.log().info("a rebuild ended", state=self._told["state"])
        self.look()

    async def _fill(self, new: Rebuilding) -> None:
        """From the ledger, until both stand at one position; no wait comes after that."""
        self._follow()
        while new.behind:
            page = await self._ledger.entries(new.position, PAGE)
            if not page:
                raise LookupError(f"the ledger ends at {new.position}, the rows do not")
            left = [(one.index, one.entry) for one in page if one.index < self._rows.position]
            for start in range(0, len(left), SOME):
                new.apply(left[start : start + SOME])
                self._told |= {"position": new.position, "of": self._rows.position}
                await asyncio.sleep(0)
            self._follow()

    def _follow(self) -> None:
        with suppress(Halted):  # the old rows stand where they stood, and so will the new
            self._desk.told()

    def _ended(self, new: Rebuilding, freed: Sequence[str] | None, take: bool) -> dict[str, Any]:
        """If we stopped before the switch, the old rows stand; after it, the new ones."""
        found = new.compared()
        still = {one.entity for one in found.parked}
        wanted = not still.intersection(freed or ())
        switched = wanted and (take or found.same or found.explained)
        if switched:
            new.switch()
        return {
            "state": "switched" if switched else "stands",
            "position": found.position,
            "same": found.same,
            "old": found.old,
            "new": found.new,
            "differing": list(found.differing),
            "freed": sorted({one.entity for one in found.parked_before} - still),
            "parked": [asdict(one) for one in found.parked],
        }

    async def _on_rebuild(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        return {"ok": True, "begun": self.begin(take=bool(asked.get("take")))}

    async def _on_unpark(self, asked: Mapping[str, Any]) -> dict[str, Any]:
        entity = asked.get("entity")
        if entity is not None and entity not in self._rows.still:
            return {"ok": False, "code": "not_parked", "parked": sorted(self._rows.still)}
        if not self._rows.still:
            return {"ok": False, "code": "nothing_parked", "parked": []}
        freed = None if entity is None else [str(entity)]
        return {"ok": True, "begun": self.begin(freed=freed)}

    async def _on_upkeep(self, _: Mapping[str, Any]) -> dict[str, Any]:
        return self.told()


def _answering(
    answer: Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]],
) -> Callable[[Msg], Awaitable[None]]:
    async def on(message: Msg) -> None:
        try:
            asked = from_json(message.data or b"{}")
            reply = await answer(asked if isinstance(asked, dict) else {})
        except ValueError:
            reply = {"ok": False, "code": "malformed"}
        with suppress(*AWAY):
            await message.respond(to_json(reply))

    return on


def concerned(still: Collection[str], asked: Mapping[str, Any]) -> list[str]:
    """Which of the entities that stand still a question is about: those it names, else all."""
    named = {value for value in asked.values() if isinstance(value, str)}
    if not named:
        return sorted(still)
    return sorted(e for e in still if named & {e, e.partition(".")[2], e.rpartition(".")[2]})
