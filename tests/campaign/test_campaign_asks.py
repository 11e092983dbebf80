"""Races, nonsense and erasures before two desks of one log (`faults.md` 19, 20, 44, 56)."""

import asyncio
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.decider import Entry
from baraza.messaging.desk import Desk
from baraza.messaging.ledger import Receipt, VersionConflict
from baraza.messaging.memory import MemoryLedger
from baraza.messaging.problems import LostRaces, TooManyAsks
from baraza.messaging.service import Service
from baraza.messaging.settings import Settings
from baraza.privacy import Vault
from fakes import (
    GARDEN,
    ORIGIN,
    SERVICE,
    START,
    DigBed,
    ErasePersonData,
    PlantSeed,
    asked,
    founded,
)
from garden_service import build

ASKS = 1_000


class Counting(MemoryLedger):
    """A ledger in memory that counts who lost a race."""

    def __init__(self) -> None:
        super().__init__()
        self.conflicts: Counter[str] = Counter()

    async def append(self, entries: Sequence[Entry], *, within: float = 5.0) -> Receipt:
        try:
            return await super().append(entries, within=within)
        except VersionConflict:
            self.conflicts[entries[0].document["actor"]] += 1
            raise


async def desks(count: int, ledger: MemoryLedger | None = None) -> tuple[MemoryLedger, list[Desk]]:
    """So many desks of one service, all at the same position of one log."""
    ledger = ledger or await founded(GARDEN)
    every = [Desk(GARDEN, ledger, ORIGIN) for _ in range(count)]
    for desk in every:
        await desk.catch_up()
    return ledger, every


def refused(receipt: Receipt) -> bool:
    return receipt.entries[-1].entry.name == "CommandRefused"


@pytest.mark.case(20)
@settings(max_examples=40)
@given(places=st.integers(1, 3), askers=st.integers(2, 6))
def test_no_more_get_a_place_than_there_are_and_the_loser_is_told_at_which_version(
    places: int, askers: int
) -> None:
    async def race() -> list[Receipt]:
        _, every = await desks(askers)
        await every[0].decide(DigBed(bed="a", places=places), asked(1))
        for desk in every:
            await desk.catch_up()
        return await asyncio.gather(
            *(
                desk.decide(PlantSeed(bed="a", person=f"p0000{n}"), asked(n + 2))
                for n, desk in enumerate(every)
            )
        )

    receipts = asyncio.run(race())

    lost = [receipt for receipt in receipts if refused(receipt)]
    assert len(receipts) - len(lost) == min(places, askers)
    for receipt in lost:
        command, event = (kept.entry.document for kept in receipt.entries)
        assert command["expect"] == f"garden.bed.a={1 + places}"
        assert event["subject"] == f"refusal.{command['id']}"
        assert event["entityversion"] == 1


@pytest.mark.case(19)
async def test_fifty_desks_that_write_one_entity_lose_nothing() -> None:
    ledger, every = await desks(8)
    await every[0].decide(DigBed(bed="a", places=20), asked(1))

    async def one(n: int) -> Receipt:
        """Who lost eight races is told so, and asks the same again."""
        for _ in range(50):
            with suppress(LostRaces):
                seed = PlantSeed(bed="a", person="p00001")
                return await every[n % 8].decide(seed, asked(n, actor=f"body.b{n}"))
        raise AssertionError(n)

    receipts = await asyncio.gather(*(one(n) for n in range(2, 52)))

    entries = await ledger.entries(0, 500)
    versions = [
        kept.entry.document["entityversion"]
        for kept in entries
        if kept.entry.document["subject"] == "bed.a"
        and kept.entry.name in {"SeedPlanted", "BedDug"}
    ]
    assert versions == list(range(1, 22))
    assert len({receipt.first for receipt in receipts}) == 50
    assert sum(map(refused, receipts)) == 30


@pytest.mark.case(56)
async def test_nonsense_hinders_nobody_and_the_log_does_not_grow_of_it(
    runs: Callable[[int], None],
) -> None:
    log = await founded(GARDEN)
    counting = Counting()
    counting.__dict__.update(log.__dict__ | {"conflicts": counting.conflicts})
    _, (theirs, others) = await desks(2, counting)
    await others.decide(DigBed(bed="a", places=60), asked(1, actor="body.b1"))
    await theirs.catch_up()
    outcomes: Counter[str] = Counter()

    async def nonsense(n: int) -> None:
        try:
            receipt = await theirs.decide(DigBed(bed="a", places=1), asked(100 + n))
        except TooManyAsks:
            outcomes["too_many_asks"] += 1
            return
        event = receipt.entries[-1].entry.document
        assert refused(receipt)
        assert event["subject"].startswith("refusal.")
        assert event["entityversion"] == 1
        outcomes["refused"] += 1

    async def sense(n: int) -> None:
        seed = PlantSeed(bed="a", person="p00002")
        assert not refused(await others.decide(seed, asked(5_000 + n, actor=f"body.c{n}")))

    for n in range(50):
        await asyncio.gather(sense(n), *(nonsense(20 * n + k) for k in range(20)))

    assert outcomes == {"refused": 30, "too_many_asks": ASKS - 30}
    assert {who: n for who, n in counting.conflicts.items() if who != "person.p00001"} == {}
    assert (await counting.head()).size == 2 + 2 + 2 * 50 + 2 * 30
    runs(ASKS)


@pytest.mark.case(44)
async def test_an_old_vault_that_was_put_back_forgets_again_before_it_serves(
    tmp_path: Path,
) -> None:
    ledger = await founded(GARDEN)
    seed = tmp_path / "seed"
    seed.write_text("a rehearsal")
    mine = Settings(service=SERVICE, origin=ORIGIN, clock="virtual", home=tmp_path, seed_file=seed)

    vault = Vault(mine.vault_database)
    vault.keep("c1", "p00001", {"f": ("tall as a house", b"s" * 32)}, int(START.timestamp()))
    assert vault.of_person("p00001") != []
    vault.close()
    old = tmp_path / "old.db"
    shutil.copy(tmp_path / SERVICE / "vault.db", old)
    _, (desk,) = await desks(1, ledger)
    await desk.decide(ErasePersonData(person="p00001"), asked(9, at=START + timedelta(hours=1)))

    for _ in range(2):
        service = Service(build(mine).parts, mine, ledger=ledger)
        await service.start()
        assert service.parts.vault is not None
        left = service.parts.vault.of_person("p00001")
        await service.stop()
        assert left == []
        shutil.copy(old, tmp_path / SERVICE / "vault.db")
