"""The desk: turns, races, retries, the bound on refusals, and whole decisions."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from baraza.decider import Decider
from baraza.messaging.desk import Desk
from baraza.messaging.ledger import LedgerUnavailable, Receipt
from baraza.messaging.memory import MemoryLedger
from baraza.messaging.problems import Behind, CommandReused, Halted, LedgerRefused, TooManyAsks
from fakes import (
    GARDEN,
    ORIGIN,
    START,
    DigBed,
    PlantSeed,
    asked,
    founded,
)


async def a_desk(ledger: MemoryLedger | None = None, **more: Any) -> Desk:
    desk = Desk(GARDEN, ledger or await founded(GARDEN), ORIGIN, **more)
    await desk.catch_up()
    return desk


def names(receipt: Receipt) -> list[str]:
    return [kept.entry.name for kept in receipt.entries]


def dig(bed: str, places: int = 2) -> DigBed:
    return DigBed(bed=bed, places=places)


def plant(bed: str, person: str = "p00001") -> PlantSeed:
    return PlantSeed(bed=bed, person=person)


async def test_a_decision_is_recorded_and_folded_before_it_is_answered() -> None:
    desk = await a_desk()

    receipt = await desk.decide(dig("a"), asked(1))

    assert names(receipt) == ["DigBed", "BedDug"]
    assert receipt.first == 2
    assert desk.position == receipt.position == 4
    assert desk.now.state.places["a"] == 2


@pytest.mark.case(19)
async def test_fifty_at_once_about_one_entity_are_decided_in_turn() -> None:
    desk = await a_desk()
    await desk.decide(dig("a", places=20), asked(1))

    receipts = await asyncio.gather(
        *(desk.decide(plant("a"), asked(n, actor=f"body.b{n}")) for n in range(2, 52))
    )

    planted = [r for r in receipts if names(r) == ["PlantSeed", "SeedPlanted"]]
    refused = [r for r in receipts if names(r) == ["PlantSeed", "CommandRefused"]]
    assert (len(planted), len(refused)) == (20, 30)
    assert desk._turns == {}


@pytest.mark.case(19)
async def test_two_desks_that_race_decide_again_until_each_has_its_answer() -> None:
    ledger = await founded(GARDEN)
    here, there = await a_desk(ledger), await a_desk(ledger)
    await here.decide(dig("a", places=1), asked(1))

    receipts = await asyncio.gather(
        here.decide(plant("a"), asked(2)), there.decide(plant("a"), asked(3))
    )

    assert sorted(names(r)[1] for r in receipts) == ["CommandRefused", "SeedPlanted"]
    assert await here.catch_up() == await there.catch_up() == 8


async def test_different_entities_are_decided_side_by_side_at_one_basis() -> None:
    desk = await a_desk()

    receipts = await asyncio.gather(*(desk.decide(dig(f"b{n}"), asked(n)) for n in range(1, 9)))

    bases = {r.entries[0].entry.document["basis"] for r in receipts}
    assert bases == {2}
    assert desk.position == 2 + 16


async def test_an_append_that_failed_leaves_nothing_and_can_be_asked_again() -> None:
    ledger = await founded(GARDEN)
    desk = await a_desk(ledger)
    ledger.fail(before=1)

    with pytest.raises(LedgerUnavailable):
        await desk.decide(dig("a"), asked(1))
    assert (await ledger.head()).size == 2

    assert not (await desk.decide(dig("a"), asked(1))).replayed


async def test_an_append_that_failed_but_went_through_is_answered_by_the_first_receipt() -> None:
    ledger = await founded(GARDEN)
    desk = await a_desk(ledger)
    ledger.fail(after=1)

    with pytest.raises(LedgerUnavailable):
        await desk.decide(dig("a"), asked(1))
    again = await desk.decide(dig("a"), asked(1, at=START + timedelta(hours=1)))

    assert again.replayed
    assert names(again) == ["DigBed", "BedDug"]
    assert desk.position == 4


async def test_a_refused_ask_that_comes_twice_at_once_is_answered_by_the_first_receipt() -> None:
    desk = await a_desk()

    first, second = await asyncio.gather(
        desk.decide(plant("nowhere"), asked(1)), desk.decide(plant("nowhere"), asked(1))
    )

    assert names(first) == names(second) == ["PlantSeed", "CommandRefused"]
    assert (first.first, second.first) == (2, 2)
    assert second.replayed


async def test_another_ask_under_the_id_of_one_that_is_being_decided_is_told_so() -> None:
    desk = await a_desk()

    _, other = await asyncio.gather(
        desk.decide(plant("nowhere"), asked(1)),
        desk.decide(plant("nowhere", "p00002"), asked(1)),
        return_exceptions=True,
    )

    assert isinstance(other, CommandReused)


@pytest.mark.case(56)
async def test_a_person_refused_thirty_times_in_an_hour_is_asked_to_wait() -> None:
    desk = await a_desk()
    for n in range(1, 31):
        assert names(await desk.decide(plant("none"), asked(n)))[1] == "CommandRefused"

    with pytest.raises(TooManyAsks):
        await desk.decide(plant("none"), asked(31))
    with pytest.raises(TooManyAsks):
        await desk.decide(dig("a"), asked(32))
    later = asked(33, at=START + timedelta(hours=1))
    other = asked(34, actor="person.p00002")

    assert names(await desk.decide(dig("a"), later))[1] == "BedDug"
    assert names(await desk.decide(dig("b"), other))[1] == "BedDug"


@pytest.mark.case(56)
@pytest.mark.parametrize(("actor", "most"), [("voice.v00001", 30), ("body.council", 300)])
async def test_voices_and_bodies_have_their_bound_too(actor: str, most: int) -> None:
    desk = await a_desk()
    for n in range(1, most + 1):
        await desk.decide(plant("none"), asked(n, actor=actor))

    with pytest.raises(TooManyAsks):
        await desk.decide(dig("a"), asked(most + 1, actor=actor))


async def test_what_a_service_asks_of_itself_has_no_bound() -> None:
    desk = await a_desk()
    for n in range(1, 32):
        await desk.decide(plant("none"), asked(n, actor="service.garden"))

    own = await desk.decide(dig("a"), asked(32, actor="service.garden"))
    assert names(own)[1] == "BedDug"


@pytest.mark.case(56)
async def test_the_bound_on_refusals_is_counted_from_the_log() -> None:
    ledger = await founded(GARDEN)
    first = await a_desk(ledger)
    for n in range(1, 31):
        await first.decide(plant("none"), asked(n))
    restarted = await a_desk(ledger)

    with pytest.raises(TooManyAsks):
        await restarted.decide(plant("none"), asked(31))


async def test_entries_are_folded_once_in_order_and_by_whole_decisions() -> None:
    ledger = await founded(GARDEN)
    writer = await a_desk(ledger)
    for n in range(1, 4):
        await writer.decide(dig(f"b{n}"), asked(n))
    told: list[tuple[int, str]] = []
    reader = Desk(
        GARDEN,
        ledger,
        ORIGIN,
        listeners=[lambda batch: told.extend((index, e.name) for index, e in batch)],
    )
    kept = await ledger.entries(0)

    await reader.receive(kept[:3])  # half of a decision at the end
    assert reader.position == 2
    await reader.receive(kept[1:3])  # seen before
    await reader.receive(kept[6:7])  # a gap: what is missing is read from the ledger
    assert reader.position == 6
    await reader.receive(kept[7:])

    assert reader.position == 8
    reader.told()
    assert told == [(k.index, k.entry.name) for k in kept]


async def test_an_unknown_fact_of_its_own_service_halts_the_desk() -> None:
    ledger = await founded(GARDEN)
    await (await a_desk(ledger)).decide(dig("a"), asked(1))
    younger: Decider[Any, Any, Any, Any] = Decider(
        "garden.v1", GARDEN.initial, GARDEN.decide, GARDEN.evolve, GARDEN.reads, {}, {}
    )
    desk = Desk(younger, ledger, ORIGIN)

    with pytest.raises(Halted):
        await desk.catch_up()

    assert desk.halted == "unknown_type"
    assert desk.now.basis == 2
    with pytest.raises(Halted):
        await desk.decide(dig("b"), asked(2))


async def test_an_entry_that_is_not_genuine_halts_the_desk() -> None:
    def check(decision: Any) -> None:
        raise ValueError("not signed")

    desk = Desk(GARDEN, await founded(GARDEN), ORIGIN, check=check)

    with pytest.raises(Halted):
        await desk.catch_up()

    assert (desk.halted, desk.position) == ("corrupt", 0)


async def test_a_type_without_a_contract_in_the_log_is_not_recorded() -> None:
    desk = Desk(GARDEN, await founded(), ORIGIN)
    await desk.catch_up()

    with pytest.raises(LedgerRefused, match="no contract"):
        await desk.decide(dig("a"), asked(1))


async def test_waiting_for_a_position_has_a_bound() -> None:
    desk = await a_desk()
    waiting = asyncio.create_task(desk.reach(4))
    await desk.decide(dig("a"), asked(1))

    await waiting
    with pytest.raises(Behind):
        await desk.reach(99, seconds=0.01)


async def test_what_was_recorded_is_found_again_by_its_id() -> None:
    desk = await a_desk()
    receipt = await desk.decide(dig("a"), asked(1))

    again = await desk.recorded(asked(1).id)

    assert again is not None
    assert again.entries == receipt.entries
    assert await desk.recorded(asked(2).id) is None
