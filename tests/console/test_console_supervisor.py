import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from nats.errors import Error as NatsError

from baraza.console import bus
from baraza.console.home import Home, Trouble, locked, only_one
from baraza.console.supervisor import House, Plan, running
from baraza.messaging import broker
from baraza.messaging.settings import Settings

pytestmark = pytest.mark.connected

STAND_IN = (sys.executable, str(Path(__file__).with_name("stand_in.py")))
PARTS = ("ledger", "relay", "matching")


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(
        home=Home(tmp_path / "house"),
        origin="baraza.example/tests",
        parts=PARTS,
        commands=dict.fromkeys(PARTS, STAND_IN),
    )


@pytest.fixture
async def house(plan: Plan) -> AsyncIterator[House]:
    async with running(plan) as house:
        yield house


def pid_of(plan: Plan, name: str) -> int:
    return int(plan.home.pid_of(name).read_text())


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


async def until(true: Callable[[], bool], seconds: float = 20) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - the state is the system's
            await asyncio.sleep(0.05)


async def ready(house: House, part: str) -> None:
    async with asyncio.timeout(20):
        while await house.client.ready(part, within=0.5) is None:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


async def test_every_part_answers_ready_and_none_is_left_after_the_stop(plan: Plan) -> None:
    said: list[str] = []
    async with running(plan, said.append) as house:
        for part in PARTS:
            assert await house.client.ready(part) == 7
        pids = [pid_of(plan, name) for name in ("nats-server", *PARTS)]
        nats = int((plan.home.run / "nats.pid").read_text())
        assert house.url.startswith("nats://127.0.0.1:")

    told = [line.split()[0] for line in said]
    assert (told[:2], sorted(told)) == (["nats-server", "ledger"], sorted(["nats-server", *PARTS]))
    assert not any(alive(pid) for pid in [*pids, nats])
    assert not plan.home.address.exists()
    assert not locked(plan.home)


async def test_a_part_that_is_killed_is_started_again(plan: Plan, house: House) -> None:
    before = pid_of(plan, "matching")

    os.kill(before, signal.SIGKILL)

    await until(lambda: pid_of(plan, "matching") != before)
    await ready(house, "matching")


async def test_a_killed_nats_server_comes_back_at_the_same_address(
    plan: Plan, house: House
) -> None:
    before = int((plan.home.run / "nats.pid").read_text())

    os.kill(before, signal.SIGKILL)

    await until(lambda: not alive(before))
    for part in PARTS:
        await ready(house, part)
    assert int((plan.home.run / "nats.pid").read_text()) != before


async def test_a_leash_that_is_killed_takes_its_program_with_it(plan: Plan, house: House) -> None:
    leash, server = pid_of(plan, "nats-server"), int((plan.home.run / "nats.pid").read_text())

    os.kill(leash, signal.SIGKILL)

    await until(lambda: not alive(server))
    for part in PARTS:
        await ready(house, part)


async def test_a_part_that_cannot_live_stops_the_house_with_its_last_words(plan: Plan) -> None:
    dying = replace(plan, commands={**plan.commands, "matching": (*STAND_IN, "--die")})

    with pytest.raises(Trouble, match=r"matching ended 4 times .*nothing here to live on"):
        async with running(dying):
            pass

    assert not any((plan.home.run / f"{name}.pid").exists() for name in PARTS)


async def test_a_second_house_in_the_same_home_is_told_so(plan: Plan, house: House) -> None:
    with pytest.raises(Trouble, match=f"already .process {os.getpid()}"):
        async with running(plan):
            pass


async def test_a_port_in_use_is_told_before_anything_starts(plan: Plan) -> None:
    with closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        with pytest.raises(Trouble, match=f"Port {port} is in use"):
            async with running(replace(plan, port=port)):
                pass


async def test_a_missing_binary_is_told_with_what_to_do(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BARAZA_NATS_BIN", str(plan.home.path / "nowhere"))

    with pytest.raises(Trouble, match="Run `make setup`"):
        async with running(plan):
            pass


def test_a_binary_below_the_floor_is_refused(tmp_path: Path) -> None:
    old = tmp_path / "nats-server"
    old.write_text("#!/bin/sh\necho 'nats-server: v2.9.10'\n")
    old.chmod(0o755)

    with pytest.raises(Trouble, match=r"version 2\.9\.10; at least 2\.12"):
        bus.binary({"BARAZA_NATS_BIN": str(old)})


async def test_no_orphan_is_left_when_the_supervisor_is_killed(plan: Plan, tmp_path: Path) -> None:
    script = tmp_path / "up.py"
    script.write_text(
        "import asyncio\n"
        "from pathlib import Path\n"
        "from baraza.console.home import Home\n"
        "from baraza.console.supervisor import Plan, running\n"
        f"commands = dict.fromkeys({PARTS!r}, {STAND_IN!r})\n"
        f"plan = Plan(home=Home(Path({str(plan.home.path)!r})), origin='baraza.example/tests',\n"
        f"            parts={PARTS!r}, commands=commands)\n"
        "async def main():\n"
        "    async with running(plan) as house:\n"
        "        print('up', flush=True)\n"
        "        await house.wait()\n"
        "asyncio.run(main())\n"
    )
    supervisor = await asyncio.create_subprocess_exec(
        sys.executable, str(script), stdout=asyncio.subprocess.PIPE
    )
    assert supervisor.stdout is not None
    async with asyncio.timeout(60):
        assert await supervisor.stdout.readline() == b"up\n"
    pids = [pid_of(plan, name) for name in ("nats-server", *PARTS)]
    pids.append(int((plan.home.run / "nats.pid").read_text()))

    supervisor.kill()
    await supervisor.wait()

    await until(lambda: not any(alive(pid) for pid in pids))
    with only_one(plan.home):
        pass


async def test_a_user_may_not_publish_what_is_not_its_own(plan: Plan, house: House) -> None:
    url = json.loads(plan.home.address.read_bytes())["url"]
    settings = Settings(
        nats_url=url,
        nats_user="matching",
        nats_password_file=plan.home.keys / "matching.password",
    )
    nats = await broker.connected(settings)
    try:
        with pytest.raises(NatsError):
            await nats.request("baraza.append.scheduling", b"{}", timeout=0.5)
        answer = await nats.request("baraza.query.ledger.ready", b"{}", timeout=5)
    finally:
        await nats.close()

    assert json.loads(answer.data)["position"] == 7


def test_keys_are_for_their_owner_alone_and_stay(plan: Plan) -> None:
    from baraza.console import keys

    plan.home.made()
    keys.make(plan.home, plan.origin, bytes(32))
    first = {path.name: path.read_bytes() for path in plan.home.keys.iterdir()}
    keys.make(plan.home, plan.origin, None)

    assert {path.name: path.read_bytes() for path in plan.home.keys.iterdir()} == first
    assert {path.stat().st_mode & 0o777 for path in plan.home.keys.iterdir()} == {0o600}
    assert keys.root_key(plan.home) == keys.signer(plan.origin, "root", bytes(32)).vkey


REFUSAL = "ratchet_lost: it is empty, the log has 7 entries. Put its newest copy back."


@pytest.mark.case(55)
async def test_a_part_that_refuses_to_start_ends_the_house_at_once_with_its_sentence(
    plan: Plan,
) -> None:
    refusing = replace(plan, commands={**plan.commands, "ledger": (*STAND_IN, "--refuse", REFUSAL)})
    house = House(refusing)

    with only_one(plan.home), pytest.raises(Trouble) as refused:
        await house.start()

    assert (str(refused.value), house.times_started("ledger")) == (REFUSAL, 1)
