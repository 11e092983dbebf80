"""One process, many parts: each as itself, each started again, all stopped together."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

import living
from baraza.console import together
from baraza.console.home import Home, Trouble, locked, only_one
from baraza.console.status import status
from baraza.console.supervisor import House, Plan, running
from baraza.console.together import Together, by_memory

pytestmark = pytest.mark.connected

PARTS = ("ledger", "relay", "matching")


@pytest.fixture(autouse=True)
def parts() -> Iterator[None]:
    living.PARTS.clear()
    yield
    living.PARTS.clear()


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(
        home=Home(tmp_path / "house"),
        origin="baraza.example/tests",
        parts=PARTS,
        together=True,
        modules=dict.fromkeys(PARTS, "living"),
    )


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
async def house(plan: Plan, said: list[str]) -> AsyncIterator[House]:
    async with running(plan, said.append, Together) as house:
        yield house


async def until(true: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - the state is another task's
            await asyncio.sleep(0.02)


async def test_every_part_answers_and_none_is_left_after_the_stop(
    plan: Plan, said: list[str]
) -> None:
    async with running(plan, said.append, Together) as house:
        for part in PARTS:
            assert await house.client.ready(part) == 7
        processes = {file.stem for file in plan.home.run.glob("*.pid")}

    told = [line.split()[0] for line in said]
    assert (told[:2], sorted(told)) == (["nats-server", "ledger"], sorted(["nats-server", *PARTS]))
    assert processes == {"nats-server", "nats"}
    assert {part: living.PARTS[part].stopped for part in PARTS} == dict.fromkeys(PARTS, 1)
    assert not plan.home.address.exists()
    assert not locked(plan.home)


async def test_every_part_has_a_user_and_a_key_of_its_own(plan: Plan, house: House) -> None:
    told = {part: living.PARTS[part].settings[0] for part in PARTS}

    assert {part: told[part].user for part in PARTS} == {part: part for part in PARTS}
    assert len({told[part].password for part in PARTS}) == len(PARTS)
    assert told["matching"].key_file == plan.home.keys.resolve() / "matching.key"
    assert told["relay"].key_file is None


async def test_the_status_is_told_like_that_of_many_processes(plan: Plan, house: House) -> None:
    now = await status(plan.home)

    assert dict(now.parts) == dict.fromkeys(PARTS, 7)
    assert now.silent == []


async def test_a_part_that_ends_is_started_again_and_told(house: House, said: list[str]) -> None:
    living.PARTS["matching"].fault.set()

    await house.started_again("matching", 1)
    await until(lambda: len(living.PARTS["matching"].settings) == 2)

    assert "matching ended (nothing here to live on) and is started again" in said
    assert living.PARTS["matching"].stopped == 1
    assert house.failed is None


async def test_a_part_that_cannot_live_stops_the_house_and_says_why(plan: Plan) -> None:
    living.PARTS["matching"].cannot_start = True

    with pytest.raises(Trouble, match=r"matching ended 4 times .*ValueError.*together\.log"):
        async with running(plan, made=Together):
            pass

    assert living.PARTS["ledger"].stopped == 1
    assert not locked(plan.home)


def test_a_small_machine_lives_together_unless_it_is_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(together, "memory", lambda: 1 << 30)
    small = (by_memory(None), by_memory(True), by_memory(False))
    monkeypatch.setattr(together, "memory", lambda: 4 << 30)
    large = (by_memory(None), by_memory(True), by_memory(False))

    assert small == (True, True, False)
    assert large == (False, True, False)


@pytest.mark.case(55)
async def test_a_part_that_refuses_to_start_is_not_started_again(plan: Plan) -> None:
    living.PARTS["ledger"].refuses = "ratchet_lost: it is empty. Put its newest copy back."
    house = Together(plan)

    with only_one(plan.home), pytest.raises(Trouble) as refused:
        await house.start()

    assert str(refused.value) == living.PARTS["ledger"].refuses
    assert house.times_started("ledger") == 1
