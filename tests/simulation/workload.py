"""A programme drawn from a seed, lived by the rehearsal's own driver, with nonsense beside it."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from baraza.console import programme
from baraza.console.pilot import year
from baraza.console.pilot.driver import Driver
from baraza.console.pilot.log import Log
from baraza.decider import Entry
from baraza.messaging.ask import Ask
from baraza.messaging.ledger import Kept
from baraza.messaging.replies import ASK_REPLY, Problem, Recorded, RefusedReply, Turned
from folders import shift, small
from simulation.bus import Chance, Faults, Roads
from simulation.house import House
from simulation.nonsense import Aimed, Nonsense
from simulation.rebuilt import Stores, stores_of

ORIGIN = "rehearsal.example/simulated"


@dataclass(frozen=True)
class Plan:
    """One run: the same plan gives the same log."""

    seed: int
    faults: Faults
    nonsense: int = 0
    """In a thousand: beside how many asks others come."""
    crowd: bool = False
    """They come at the same time, and not one after the other."""
    until: date | None = None
    """The last day that is lived; None: to the year's end."""


@dataclass
class Lived:
    """What is left of a run: its log, and what the services held at its end."""

    plan: Plan
    kept: Sequence[Kept]
    root: str
    exhibits: Mapping[str, bytes]
    stores: Mapping[str, Stores]
    faults: Sequence[str]
    """What no service may meet: a halt, or an answer that no asker should get."""
    met: Mapping[str, int]
    starts: Mapping[str, int]
    nonsense: int
    receipts: Sequence[Recorded | RefusedReply] = ()
    """Every answer that an asker got."""
    broken: Sequence[str] = field(default_factory=list)
    """Acts of the story that could not be played to their end, since nonsense was in the way."""


class Askers:
    """The driver's client. It raises the head to what others have recorded meanwhile."""

    def __init__(self, house: House, nonsense: Nonsense, *, crowd: bool) -> None:
        self.problems: list[str] = []
        self.receipts: list[Recorded | RefusedReply] = []
        self._house = house
        self._nonsense = nonsense
        self._crowd = crowd
        self._head = 0
        self._turns = 0

    async def ask(
        self, service: str, name: str, ask: Ask, *, reading: datetime, head: int
    ) -> Recorded | RefusedReply | Problem:
        self._head = max(self._head, head)
        ask = ask.model_copy(update={"hand": None})  # no founder has announced a body's key here
        others = self._nonsense.beside(service, name, ask, reading)
        return await self._beside((service, name, ask), others, reading)

    async def turn(self, service: str, reading: datetime, head: int) -> Turned | Problem:
        self._head = max(self._head, head)
        self._turns += 1
        work = self._turned(service, reading)
        if not self._crowd or service == "ledger":
            return await work
        others = self._nonsense.some("turn", self._turns, reading)
        turned, _ = await asyncio.gather(work, self._all(others, reading))
        return turned

    async def root(self, size: int) -> str:
        return self._house.root(size)

    async def _beside(
        self, real: Aimed, others: list[Aimed], reading: datetime
    ) -> Recorded | RefusedReply | Problem:
        if self._crowd:
            return (await self._all([real, *others], reading))[0]
        for one in others:
            await self._one(one, reading)
        return await self._one(real, reading)

    async def _all(
        self, asks: list[Aimed], reading: datetime
    ) -> list[Recorded | RefusedReply | Problem]:
        """Each is sent before any is answered."""
        return await asyncio.gather(*(self._one(one, reading) for one in asks))

    async def _one(self, aimed: Aimed, reading: datetime) -> Recorded | RefusedReply | Problem:
        service, name, ask = aimed
        body = ask.model_dump_json(exclude_defaults=True).encode()
        said = await self._house.ask(service, name, body, reading, self._head)
        reply = ASK_REPLY.validate_python(said)
        if not isinstance(reply, Problem):
            self._head = max(self._head, reply.position)
            self.receipts.append(reply)
        elif reply.code == "unexpected" or reply.status >= 500:
            self.problems.append(f"{service} {name} {ask.model_dump_json()}: {reply}")
        return reply

    async def _turned(self, service: str, reading: datetime) -> Turned | Problem:
        said = await self._house.turn(service, reading, self._head)
        if not said.get("ok"):
            problem = Problem.model_validate(said)
            self.problems.append(f"{service}, its turn at {reading}: {problem}")
            return problem
        turned = Turned.model_validate(said)
        self._head = max(self._head, turned.position)
        return turned


