"""A consumer killed at its commit or in a rebuild, and what it says of its rows."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from baraza.messaging import subjects
from baraza.messaging.leash import end
from baraza.messaging.replies import Answer
from baraza.projection import Projector, whole
from baraza.telemetry import metrics
from consuming import House, a_consumers_house
from fakes import SERVICE
from garden_service import METADATA, project

pytestmark = pytest.mark.connected


@pytest.fixture
async def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[House]:
    async with a_consumers_house(tmp_path, monkeypatch) as made:
        yield made


# --- 6, 7, and a rebuild: the consumer dies


@pytest.mark.long
@pytest.mark.parametrize(
    "at",
    [
        pytest.param("consumer.before_commit:1", marks=pytest.mark.case(7)),
        pytest.param("consumer.before_commit:2", marks=pytest.mark.case(7)),
        pytest.param("consumer.after_commit:1", marks=pytest.mark.case(6)),
        pytest.param("consumer.after_commit:2", marks=pytest.mark.case(6)),
    ],
)
async def test_a_consumer_killed_at_its_commit_shows_everything_once(house: House, at: str) -> None:
    async with house.process() as first:
        await house.ready()
        await house.dig(3)
        first.kill()
        await first.wait()
    (house.folder / SERVICE / "read.db").unlink()  # so that there is much to be shown
    async with house.process(at) as killed:
        asking = asyncio.create_task(house.busy())  # the second commit is that of another ask
        assert await asyncio.wait_for(killed.wait(), 60) == -signal.SIGKILL
        await end(asking)
    async with house.process():
        await house.ready()
        told = await house.client.raw(subjects.query(SERVICE, subjects.UPKEEP), {})
        beds = await house.beds()

    assert beds[:3] == ["b1", "b2", "b3"]
    assert told["halted"] is None
    assert _digest(house) == await house.clean()


def _digest(house: House) -> str:
    rows = Projector(f"sqlite:///{house.folder / SERVICE / 'read.db'}", METADATA, project)
    digest = whole(rows.digests())
    rows.close()
    return digest


@pytest.mark.long
@pytest.mark.case(48)
@pytest.mark.parametrize("at", ["rebuild.before_switch:1", "rebuild.after_switch:1"])
async def test_a_rebuild_killed_in_its_switch_leaves_one_whole_read_model(
    house: House, at: str
) -> None:
    async with house.process(at) as killed:
        await house.ready()
        await house.dig(4)
        before = await house.beds()
        assert (await _asked(house, subjects.REBUILD))["begun"]
        assert await asyncio.wait_for(killed.wait(), 30) == -signal.SIGKILL
    assert _digest(house) == await house.clean()

    async with house.process():
        await house.ready()
        assert (await _asked(house, subjects.REBUILD))["begun"]
        told = await _ended(house)
        after = await house.beds()

    assert (told["state"], told["same"], before) == ("switched", True, after)
    assert list((house.folder / SERVICE).glob("*beside*")) == []


async def _asked(house: House, what: str, **params: Any) -> Any:
    return await house.client.raw(subjects.ask(SERVICE, what), params)


async def _ended(house: House) -> Any:
    for _ in range(500):
        told = (await house.client.raw(subjects.query(SERVICE, subjects.UPKEEP), {}))["rebuild"]
        if told["state"] not in {"none", "building"}:
            return told
        await asyncio.sleep(0.02)
    raise AssertionError("the rebuild never ended")


@pytest.mark.case(48)
async def test_questions_and_asks_go_on_while_rows_are_made_again(house: House) -> None:
    service = await house.service()
    await house.dig(5)
    assert (await _asked(house, subjects.REBUILD))["begun"]
    await house.dig(5)
    beds = await house.beds()
    told = await _ended(house)

    assert len(beds) == 10
    assert (told["state"], told["same"]) == ("switched", True)
    assert len(await house.beds()) == 10
    assert service.parts.projector is not None
    assert service.parts.projector.position == await house.size()


@pytest.mark.case(33)
async def test_a_parked_entity_is_told_and_unparked_over_the_bus(house: House) -> None:
    service = await house.service()
    rows: Any = service.parts.projector

    def poisoned(connection: Any, index: int, entry: Any) -> None:
        if entry.kind == "event" and entry.subject == "bed.b2":
            raise ValueError("poison")
        project(connection, index, entry)

    rows.project = poisoned
    await house.dig(3)
    answer = await house.client.query(SERVICE, "beds", {}, **await house.when())
    assert isinstance(answer, Answer)
    assert (answer.answer["beds"], answer.parked) == (["b1", "b3"], ["garden.bed.b2"])
    told = await house.client.raw(subjects.query(SERVICE, subjects.UPKEEP), {})
    assert [one["entity"] for one in told["parked"]] == ["garden.bed.b2"]
    assert told["metrics"][metrics.PARKED] == 1
    assert not (await _asked(house, subjects.UNPARK, entity="garden.bed.b1"))["ok"]

    await _asked(house, subjects.UNPARK, entity="garden.bed.b2")
    assert (await _ended(house))["state"] == "stands"  # the fault is not mended
    rows.project = project
    await _asked(house, subjects.UNPARK)
    ended = await _ended(house)

    assert (ended["state"], ended["freed"], ended["parked"]) == ("switched", ["garden.bed.b2"], [])
    assert ended["new"] == await house.clean()
    answer = await house.client.query(SERVICE, "beds", {}, **await house.when())
    assert isinstance(answer, Answer)
    assert answer.parked == []
    assert not (await _asked(house, subjects.UNPARK))["ok"]


async def test_rows_that_differ_for_no_reason_are_told_and_not_taken(house: House) -> None:
    service = await house.service()
    await house.dig(2)
    await house.beds()
    rows: Any = service.parts.projector
    with rows.writing() as connection:
        connection.exec_driver_sql("UPDATE bed SET places = 77")

    await _asked(house, subjects.REBUILD)
    told = await _ended(house)
    assert (told["state"], told["same"], told["differing"]) == ("stands", False, ["bed"])

    await _asked(house, subjects.REBUILD, take=True)
    assert (await _ended(house))["state"] == "switched"
    assert whole(rows.digests()) == await house.clean()


async def test_rows_of_a_longer_log_answer_nothing_until_it_has_grown(house: House) -> None:
    service = await house.service()
    await house.dig(2)
    await house.beds()
    rows: Any = service.parts.projector
    rows._position += 2
    reply = await house.client.query(SERVICE, "beds", {}, **await house.when())

    assert getattr(reply, "code", "") == "behind"
