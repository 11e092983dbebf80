"""What the ledger's port promises, over every backend that claims to keep it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from baraza.decider import Asked, Entry, Folded, Message, decision
from baraza.messaging import broker
from baraza.messaging.checks import Genuine
from baraza.messaging.ledger import (
    CommandReused,
    Ledger,
    LedgerRefused,
    VersionConflict,
)
from baraza.messaging.remote import RemoteLedger
from baraza.transparency import Signer
from buses import a_ledger, nats_server, settings
from fakes import GARDEN, ORIGIN, SERVICE, START, DigBed, PlantSeed, asked, founded


class Log:
    """A ledger under test, with what was folded of it."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.genuine = Genuine(ORIGIN)
        self.folded: Folded[Any] = Folded(GARDEN.initial)
        self.signed = False

    async def fold(self) -> None:
        """Read the rest, a few entries at a time."""
        while page := list(await self.ledger.entries(self.folded.basis, 7)):
            if self.signed:
                page = await self._whole(page)
                self._check(page)
            for kept in page:
                self.folded = self.folded.learn(GARDEN, kept.entry)

    async def _whole(self, page: list[Any]) -> list[Any]:
        while True:
            index = 0
            while index < len(page):
                index += 1 + int(page[index].entry.document["eventcount"])
            if index == len(page):
                return page
            page += await self.ledger.entries(page[-1].index + 1, index - len(page))

    def _check(self, page: list[Any]) -> None:
        index = 0
        while index < len(page):
            after = index + 1 + int(page[index].entry.document["eventcount"])
            self.genuine.check(page[index:after])
            index = after

    def decided(self, command: Message, asked_: Asked) -> tuple[Entry, ...]:
        return decision(GARDEN, self.folded, command, asked_, origin=ORIGIN)

    async def names(self, first: int, count: int) -> list[str]:
        return [kept.entry.name for kept in await self.ledger.entries(first, count)]


@pytest.fixture(params=["memory", pytest.param("remote", marks=pytest.mark.connected)])
async def log(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Log]:
    async with AsyncExitStack() as stack:
        if request.param == "memory":
            log = Log(await founded(GARDEN))
        else:
            url = await stack.enter_async_context(nats_server(tmp_path))
            await stack.enter_async_context(a_ledger(tmp_path, url, monkeypatch))
            mine = settings(tmp_path, url)
            nats = await broker.connected(mine)
            stack.push_async_callback(nats.close)
            assert mine.key_file is not None
            signer = Signer.from_private(mine.key_file.read_text().strip())
            ring = Genuine(ORIGIN)
            log = Log(RemoteLedger(nats, SERVICE, signer, ring=lambda: log.genuine.ring))
            log.genuine, log.signed = ring, True
        await log.fold()
        yield log


def dig(bed: str) -> DigBed:
    return DigBed(bed=bed)


async def test_a_decision_stands_whole_at_the_end_and_is_found_by_its_id(log: Log) -> None:
    before = (await log.ledger.head()).size
    entries = log.decided(dig("a"), asked(1))

    receipt = await log.ledger.append(entries)

    assert (receipt.first, receipt.count, receipt.replayed) == (before, 2, False)
    assert [kept.entry.wire for kept in receipt.entries] == [entry.wire for entry in entries]
    assert (await log.ledger.head()).size == before + 2
    assert await log.ledger.receipt(asked(1).id) == (before, 2)
    assert await log.ledger.receipt(asked(2).id) is None


async def test_what_a_receipt_gives_is_what_reading_gives(log: Log) -> None:
    receipt = await log.ledger.append(log.decided(dig("a"), asked(1)))

    read = await log.ledger.entries(receipt.first, 2)

    assert [_place(kept) for kept in read] == [_place(kept) for kept in receipt.entries]
    await log.fold()  # and each is genuine where the backend signs


def _place(kept: Any) -> tuple[Any, ...]:
    return kept.index, kept.recorded_at, kept.key, kept.signature, kept.entry.wire