class Player(Driver):
    """A driver whom nonsense may have come before: what is refused is not played on."""

    async def ask(self, *args: Any, **how: Any) -> Recorded | RefusedReply:
        return await super().ask(*args, **{**how, "refusable": True})


class Skipped:
    """What could not take place, for as long as the run lasts."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def lines(self) -> list[str]:
        return list(self._lines)

    def add(self, line: str) -> None:
        self._lines.append(line)


def drawn(folder: Path, seed: int) -> Path:
    """A small programme of this seed: how many people, how delivered, when, and what happens."""
    chance = Chance(seed)
    places = 4 + chance.number(3, "places")

    def charter(told: dict[str, Any]) -> None:
        told["places"] = places
        if chance.falls_on(300, "central"):
            told["delivery"] = "central"

    small(
        folder,
        mentees=places + chance.number(3, "mentees"),
        mentors=7 + chance.number(3, "mentors"),
        happenings=not chance.falls_on(150, "nothing happens"),
        charter=charter,
    )
    return shift(folder, 97) if chance.falls_on(300, "later") else folder


async def live(plan: Plan, folder: Path, home: Path) -> Lived:
    """Live this folder's year in this home, to its end."""
    told = programme.read(folder)
    chance = Chance(plan.seed)
    house = House(home, ORIGIN, bytes.fromhex(told.seed), Roads(chance, plan.faults, {}))
    await house.start()
    nonsense = Nonsense(chance, plan.nonsense, _earnest_until(told, chance))
    askers = Askers(house, nonsense, crowd=plan.crowd)

    async def read(first: int) -> Sequence[Entry]:
        return [one.entry for one in await house.log.entries(first)]

    player = (Player if plan.nonsense else Driver)(askers, told, Log(read), Skipped())
    broken = await _play(player, plan)
    await house.bus.settle()
    stores = {name: await stores_of(life, len(house.kept)) for name, life in house.lives.items()}
    await house.stop()
    return Lived(
        plan=plan,
        kept=tuple(house.kept),
        root=house.root(),
        exhibits=house.log._exhibits,
        stores=stores,
        faults=[*house.faults, *askers.problems],
        met=house.roads.met,
        starts=house.starts,
        nonsense=nonsense.made,
        receipts=askers.receipts,
        broken=broken,
    )


def _earnest_until(folder: programme.Folder, chance: Chance) -> date:
    """Whoever applies again has to be screened again, which the driver does not know."""
    early = chance.falls_on(200, "early nonsense")
    return folder.programme.starts_on if early else folder.programme.intake.settled_on


async def _play(driver: Driver, plan: Plan) -> list[str]:
    """The whole calendar. Where nonsense was before an act, that act ends and the next begins."""
    acts: dict[datetime, list[year.Act]] = defaultdict(list)
    for reading in year.calendar(driver.folder):
        acts[reading.at] += [act for act in reading.acts if act not in acts[reading.at]]
    broken: list[str] = []
    for at in sorted(at for at in acts if plan.until is None or at.date() <= plan.until):
        await driver.at(at)
        for act in acts[at]:
            try:
                await act(driver)
            except Exception as error:
                if not plan.nonsense:
                    raise
                broken.append(f"{at} {act.__name__}: {type(error).__name__} {error}")
        await driver.turns()
    await driver.log.learn()
    return broken
