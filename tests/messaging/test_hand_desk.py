"""A body's own hand at the desk: verified before it is decided, kept as evidence, good once."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from faststream.nats import TestNatsBroker
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import from_json

from baraza.decider import Entry, Message, written
from baraza.decider.decision import schema_uri
from baraza.forms.v1.hand import hand_guards
from baraza.messaging import subjects
from baraza.messaging.ask import Ask
from baraza.messaging.memory import MemoryLedger
from baraza.messaging.parts import Handlers, Moment, ServiceParts
from baraza.messaging.service import Service
from baraza.messaging.settings import Settings
from baraza.privacy import Vault
from baraza.transparency import (
    BadHand,
    Hand,
    KeyRing,
    Signer,
    ask_digest,
    commitment,
    exhibits_of,
    open_hand,
)
from fakes import GARDEN, ORIGIN, SERVICE, START, PlantSeed, command_id, founded

VECTORS = Path(__file__).parents[1] / "vectors"
CASES = json.loads((VECTORS / "negative/cases.json").read_text())
NOTES = [case["file"] for case in CASES if case["file"].startswith("hand-")]
P1 = "p00001"


def key(name: str) -> Signer:
    return Signer(name, sha256(name.encode()).digest())


COUNCIL = key(f"{ORIGIN}/body.council")
LATER = Signer(COUNCIL.name, sha256(b"the next key").digest())


def of_ledger(name: str, fact: str, data: dict[str, Any], n: int, basis: int, v: int) -> Any:
    """A decision of the ledger about the council's key, as far as anybody here looks at it."""
    id_ = command_id(10_000 + n)
    common = {
        "specversion": "1.0",
        "source": f"//{ORIGIN}/ledger",
        "subject": "producer.body_council",
        "time": written(START),
        "datacontenttype": "application/json",
        "dataschema": schema_uri("0" * 64),
        "commandid": id_,
        "correlationid": id_,
        "data": data,
    }
    event = Entry(
        {
            **common,
            "id": f"{id_}.1",
            "type": f"baraza.event.ledger.{fact}.v1",
            "entityversion": v,
        }
    )
    command = {
        **common,
        "id": id_,
        "type": f"baraza.command.ledger.{name}.v1",
        "actor": "body.founders",
        "actingas": "seat",
        "basis": basis,
        "decider": "ledger.v1",
        "eventcount": 1,
        "eventsdigest": sha256(event.digest).hexdigest(),
    }
    return Entry(command), event


async def register(ledger: MemoryLedger, signer: Signer = COUNCIL) -> None:
    data = {"service": "body.council", "key": signer.vkey}
    basis = (await ledger.head()).size
    await ledger.append(of_ledger("RegisterProducer", "ProducerRegistered", data, 1, basis, 1))


async def revoke(ledger: MemoryLedger) -> None:
    data = {"key": COUNCIL.vkey, "ground": "lost"}
    basis = (await ledger.head()).size
    await ledger.append(of_ledger("RevokeProducer", "ProducerRevoked", data, 2, basis, 2))


class Gardener(Handlers):
    derives = {"PlantSeed": frozenset({"known_gardener"})}  # noqa: RUF012
    knows = True

    async def prepare(
        self, ask: Ask, command_type: type[Message], data: dict[str, Any], moment: Moment
    ) -> dict[str, Any]:
        return data | ({"known_gardener": self.knows} if command_type is PlantSeed else {})


class House:
    def __init__(self, service: Service, ledger: MemoryLedger, handlers: Gardener) -> None:
        self.service, self.ledger, self.handlers = service, ledger, handlers

    async def ask(self, name: str, ask: Ask) -> Any:
        headers = {
            subjects.READING: written(START),
            subjects.POSITION: str((await self.ledger.head()).size),
        }
        body = ask.model_dump(mode="json", exclude_defaults=True)
        subject = subjects.ask(SERVICE, name)
        reply = await self.service.broker.request(body, subject, headers=headers, timeout=5)
        return from_json(reply.body)

    async def command(self, index: int) -> Any:
        (kept,) = await self.ledger.entries(index, 1)
        return kept.entry.document


@asynccontextmanager
async def a_house(folder: Path) -> AsyncIterator[House]:
    ledger = await founded(GARDEN)
    await register(ledger)
    seed = folder / "seed"
    seed.write_text("a rehearsal")
    settings = Settings(
        service=SERVICE, origin=ORIGIN, clock="virtual", home=folder, seed_file=seed
    )
    handlers = Gardener()
    parts = ServiceParts(
        name=SERVICE,
        decider=replace(GARDEN, reads=lambda state, command, asked: hand_guards(asked)),
        handlers=handlers,
        vault=Vault(f"sqlite:///{folder / 'vault.db'}"),
    )
    service = Service(parts, settings, ledger=ledger)
    await service.start()
    async with TestNatsBroker(service.broker):
        yield House(service, ledger, handlers)
    await service.stop()


