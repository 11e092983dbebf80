"""A house keeps its witnesses alive where it can, and lives on where it cannot."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import living
from baraza.auditor.witness import serving
from baraza.console.home import Home
from baraza.console.supervisor import RESTARTS, House, Plan, running
from baraza.console.together import Together
from baraza.console.witnesses import Place, logs
from baraza.transparency.policy import Policy
from witnesses import Grown, Served

pytestmark = pytest.mark.connected

STAND_IN = (sys.executable, str(Path(__file__).with_name("stand_in.py")))
PARTS = ("ledger",)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "house")


def plan(home: Home, **how: Any) -> Plan:
    return Plan(
        home=home,
        origin="baraza.example/tests",
        parts=PARTS,
        witnesses=("council", "ombudsperson"),
        commands=dict.fromkeys(PARTS, STAND_IN),
        modules=dict.fromkeys(PARTS, "living"),
        **how,
    )


@pytest.fixture(autouse=True)
def parts() -> Iterator[None]:
    living.PARTS.clear()
    yield
    living.PARTS.clear()


async def until(true: Callable[[], bool], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - the state is the system's
            await asyncio.sleep(0.02)


def answers(house: House, body: str) -> bool:
    """Whether the witness answers where it always did; it has seen nothing of another log."""
    one = Served(_At(house.watchers[body]), [])  # type: ignore[arg-type]
    try:
        return one.post(Grown(3).request(0))[0] == 404
    except OSError:
        return False


class _At:
    """As `Serving`, of which only the address is used."""

    def __init__(self, url: str) -> None:
        self.server = self
        self.url = url


@pytest.mark.parametrize("made", [House, Together])
async def test_the_ledger_is_told_a_policy_of_the_witnesses_that_run(
    home: Home, made: type[House]
) -> None:
    async with running(plan(home, together=made is Together), made=made) as house:
        policy = Policy.parse(home.witness_policy.read_text())
        told = house.environment("ledger")["BARAZA_WITNESSES"]
        known = house.environment("witness-council")
        up = [await asyncio.to_thread(answers, house, body) for body in house.watchers]

    assert up == [True, True]
    assert told == str(home.witness_policy.resolve())
    assert policy.log_verifiers == tuple(logs(home, "baraza.example/tests"))
    assert {one.name: one.url for one in policy.witnesses} == house.watchers
    assert not {name for name in known if name.startswith("BARAZA_")} - {"BARAZA_HOME"}


async def test_a_witness_that_falls_again_and_again_does_not_take_the_house_with_it(
    home: Home,
) -> None:
    said: list[str] = []
    async with running(plan(home), said.append) as house:
        address = house.watchers["council"]
        for fall in range(RESTARTS + 1):
            before = Place(home, "council").home.pid_of("witness-council").read_text()
            os.kill(int(before), signal.SIGKILL)
            if fall < RESTARTS:
                await until(lambda: home.pid_of("witness-council").read_text() != before)  # noqa: B023
                await until(lambda: answers(house, "council"))
        await until(lambda: any("witness-council ended 4 times" in line for line in said))

        assert house.failed is None
        assert house.watchers["council"] == address
        assert answers(house, "ombudsperson")
        assert await house.client.ready("ledger") == 7


async def test_in_one_process_a_witness_whose_store_failed_begins_again_where_it_was(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    lives: list[serving.Serving] = []

    class Noted(serving.Serving):
        def __init__(self, *args: Any, **how: Any) -> None:
            super().__init__(*args, **how)
            lives.append(self)

    monkeypatch.setattr(serving, "Serving", Noted)
    async with running(plan(home, together=True), made=Together) as house:
        before = dict(house.watchers)
        lives[0].failed.set()
        await until(lambda: len(lives) == 3)
        up = [await asyncio.to_thread(answers, house, body) for body in before]

    assert up == [True, True]
    assert house.watchers == before
    assert house.failed is None
