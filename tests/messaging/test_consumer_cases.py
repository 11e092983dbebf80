"""A consumer of the log and everything that can happen to its messages (`ledger.md` 8)."""

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.decider import Entry, state_digest
from baraza.messaging import feed
from baraza.messaging.desk import EVENTS_MAX, Desk
from baraza.messaging.ledger import Kept
from baraza.messaging.memory import MemoryLedger
from baraza.messaging.problems import Halted
from baraza.projection import Projector, whole
from baraza.telemetry import metrics
from fakes import GARDEN, ORIGIN, DigBed, PlantSeed, asked, founded
from garden_service import METADATA, project

SOURCES = Path(__file__).parents[2]
BEDS = 25


async def a_log() -> tuple[MemoryLedger, list[Kept]]:
    """Beds dug and planted, some refused."""
    ledger = await founded(GARDEN)
    desk = Desk(GARDEN, ledger, ORIGIN)
    await desk.catch_up()
    for n in range(BEDS):
        await desk.decide(DigBed(bed=f"b{n}", places=n % 2), asked(2 * n + 1))
        await desk.decide(PlantSeed(bed=f"b{n}", person="p00001"), asked(2 * n + 2))
    return ledger, list(await ledger.entries(0))


class Reader:
    """A desk and its rows, which hold what is said to them and nothing else."""

    def __init__(self, ledger: MemoryLedger, decider: Any = GARDEN) -> None:
        self.counted = metrics.Metrics()
        self.rows = Projector("sqlite://", METADATA, project)
        self.desk = Desk(decider, ledger, ORIGIN, listeners=[self.rows.apply], counted=self.counted)

    def digests(self) -> tuple[str, str, int]:
        self.desk.told()
        now = self.desk.now
        state = state_digest(GARDEN.name, now.basis, now.state)
        return state, whole(self.rows.digests()), self.rows.position

    def close(self) -> None:
        self.desk.close()
        self.rows.close()


async def in_order(ledger: MemoryLedger, kept: Sequence[Kept]) -> tuple[str, str, int]:
    reader = Reader(ledger)
    await reader.desk.receive(kept)
    digests = reader.digests()
    reader.close()
    return digests


@pytest.mark.case(10)
async def test_each_message_a_thousand_times_changes_nothing() -> None:
    ledger, kept = await a_log()
    reader = Reader(ledger)
    for one in kept:
        await reader.desk.receive([one] * 1_000)

    assert reader.digests() == await in_order(ledger, kept)
    reader.close()


@pytest.mark.case(11)
@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32))
async def test_messages_out_of_order_are_refused_and_fetched(seed: int) -> None:
    ledger, kept = await a_log()
    reader = Reader(ledger)
    window = random.Random(seed)  # noqa: S311
    places = sorted(range(len(kept)), key=lambda place: place + window.randrange(50))
    for place in places:
        await reader.desk.receive([kept[place]])

    assert reader.digests() == await in_order(ledger, kept)
    assert (reader.counted.read().get(metrics.GAPS, 0) > 0) == (places != sorted(places))
    reader.close()


@pytest.mark.case(32)
@pytest.mark.parametrize("type_", ["baraza.event.garden.BedDug.v2", "baraza.event.garden.Moved.v1"])
async def test_a_type_that_is_not_known_halts_before_anything_changed(type_: str) -> None:
    ledger, kept = await a_log()
    reader = Reader(ledger)
    place = next(n for n, one in enumerate(kept) if one.entry.name == "BedDug")
    changed = Entry({**kept[place].entry.document, "type": type_})
    await reader.desk.receive(kept[: place - 1])
    before = reader.digests()

    with pytest.raises(Halted):
        await reader.desk.receive([kept[place - 1], replace(kept[place], entry=changed)])

    assert (reader.desk.halted, reader.desk.position) == ("unknown_type", place - 1)
    assert whole(reader.rows.digests()) == before[1]
    reader.close()


@pytest.mark.case(33)
async def test_the_state_that_decides_never_parks_but_halts() -> None:
    def poisoned(state: Any, fact: Any, seen: Any) -> Any:
        if getattr(fact, "bed", "") == "b3":
            raise ValueError("poison")
        return GARDEN.evolve(state, fact, seen)

    ledger, kept = await a_log()
    reader = Reader(ledger, replace(GARDEN, evolve=poisoned))
    with pytest.raises(Halted):
        await reader.desk.receive(kept)

    assert reader.desk.halted == "corrupt"
    assert reader.desk.position < len(kept)
    with pytest.raises(Halted):
        await reader.desk.decide(DigBed(bed="z"), asked(999))
    reader.close()


@pytest.mark.case(15)
@pytest.mark.parametrize("count", [0, -1, EVENTS_MAX + 1, "1", None, True])
async def test_a_command_that_promises_nonsense_is_not_waited_for(count: Any) -> None:
    ledger, kept = await a_log()
    reader = Reader(ledger)
    forged = Entry({**kept[2].entry.document, "eventcount": count})
    await reader.desk.receive(kept[:2])

    with pytest.raises(Halted):
        await reader.desk.receive([replace(kept[2], entry=forged)])

    assert (reader.desk.halted, reader.desk.position) == ("corrupt", 2)
    reader.close()


@pytest.mark.case(15)
async def test_a_forged_beginning_is_found_when_another_decision_comes() -> None:
    ledger, kept = await a_log()
    longer = Entry({**kept[2].entry.document, "eventcount": 3})
    for after in (kept[3:6], [kept[2]]):
        reader = Reader(ledger)
        await reader.desk.receive(kept[:2])
        with pytest.raises(Halted):
            await reader.desk.receive([replace(kept[2], entry=longer), *after])

        assert (reader.desk.halted, reader.desk.position) == ("corrupt", 2)
        reader.close()


@pytest.mark.case(54)
def test_the_feed_reads_the_whole_stream() -> None:
    """Gap detection needs every sequence: with a filter they would have holes."""
    config = feed._reader("any", 7)

    assert config.filter_subject is None
    assert not config.filter_subjects
    assert config.durable_name is None
    assert (config.opt_start_seq, config.max_deliver) == (8, None)


@pytest.mark.case(54)
def test_no_consumer_of_ours_names_a_filter() -> None:
    """Whoever reads the stream does it in one of these two modules, and without a filter."""
    reading: set[str] = set()
    for folder in ("shared/src", "services"):
        for file in sorted((SOURCES / folder).rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            assert "filter_subject" not in text, file
            if "ConsumerConfig(" in text or ".pull_subscribe" in text:
                reading.add(file.name)

    assert reading == {"feed.py", "mending.py"}
