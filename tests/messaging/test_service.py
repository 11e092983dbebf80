"""A service as its askers see it: asks, queries, turns and problems, over a bus in memory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import pytest
from faststream.nats import TestNatsBroker
from pydantic import BaseModel
from pydantic_core import from_json

from baraza.decider import Message, written
from baraza.messaging import subjects
from baraza.messaging.ask import Ask
from baraza.messaging.clock import FixedClock
from baraza.messaging.memory import MemoryLedger
from baraza.messaging.parts import Handlers, Moment, ServiceParts
from baraza.messaging.service import Service
from baraza.messaging.settings import Settings
from baraza.privacy import Vault
from baraza.transparency import commitment
from fakes import GARDEN, ORIGIN, SERVICE, START, PlantSeed, an_ask, command_id, founded

P1 = "p00001"


class Gardener(Handlers):
    derives = {"PlantSeed": frozenset({"known_gardener"})}  # noqa: RUF012
    knows = True

    async def prepare(
        self, ask: Ask, command_type: type[Message], data: dict[str, Any], moment: Moment
    ) -> dict[str, Any]:
        if command_type is PlantSeed:
            assert ask.data.get("wish") in {None, "tall as a house"}
            return {**data, "known_gardener": self.knows}
        return data


class Beds(BaseModel):
    beds: list[str]


class House:
    """One service under test, and how to speak with it."""

    def __init__(self, service: Service, ledger: MemoryLedger, handlers: Gardener) -> None:
        self.service, self.ledger, self.handlers = service, ledger, handlers
        self.reading: datetime = START

    async def ask(self, name: str, ask: Ask | dict[str, Any]) -> Any:
        body = ask if isinstance(ask, dict) else ask.model_dump(mode="json")
        return await self.request(subjects.ask(SERVICE, name), body)

    async def request(self, subject: str, body: Any) -> Any:
        headers = {
            subjects.READING: written(self.reading),
            subjects.POSITION: str((await self.ledger.head()).size),
        }
        reply = await self.service.broker.request(body, subject, headers=headers, timeout=5)
        return from_json(reply.body)


@asynccontextmanager
async def a_house(
    folder: Path,
    ledger: MemoryLedger | None = None,
    clock: Literal["system", "virtual"] = "virtual",
) -> AsyncIterator[House]:
    ledger = ledger or await founded(GARDEN)
    seed = folder / "seed"
    seed.write_text("a rehearsal")
    settings = Settings(service=SERVICE, origin=ORIGIN, clock=clock, home=folder, seed_file=seed)
    handlers = Gardener()
    service: Service

    def beds(params: dict[str, Any]) -> Beds:
        return Beds(beds=sorted(service.desk.now.state.places))

    parts = ServiceParts(
        name=SERVICE,
        decider=GARDEN,
        queries={"beds": beds},
        handlers=handlers,
        vault=Vault(settings.vault_database),
        dues=lambda garden: garden.agenda,
        pending=lambda garden: garden.steps,
    )
    service = Service(parts, settings, ledger=ledger, clock=FixedClock(START))
    await service.start()
    async with TestNatsBroker(service.broker):
        yield House(service, ledger, handlers)
    await service.stop()


async def test_an_ask_is_answered_with_its_index_its_position_and_its_facts(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        reply = await house.ask("DigBed", an_ask(1, bed="a"))

    assert reply == {
        "kind": "recorded",
        "id": command_id(1),
        "index": 2,
        "position": 4,
        "events": [
            {
                "type": "baraza.event.garden.BedDug.v1",
                "subject": "bed.a",
                "data": {"bed": "a", "places": 2},
            }
        ],
        "replayed": False,
    }


async def test_an_id_that_the_command_makes_is_filled_in(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        reply = await house.ask("DigBed", an_ask(1))

    expected = sha256(f"{command_id(1)}bed1".encode()).hexdigest()[:32]
    assert reply["events"][0]["data"]["bed"] == expected


async def test_a_refusal_is_recorded_and_says_why(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        reply = await house.ask("PlantSeed", an_ask(1, bed="none", person=P1))

    assert (reply["kind"], reply["reason"], reply["numbers"]) == (
        "refused",
        "no_place_left",
        {"places": 0},
    )
    assert (reply["index"], reply["position"]) == (2, 4)


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("DigBed", {"id": "no id"}, "malformed"),
        (
            "DigBed",
            {"id": command_id(1), "actor": "person.p00001", "data": {"bed": 7}},
            "malformed",
        ),
        ("DigBed", {"id": command_id(1), "actor": "service.garden"}, "unauthorised"),
        (
            "DigBed",
            {"id": command_id(1), "actor": "voice.v00001", "acting_as": "x"},
            "unauthorised",
        ),
        ("DigBed", {"id": command_id(1), "actor": "voice.v00001"}, "unauthorised"),
        (
            "ReachDeadline",
            {
                "id": command_id(1),
                "actor": "body.council",
                "data": {"about": "bed.a", "what": "clear", "at": "2027-01-07T09:00:00.000Z"},
            },
            "unauthorised",
        ),
        (
            "DigBed",
            {"id": command_id(1), "actor": "person.p00001", "reason": "Because I say so"},
            "malformed",
        ),
        (
            "DigBed",
            {"id": command_id(1), "actor": "person.p00001", "acting_as": "seat."},
            "malformed",
        ),
        (
            "DigBed",
            {"id": command_id(1), "actor": "person.p00001", "data": {"bed": "no such bed"}},
            "malformed",
        ),
        (
            "PlantSeed",
            {
                "id": command_id(1),
                "actor": "person.p00001",
                "data": {"bed": "a", "person": P1, "known_gardener": True},
            },
            "malformed",
        ),
    ],
)
async def test_what_is_malformed_or_unauthorised_leaves_no_entry(
    tmp_path: Path, name: str, body: dict[str, Any], code: str
) -> None:
    async with a_house(tmp_path) as house:
        reply = await house.ask(name, body)
        size = (await house.ledger.head()).size

    assert (reply["kind"], reply["type"]) == ("problem", f"/problems/{code}")
    assert reply["title"]
    assert reply["advice"]
    assert size == 2


async def test_a_personal_value_goes_into_the_vault_and_its_commitment_into_the_log(
    tmp_path: Path,
) -> None:
    async with a_house(tmp_path) as house:
        await house.ask("DigBed", an_ask(1, bed="a"))
        reply = await house.ask("PlantSeed", an_ask(2, bed="a", person=P1, wish="tall as a house"))
        vault = house.service.parts.vault
        assert vault is not None
        disclosed = vault.disclose(reply["index"], command_id(2), "garden.bed.a#wish")
        kept = await house.ledger.entries(0)

    assert disclosed is not None
    assert disclosed.value == "tall as a house"
    expected = commitment(disclosed.field, disclosed.salt, disclosed.value)
    assert reply["events"][0]["data"]["wish"] == {"commit": expected}
    assert not any(b"tall" in one.entry.wire for one in kept)


async def test_the_same_ask_again_gives_the_same_answer_for_ever(tmp_path: Path) -> None:
    ledger = await founded(GARDEN)
    ask = an_ask(2, bed="a", person=P1, wish="tall as a house")
    async with a_house(tmp_path, ledger) as house:
        await house.ask("DigBed", an_ask(1, bed="a"))
        first = await house.ask("PlantSeed", ask)
        house.handlers.knows = False  # what is derived moves; what was recorded stands
        again = await house.ask("PlantSeed", ask)
    async with a_house(tmp_path, ledger) as house:
        house.reading += timedelta(days=1)
        after_a_restart = await house.ask("PlantSeed", ask)
        await house.ask("ErasePersonData", an_ask(3, person=P1))
        after_erasure = await house.ask("PlantSeed", ask)

    assert {**first, "replayed": True} == again == after_a_restart == after_erasure


async def test_an_id_used_for_another_ask_is_a_problem(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.ask("DigBed", an_ask(1, bed="a"))
        await house.ask("PlantSeed", an_ask(2, bed="a", person=P1, wish="tall as a house"))
        other_bed = await house.ask("DigBed", an_ask(1, bed="b"))
        other_command = await house.ask("PlantSeed", an_ask(1, bed="a", person=P1))
        no_wish = await house.ask("PlantSeed", an_ask(2, bed="a", person=P1))

    for reply in (other_bed, other_command, no_wish):
        assert reply["type"] == "/problems/command_reused"


@pytest.mark.case(4)
async def test_a_lost_answer_is_found_by_asking_again(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.ask("DigBed", an_ask(1, bed="a"))
        ask = an_ask(2, bed="a", person=P1, wish="tall as a house")
        house.ledger.fail(after=1)
        lost = await house.ask("PlantSeed", ask)
        house.handlers.knows = False  # so that the second try derives something else
        found = await house.ask("PlantSeed", ask)

    assert lost["type"] == "/problems/ledger_unavailable"
    assert (found["kind"], found["replayed"], found["index"]) == ("recorded", True, 4)


@pytest.mark.case(2)
async def test_an_ask_that_failed_before_it_was_stored_keeps_its_salts(tmp_path: Path) -> None:
    async with a_house(tmp_path, clock="system") as house:
        await house.ask("DigBed", an_ask(1, bed="a"))
        ask = an_ask(2, bed="a", person=P1, wish="tall as a house")
        house.ledger.fail(before=1)
        await house.ask("PlantSeed", ask)
        vault = house.service.parts.vault
        assert vault is not None
        salt = vault.salt(command_id(2), "garden.bed.a#wish")
        reply = await house.ask("PlantSeed", ask)

    assert salt is not None
    expected = commitment("garden.bed.a#wish", salt, "tall as a house")
    assert reply["events"][0]["data"]["wish"] == {"commit": expected}


@pytest.mark.case(44)
async def test_erasure_takes_value_salt_and_key_from_the_vault(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.ask("DigBed", an_ask(1, bed="a"))
        await house.ask("PlantSeed", an_ask(2, bed="a", person=P1, wish="tall as a house"))
        erased = await house.ask("ErasePersonData", an_ask(3, person=P1))
        vault = house.service.parts.vault
        assert vault is not None

        assert vault.of_person(P1) == []
        assert vault.position == erased["position"]


async def test_a_turn_performs_what_is_due_and_pending_until_nothing_is_left(
    tmp_path: Path,
) -> None:
    async with a_house(tmp_path) as house:
        turn = subjects.ask(SERVICE, subjects.TURN)
        await house.ask("DigBed", an_ask(1, bed="a"))
        await house.ask("PlantSeed", an_ask(2, bed="a", person=P1))
        after_planting = await house.request(turn, {})
        again = await house.request(turn, {})
        house.reading = START + timedelta(days=3)
        after_days = await house.request(turn, {})
        kept = await house.ledger.entries(6)

    assert (after_planting["ok"], after_planting["performed"]) == (True, 1)
    assert again["performed"] == 0
    assert after_days["performed"] == 1
    assert [(k.entry.name, k.entry.document.get("actingas")) for k in kept] == [
        ("WaterBed", "pm"),
        ("BedWatered", None),
        ("ReachDeadline", "clock"),
        ("BedCleared", None),
    ]
    assert kept[0].entry.document["causationid"] == f"{command_id(2)}.1"
    assert kept[0].entry.document["correlationid"] == command_id(2)


async def test_a_rehearsal_gives_the_same_bytes_every_time(tmp_path: Path) -> None:
    logs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        async with a_house(tmp_path / name) as house:
            await house.ask("DigBed", an_ask(1, bed="a"))
            await house.ask("PlantSeed", an_ask(2, bed="a", person=P1, wish="tall as a house"))
            await house.request(subjects.ask(SERVICE, subjects.TURN), {})
            logs.append([k.entry.wire for k in await house.ledger.entries(0)])

    assert logs[0] == logs[1]


async def test_a_query_is_answered_with_its_position_and_waits_with_a_bound(
    tmp_path: Path,
) -> None:
    async with a_house(tmp_path) as house:
        await house.ask("DigBed", an_ask(1, bed="a"))
        answer = await house.request(subjects.query(SERVICE, "beds"), {"at_least": 4})
        ready = await house.request(subjects.query(SERVICE, "ready"), {})
        house.service.desk.reach = _never  # type: ignore[method-assign]
        behind = await house.request(subjects.query(SERVICE, "beds"), {"at_least": 99})

    assert answer == {"kind": "answer", "ok": True, "position": 4, "answer": {"beds": ["a"]}}
    assert ready == {"kind": "ready", "ok": True, "position": 4, "state": "ready"}
    assert behind["type"] == "/problems/behind"


async def _never(position: int, *, seconds: float = 2.0) -> None:
    from baraza.messaging.problems import Behind

    raise Behind(position=4, at_least=position)