def dig(n: int = 1, **more: Any) -> Ask:
    ask: dict[str, Any] = {
        "id": command_id(n),
        "actor": "person.p00001",
        "acting_as": "seat.council-1",
        "data": {"bed": "a", "places": 2},
    }
    return Ask(**ask | more)


def asked(ask: Ask) -> dict[str, Any]:
    """What the body means, written by itself: `dig` has no values that the desk adds."""
    data = dict(ask.data)
    told = {"actor": ask.actor, "actingas": ask.acting_as, "data": data}
    subject = f"bed.{data['bed']}"
    return told | {"subject": subject, "type": "baraza.command.garden.DigBed.v1"}


def signed(ask: Ask, signer: Signer = COUNCIL, **other: Any) -> Ask:
    note = {"origin": ORIGIN, "command_id": ask.id, "ask_digest": ask_digest(asked(ask))} | other
    return ask.model_copy(update={"hand": signer.sign(Hand(**note).text)})


async def test_a_bodys_note_is_kept_as_evidence_that_no_data_names(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        ask = signed(dig())
        reply = await house.ask("DigBed", ask)
        command = await house.command(reply["index"])

        assert reply["kind"] == "recorded"
        (digest,) = exhibits_of(command)
        assert await house.ledger.exhibit(digest) == str(ask.hand).encode()
        assert command["expect"] == "ledger.producer.body_council=1"
        again = await house.ask("DigBed", ask)
        assert (again["replayed"], again["index"]) == (True, reply["index"])


WRONG: dict[str, Callable[[Ask], Ask]] = {
    "another command": lambda ask: signed(ask, command_id=command_id(9)),
    "another ask": lambda ask: signed(ask, ask_digest="0" * 64),
    "another log": lambda ask: signed(ask, origin="other.example/1"),
    "a service's key": lambda ask: signed(ask, key(f"{ORIGIN}/garden")),
    "a stranger's key": lambda ask: signed(ask, key(f"{ORIGIN}/body.strangers")),
    "a key never announced": lambda ask: signed(ask, LATER),
    "another body's act": lambda ask: signed(dig(acting_as="seat.community-1")),
    "altered": lambda ask: ask.model_copy(
        update={"hand": str(signed(ask).hand).replace("garden", "gardem")[:-8] + "AAAA==\n"}
    ),
    "two signatures": lambda ask: ask.model_copy(
        update={"hand": str(signed(ask).hand) + str(signed(ask).hand).split("\n\n")[1]}
    ),
    "no note": lambda ask: ask.model_copy(update={"hand": "yes, we did"}),
    "nothing": lambda ask: ask.model_copy(update={"hand": ""}),
}


@pytest.mark.case(61)
@pytest.mark.parametrize("lie", WRONG)
async def test_a_note_that_is_not_the_bodys_own_over_this_ask_is_told_so(
    lie: str, tmp_path: Path
) -> None:
    async with a_house(tmp_path) as house:
        before = (await house.ledger.head()).size
        reply = await house.ask("DigBed", WRONG[lie](dig()))

        assert (reply["kind"], reply["type"]) == ("problem", "/problems/bad_hand"), reply
        assert (await house.ledger.head()).size == before
        assert (await house.ask("DigBed", signed(dig())))["kind"] == "recorded"


@pytest.mark.case(61)
@pytest.mark.parametrize("file", NOTES)
async def test_a_note_of_the_negative_vectors_is_no_hand_here(file: str, tmp_path: Path) -> None:
    note = (VECTORS / "negative" / file).read_bytes()
    async with a_house(tmp_path) as house:
        reply = await house.ask("DigBed", dig(hand=note.decode()))

        assert reply["type"] == "/problems/bad_hand"


KEYS = json.loads((VECTORS / "keys.json").read_text())
ENTRY = json.loads((VECTORS / "leaf/18.bin").read_bytes().split(b"\n")[3])


def ring_of_the_vectors() -> KeyRing:
    ring = KeyRing()
    for index in range(18):
        leaf = (VECTORS / f"leaf/{index}.bin").read_bytes()
        ring = ring.learn(index, json.loads(leaf.split(b"\n")[3]))
    return ring


@pytest.mark.case(61)
@pytest.mark.parametrize("file", NOTES)
def test_each_negative_note_is_refused_for_the_entry_it_was_made_to_fool(file: str) -> None:
    note = (VECTORS / "negative" / file).read_bytes()

    with pytest.raises(BadHand):
        open_hand(note, ring_of_the_vectors(), 18, ENTRY["id"], ENTRY)


def test_the_note_of_the_vectors_is_the_councils() -> None:
    note = (VECTORS / "export/exhibit" / ENTRY["exhibits"]).read_bytes()
    council = Signer.from_private(KEYS["baraza.example/2027/body.council"]["private_key"])

    assert open_hand(note, ring_of_the_vectors(), 18, ENTRY["id"], ENTRY) == "council"
    assert Hand.over("baraza.example/2027", ENTRY["id"], ENTRY).signed(council) == note


@pytest.mark.case(61)
async def test_a_revoked_key_signs_no_more(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        assert (await house.ask("DigBed", signed(dig(1))))["kind"] == "recorded"
        await revoke(house.ledger)

        other = dig(2, data={"bed": "b", "places": 2})
        reply = await house.ask("DigBed", signed(other))
        assert (reply["type"], reply["status"]) == ("/problems/bad_hand", 403)
        assert "not valid" in reply["detail"]


@pytest.mark.case(61)
async def test_a_key_revoked_between_deciding_and_recording_signs_no_more(
    tmp_path: Path,
) -> None:
    async with a_house(tmp_path) as house:
        append = house.ledger.append

        async def slow(entries: Any, **how: Any) -> Any:
            house.ledger.append = append  # type: ignore[method-assign]
            await revoke(house.ledger)
            return await append(entries, **how)

        house.ledger.append = slow  # type: ignore[method-assign]
        reply = await house.ask("DigBed", signed(dig()))

        assert reply["type"] == "/problems/bad_hand"
        assert (await house.ledger.head()).size == 6


async def test_only_a_body_signs(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        alone = dig(acting_as="self")
        for ask in (signed(alone), alone.model_copy(update={"draft": True})):
            reply = await house.ask("DigBed", ask)

            assert (reply["kind"], reply["type"]) == ("problem", "/problems/unauthorised")


def plant(n: int = 2, **more: Any) -> Ask:
    data = {"bed": "a", "person": P1, "wish": "tall as a house"}
    return dig(n, **{"data": data} | more)


async def test_a_draft_is_the_ask_as_it_will_stand_and_records_nothing(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.ask("DigBed", signed(dig()))
        before = (await house.ledger.head()).size
        draft = await house.ask("PlantSeed", plant(draft=True))

        assert (draft["kind"], draft["id"], draft["origin"]) == (
            "drafted",
            command_id(2),
            ORIGIN,
        )
        assert (await house.ledger.head()).size == before
        (told,) = draft["disclosed"]
        made = commitment(told["field"], bytes.fromhex(told["salt"]), told["value"])
        assert (told["member"], told["value"]) == ("wish", "tall as a house")
        assert draft["asked"]["data"]["wish"] == {"commit": made}
        assert draft["asked"]["data"]["known_gardener"] is True

        note = Hand.over(ORIGIN, draft["id"], draft["asked"]).signed(COUNCIL).decode()
        reply = await house.ask("PlantSeed", plant(hand=note))
        command = await house.command(reply["index"])
        assert reply["kind"] == "recorded"
        assert ask_digest(command) == ask_digest(draft["asked"])
        reused = await house.ask("PlantSeed", plant(draft=True))
        assert reused["type"] == "/problems/command_reused"


async def test_what_was_drafted_is_what_may_be_asked_under_that_id(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        await house.ask("DigBed", signed(dig()))
        draft = await house.ask("PlantSeed", plant(draft=True))
        other = plant(data={**plant().data, "wish": "small"})
        reply = await house.ask("PlantSeed", other)

        assert (reply["kind"], reply["type"]) == ("problem", "/problems/command_reused")
        assert (await house.ask("PlantSeed", plant(draft=True))) == draft
        assert (await house.ask("PlantSeed", plant()))["kind"] == "recorded"


async def test_where_what_is_derived_has_moved_since_the_draft_nothing_is_signed_for(
    tmp_path: Path,
) -> None:
    async with a_house(tmp_path) as house:
        await house.ask("DigBed", signed(dig()))
        draft = await house.ask("PlantSeed", plant(draft=True))
        house.handlers.knows = False
        note = Hand.over(ORIGIN, draft["id"], draft["asked"]).signed(COUNCIL).decode()

        assert (await house.ask("PlantSeed", plant(hand=note)))["type"] == "/problems/bad_hand"
        again = await house.ask("PlantSeed", plant(draft=True))
        note = Hand.over(ORIGIN, again["id"], again["asked"]).signed(COUNCIL).decode()
        assert (await house.ask("PlantSeed", plant(hand=note)))["kind"] == "recorded"


@pytest.mark.case(61)
@given(st.data())
def test_no_bit_of_a_note_can_change(data: st.DataObject) -> None:
    note = bytearray(signed(dig()).hand or "", "utf-8")
    at = data.draw(st.integers(0, 8 * len(note) - 1))
    note[at // 8] ^= 1 << at % 8
    ring = KeyRing(ORIGIN).learn(
        1,
        {
            "type": "baraza.event.ledger.ProducerRegistered.v1",
            "data": {"service": "body.council", "key": COUNCIL.vkey},
        },
    )

    with pytest.raises(BadHand):
        open_hand(bytes(note), ring, 5, command_id(1), asked(dig()))
