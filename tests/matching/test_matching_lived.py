"""A round in a log under the system clock, through the service: nothing foreseen, no network."""

from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from baraza.decider import uuid7_of
from baraza.matching.domain.v1.contributions import combined
from baraza.messaging import subjects
from contributing import BODIES, REGISTERED, announced, commit, contribution, reveal
from houses import House, a_house
from matching_house import entered, parts, peopled, proposals
from pairings import CLOSES, FIRST, OPERATOR, PULSE_AT, ROUND, RULE_SET, announce
from pulses import beacon, number_at, published

NUMBER = number_at(PULSE_AT)
RULES = {**RULE_SET, "beacons": [beacon().adopted()]}
NIST = announce(beacon="nist/2", pulse=NUMBER)


@asynccontextmanager
async def lived(folder: Path) -> AsyncIterator[House]:
    async with a_house("matching", parts, folder, clock="system") as house:
        house.reading = FIRST
        await peopled(house, RULES)
        for body in REGISTERED:
            await house.hear(body)
        yield house


async def announcing(house: House, command: Any) -> Any:
    said = command.model_dump(mode="json", exclude_none=True)
    return await house.ask("AnnounceRound", OPERATOR, "operate", said)


async def at(house: House, time: Any) -> None:
    house.reading = time
    turned = await house.turn()
    assert turned["kind"] == "turned", turned


async def taking_part(house: House, name: str, command: Any) -> Any:
    said = command.model_dump(mode="json")
    return await house.ask(name, f"body.{command.body}", "self", said)


async def facts(house: House) -> list[str]:
    kept = await house.ledger.entries(0, 500)
    return [k.entry.name for k in kept if k.entry.kind == "event" and k.entry.service == "matching"]


async def test_a_lived_round_is_settled_by_what_bodies_reveal(tmp_path: Path) -> None:
    async with lived(tmp_path) as house:
        await announcing(house, announced())
        await entered(house)
        for body in BODIES:
            await taking_part(house, "CommitChance", commit(body))
        await at(house, CLOSES)
        for body in BODIES:
            reply = await taking_part(house, "RevealChance", reveal(body))
            assert reply["kind"] == "recorded", reply
        await at(house, PULSE_AT)
        told = await house.query("round", round=ROUND)
        pairs = await proposals(house)
        kept = await house.ledger.entries(0, 500)

    drawn = next(k.entry.data for k in kept if k.entry.name == "BeaconRecorded")
    assert drawn["randomness"] == combined(map(contribution, BODIES))
    assert (told["state"], told["matched"], len(pairs)) == ("released", 2, 2)


async def test_a_lived_round_whose_chance_is_not_revealed_is_void(tmp_path: Path) -> None:
    async with lived(tmp_path) as house:
        await announcing(house, announced())
        await entered(house)
        for body in BODIES:
            await taking_part(house, "CommitChance", commit(body))
        await at(house, CLOSES)
        await taking_part(house, "RevealChance", reveal("ops"))
        await at(house, PULSE_AT)
        names = await facts(house)
        kept = await house.ledger.entries(0, 500)

    void = next(k.entry.data for k in kept if k.entry.name == "RoundVoided")
    assert void["missing"] == ["council", "friends"]
    assert "BeaconRecorded" not in names


async def bring(house: House, body: bytes, round_: str = ROUND, actor: str = OPERATOR) -> Any:
    digest = sha256(body).hexdigest()
    data = {"round": round_, "published": {"exhibit": digest, "size": len(body)}}
    brought = {digest: b64encode(body).decode()}
    house.reading += timedelta(seconds=1)
    id_ = uuid7_of(house.reading, sha256(digest.encode()).digest())
    who = {"id": id_, "actor": actor, "acting_as": "operate"}
    ask = {**who, "data": data, "exhibits": brought}
    return await house.request(subjects.ask("matching", "RecordBeacon"), ask)


async def test_a_lived_round_is_settled_by_a_pulse_that_somebody_brings(tmp_path: Path) -> None:
    async with lived(tmp_path) as house:
        await announcing(house, NIST)
        await entered(house)
        early = await bring(house, beacon().pulse(NUMBER))
        await at(house, CLOSES)
        await at(house, PULSE_AT)
        waiting = await house.query("round", round=ROUND)
        wrong = await bring(house, beacon().pulse(NUMBER + 1))
        forged = await bring(house, beacon("other").pulse(NUMBER))
        nobody = await bring(house, beacon().pulse(NUMBER), actor="body.council")
        none = await bring(house, b"<html>")
        brought = await bring(house, beacon().pulse(NUMBER))
        again = await bring(house, beacon().pulse(NUMBER))
        unknown = await bring(house, beacon().pulse(NUMBER), "unheard-of")
        await at(house, house.reading)
        told = await house.query("round", round=ROUND)

    assert waiting["state"] == "frozen"
    assert [one["reason"] for one in (early, wrong, forged, nobody)] == [
        "wrong_state",
        "other_pulse",
        "bad_signature",
        "no_mandate",
    ]
    assert (none["kind"], "not JSON" in none["detail"]) == ("problem", True)
    assert brought["kind"] == "recorded", brought
    assert (again["reason"], unknown["reason"]) == ("already_done", "unknown_entity")
    assert (told["state"], told["matched"]) == ("released", 2)


async def test_who_brings_a_pulse_says_nothing_of_its_value(tmp_path: Path) -> None:
    body = published({})
    async with lived(tmp_path) as house:
        await announcing(house, NIST)
        data = {"round": ROUND, "randomness": "ab" * 64}
        said = await house.ask("RecordBeacon", OPERATOR, "operate", data)
        nothing = await house.ask("RecordBeacon", OPERATOR, "operate", {"round": ROUND})
        none = await bring(house, body)

    assert "not for the asker to say: randomness" in said["detail"]
    assert "name the pulse" in nothing["detail"]
    assert none["kind"] == "problem"


async def test_a_lived_log_takes_no_rehearsal(tmp_path: Path) -> None:
    async with lived(tmp_path) as house:
        reply = await announcing(house, announce())

    assert reply["reason"] == "randomness_before_close"
