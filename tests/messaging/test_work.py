"""Dues and steps: each once, the oldest first, and after a crash where it stopped."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from baraza.decider import Entry, Message, Step
from baraza.messaging.desk import Desk
from baraza.messaging.exhibits import Exhibits
from baraza.messaging.ledger import LedgerUnavailable
from baraza.messaging.memory import MemoryLedger
from baraza.messaging.parts import Handlers, Moment, Prepared, ServiceParts
from baraza.messaging.work import Work
from fakes import GARDEN, ORIGIN, SERVICE, START, DigBed, PlantSeed, WaterBed, asked, founded


class Waterer(Handlers):
    """Prepares what the state alone does not make."""

    async def perform(self, step: Step, moment: Moment) -> Message | Prepared:
        litres = len(await moment.query("weather", "rain", {"on": step.about}))
        return Prepared(WaterBed(bed=step.about.partition(".")[2], litres=litres), [b"a forecast"])


async def some_work(
    ledger: MemoryLedger, handlers: Handlers | None = None, bare: bool = False
) -> tuple[Desk, Work]:
    def pending(garden: Any) -> list[Step]:
        steps: list[Step] = list(garden.steps)
        if not bare:
            return steps
        return [Step(**{**vars(step), "ask": None}) for step in steps]

    async def query(service: str, name: str, params: Mapping[str, Any]) -> Any:
        return [service, name, params]

    parts = ServiceParts(
        SERVICE,
        GARDEN,
        handlers=handlers or Handlers(),
        dues=lambda garden: garden.agenda,
        pending=pending,
    )
    desk = Desk(GARDEN, ledger, ORIGIN)
    await desk.catch_up()
    exhibits = Exhibits(ledger)

    def moment(reading: datetime) -> Moment:
        return Moment(desk.now, reading, exhibits.get, query, exhibits.put)

    return desk, Work(parts, desk, exhibits, moment)


async def a_planted_garden(beds: int = 3) -> MemoryLedger:
    ledger = await founded(GARDEN)
    desk, _ = await some_work(ledger)
    for n in range(beds):
        await desk.decide(DigBed(bed=f"b{n}"), asked(2 * n + 1))
        await desk.decide(PlantSeed(bed=f"b{n}", person="p00001"), asked(2 * n + 2))
    return ledger


async def commands(ledger: MemoryLedger, first: int) -> list[tuple[str, str]]:
    kept: list[Entry] = [one.entry for one in await ledger.entries(first)]
    return [(entry.name, entry.subject) for entry in kept if entry.kind == "command"]


LATER = START + timedelta(days=5)
ALL = [("ReachDeadline", f"bed.b{n}") for n in range(3)] + [
    ("WaterBed", f"bed.b{n}") for n in range(3)
]


async def test_dues_come_first_and_steps_by_their_cause() -> None:
    ledger = await a_planted_garden()
    first = (await ledger.head()).size
    _, work = await some_work(ledger)

    assert await work.turn(LATER) == 6
    assert await work.turn(LATER) == 0

    assert await commands(ledger, first) == ALL


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize("after", range(6))
async def test_a_turn_cut_short_anywhere_ends_in_the_same_log(after: int, stored: bool) -> None:
    whole, cut = await a_planted_garden(), await a_planted_garden()
    _, work = await some_work(whole)
    await work.turn(LATER)

    desk, work = await some_work(cut)
    append = cut.append
    left = after

    async def fails(entries: Any, *, within: float = 5.0) -> Any:
        nonlocal left
        if left == 0:
            cut.fail(before=not stored, after=stored)
        left -= 1
        return await append(entries, within=within)

    cut.append = fails  # type: ignore[method-assign]
    with pytest.raises(LedgerUnavailable):
        await work.turn(LATER)
    cut.append = append  # type: ignore[method-assign]
    desk, work = await some_work(cut)
    await work.turn(LATER)

    assert [k.entry.wire for k in await cut.entries(0)] == [
        k.entry.wire for k in await whole.entries(0)
    ]
    assert desk.position == (await whole.head()).size


async def test_a_step_that_handlers_prepare_brings_its_evidence() -> None:
    ledger = await a_planted_garden(1)
    _, work = await some_work(ledger, Waterer(), bare=True)

    assert await work.turn(START) == 1

    watered = (await ledger.entries(6))[0].entry
    assert watered.data == {"bed": "b0", "litres": 3}
    assert (watered.document["actor"], watered.document["actingas"]) == ("service.garden", "pm")


async def test_a_step_is_prepared_anew_where_the_log_moved_meanwhile() -> None:
    """A refusal would end it for good: somebody dug just the bed that it was going to dig."""
    ledger = await a_planted_garden(1)
    others, _ = await some_work(ledger)

    class Digger(Handlers):
        async def perform(self, step: Step, moment: Moment) -> Message | Prepared:
            bed = f"b{len(moment.state.places)}"
            if bed == "b1":
                await others.decide(DigBed(bed=bed), asked(9))
                await desk.catch_up()
            return DigBed(bed=bed)

    desk, work = await some_work(ledger, Digger(), bare=True)
    await work.turn(START)

    assert [k.entry.name for k in await ledger.entries(8)] == ["DigBed", "BedDug"]


async def test_a_step_that_was_prepared_otherwise_before_counts_as_done() -> None:
    ledger = await a_planted_garden(1)
    _, first = await some_work(ledger)
    behind, second = await some_work(ledger, Waterer(), bare=True)
    await first.turn(START)

    await second.turn(START)

    assert behind.position == (await ledger.head()).size == 8


async def test_beside_a_step_that_fails_the_others_go_on() -> None:
    ledger = await a_planted_garden(1)
    desk, work = await some_work(ledger, bare=True)  # nobody prepares the step

    await work.now(LATER)

    assert await commands(ledger, 6) == [("ReachDeadline", "bed.b0")]
    assert work.next_at() == LATER + timedelta(seconds=30)
    assert desk.now.state.agenda.next() is None


async def test_what_falls_due_next_is_known() -> None:
    ledger = await a_planted_garden(1)
    _, work = await some_work(ledger)
    await work.now(START)

    assert work.next_at() == START + timedelta(days=2)


async def test_two_that_take_the_same_turn_record_each_due_once() -> None:
    ledger = await a_planted_garden()
    first = (await ledger.head()).size
    here, there = await some_work(ledger), await some_work(ledger)

    await asyncio.gather(here[1].turn(LATER), there[1].turn(LATER))

    assert sorted(await commands(ledger, first)) == sorted(ALL)