async def test_the_same_ask_again_gives_the_first_receipt_whatever_it_decides_now(log: Log) -> None:
    first = await log.ledger.append(log.decided(dig("a"), asked(1)))
    await log.fold()

    later = asked(1, at=START + timedelta(minutes=1))
    again = await log.ledger.append(log.decided(dig("a"), later))

    assert again.replayed
    assert (again.first, again.count) == (first.first, first.count)
    assert [k.entry.wire for k in again.entries] == [k.entry.wire for k in first.entries]
    assert (await log.ledger.head()).size == first.position


async def test_another_ask_under_the_same_id_stores_nothing(log: Log) -> None:
    receipt = await log.ledger.append(log.decided(dig("a"), asked(1)))

    with pytest.raises(CommandReused):
        await log.ledger.append(log.decided(dig("b"), asked(1)))

    assert (await log.ledger.head()).size == receipt.position


async def test_a_decision_whose_entity_has_moved_stores_nothing_and_names_it(log: Log) -> None:
    stale = log.decided(dig("a"), asked(2))
    receipt = await log.ledger.append(log.decided(dig("a"), asked(1)))

    with pytest.raises(VersionConflict) as lost:
        await log.ledger.append(stale)

    assert (lost.value.entity, lost.value.expected, lost.value.actual) == ("garden.bed.a", 0, 1)
    assert (await log.ledger.head()).size == receipt.position


@pytest.mark.case(56, 58)
async def test_a_refusal_is_guarded_by_the_entity_addressed_and_moves_nobody(log: Log) -> None:
    refused = log.decided(PlantSeed(bed="a", person="p00001"), asked(1))
    also_refused = log.decided(PlantSeed(bed="a", person="p00001"), asked(2))
    await log.ledger.append(refused)
    await log.ledger.append(also_refused)
    stale = log.decided(PlantSeed(bed="a", person="p00001"), asked(4))
    receipt = await log.ledger.append(log.decided(dig("a"), asked(3)))

    with pytest.raises(VersionConflict):
        await log.ledger.append(stale)

    assert await log.names(receipt.first - 4, 9) == [
        *("PlantSeed", "CommandRefused") * 2,
        *("DigBed", "BedDug"),
    ]


async def test_half_a_decision_is_not_taken(log: Log) -> None:
    entries: Sequence[Entry] = log.decided(dig("a"), asked(1))

    with pytest.raises(LedgerRefused):
        await log.ledger.append(entries[:1])


async def test_entries_beyond_the_head_are_none(log: Log) -> None:
    head = (await log.ledger.head()).size

    assert len(await log.ledger.entries(head - 1, 5)) == 1
    assert list(await log.ledger.entries(head, 5)) == []


@pytest.mark.parametrize("size", [0, 1, 524_288, 524_289, 1_200_000])
async def test_an_exhibit_comes_back_to_the_byte(log: Log, size: int) -> None:
    body = bytes(range(256)) * (size // 256) + b"x" * (size % 256)

    digest = await log.ledger.put_exhibit(body)
    await log.ledger.put_exhibit(body)

    assert digest == sha256(body).hexdigest()
    if size:
        assert await log.ledger.exhibit(digest) == body


async def test_an_exhibit_nobody_stored_is_not_given(log: Log) -> None:
    with pytest.raises(LedgerRefused):
        await log.ledger.exhibit("0" * 64)


async def test_a_decision_may_not_name_evidence_that_is_not_stored(log: Log) -> None:
    soil = {"exhibit": sha256(b"soil").hexdigest(), "size": 4}
    command = DigBed.model_validate({"bed": "a", "soil": soil})
    entries = log.decided(command, asked(1))

    with pytest.raises(LedgerRefused):
        await log.ledger.append(entries)
    await log.ledger.put_exhibit(b"soil")

    assert (await log.ledger.append(entries)).count == 2
