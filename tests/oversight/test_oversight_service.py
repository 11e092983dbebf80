"""Oversight as its askers see it, from the founding to money and an appeal."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from baraza.oversight import inbox
from baraza.oversight.app import parts_of
from houses import a_house
from oversight_house import ask, hand, started
from oversight_story import (
    ADA,
    ENVELOPE,
    P,
    appeal,
)


async def test_from_the_founding_to_a_starter_set(tmp_path: Path) -> None:
    async with a_house("oversight", parts_of, tmp_path) as house:
        name = await started(house)
        resolution = await house.query("resolution", resolution=name)
        bodies = (await house.query("bodies"))["bodies"]
        mandates = (await house.query("mandates"))["mandates"]
        texts = (await house.query("authority"))["texts"]
        nothing = await house.query("resolution", resolution="none")

    assert resolution["state"] == "adopted"
    assert [vote["body"] for vote in resolution["votes"]] == ["wmf", "council", "community"]
    assert [body["body"] for body in bodies] == ["wmf", "council", "community", "aff-pwu"]
    assert len(bodies[1]["seats"]) == 3
    assert bodies[3]["operator"]
    held = {(m["body"], m["kind"]): m["ended"] for m in mandates}
    assert held["aff-pwu", "operate"] is False
    assert held["wmf", "rules"] is True
    assert [text["kind"] for text in texts] == ["authority", "charter"]
    assert texts[1]["resolution"] == name
    assert nothing is None


async def test_money_moves_and_adds_up_for_whoever_asks(tmp_path: Path) -> None:
    async with a_house("oversight", parts_of, tmp_path) as house:
        await started(house)
        await house.hear(inbox.WorkshopPlanned(workshop="basics", programme=P))
        data = ENVELOPE.model_dump(mode="json", exclude={"envelope"})
        opened = await house.ask("OpenEnvelope", *hand("wmf"), data)
        envelope = opened["events"][0]["data"]["envelope"]

        async def move(actor: tuple[str, str], source: Any, target: Any, amount: int) -> Any:
            said = {"envelope": envelope, "source": source, "target": target}
            purpose = {} if source["account"] == "allocation" else {"purpose": "workshop.basics"}
            return await house.ask("MoveMoney", *actor, {**said, **purpose}, amount_minor=amount)

        line = {"account": "line", "line": "workshops"}
        reserved, spent = ({"account": name, "line": "workshops"} for name in ("reserved", "spent"))
        operator = ("body.aff-pwu", "operate")
        assert (await move(hand("wmf"), {"account": "allocation"}, line, 500))["kind"] == "recorded"
        assert (await move(operator, line, reserved, 200))["kind"] == "recorded"
        assert (await move(operator, reserved, spent, 150))["kind"] == "recorded"
        refused = await move(operator, {"account": "spent"}, {"account": "allocation"}, 1)
        money = await house.query("ring_fence", programme=P)
        one = await house.query("envelope", envelope=envelope)

    assert (refused["kind"], refused["reason"]) == ("refused", "outside_ring_fence")
    assert money["totals"] == {
        "currency": "USD",
        "allocated_minor": 1000,
        "funded_minor": 500,
        "reserved_minor": 50,
        "spent_minor": 150,
        "available_minor": 300,
        "returned_minor": 0,
        "rolled_over_minor": 0,
    }
    assert money["envelopes"][0]["lines"][1]["available_minor"] == 300
    assert len(one["moves"]) == 3


async def test_two_who_open_the_same_envelope_at_once_open_one(tmp_path: Path) -> None:
    async with a_house("oversight", parts_of, tmp_path) as house:
        await started(house)
        replies = await house.at_once(
            hand("wmf"), *(ENVELOPE.model_copy(update={"envelope": name}) for name in "ab")
        )

    assert replies == [["EnvelopeOpened"], ["CommandRefused"]]


async def test_two_appeals_against_one_decision_at_once_are_one(tmp_path: Path) -> None:
    async with a_house("oversight", parts_of, tmp_path) as house:
        await started(house)
        about = (await house.ledger.head()).size + 1
        await house.hear(inbox.CandidacySettled(intake="i1", person=ADA))
        await house.query("bodies")
        replies = await house.at_once(
            (f"person.{ADA}", "self"), appeal(about, "m1"), appeal(about, "m2")
        )

    assert replies == [["MatterOpened"], ["CommandRefused"]]


async def test_an_appeal_is_decided_or_shown_to_be_late(tmp_path: Path) -> None:
    async with a_house("oversight", parts_of, tmp_path) as house:
        await started(house)
        about = (await house.ledger.head()).size + 1
        await house.hear(inbox.CandidacySettled(intake="i1", person=ADA))
        data = {"kind": "appeal", "about": about, "appeal_ground": "criteria", "text": "Again."}
        opened = await house.ask("OpenMatter", f"person.{ADA}", data=data)
        house.reading += timedelta(days=31)
        turned = await house.turn()
        late = (await house.query("matters", kind="appeal", open=True))["matters"]
        matter = opened["events"][0]["data"]["matter"]
        decision = {"kind": "appeal", "matter": matter, "outcome": "upheld", "ground": "criteria"}
        decided = await house.ask("DecideMatter", *hand("community"), decision)
        left = (await house.query("matters", open=True))["matters"]

    assert opened["events"][0]["data"]["addressee"] == "community"
    assert "commit" in opened["events"][0]["data"]["text"]
    assert turned["performed"] == 1
    assert late[0]["overdue"]
    assert late[0]["number"] == opened["index"] + 1
    assert decided["events"][0]["data"]["about"] == about
    assert left == []


async def test_a_withdrawn_appeal_was_decided_by_no_body(tmp_path: Path) -> None:
    async with a_house("oversight", parts_of, tmp_path) as house:
        await started(house)
        about = (await house.ledger.head()).size + 1
        await house.hear(inbox.CandidacySettled(intake="i1", person=ADA))
        await ask(house, appeal(about), f"person.{ADA}", "self")
        over = {"kind": "appeal", "matter": "m1", "outcome": "withdrawn", "ground": "settled"}
        reply = await house.ask("DecideMatter", f"person.{ADA}", data=over)
        matters = (await house.query("matters"))["matters"]

    assert "body" not in reply["events"][0]["data"]
    assert (matters[0]["outcome"], matters[0]["decided_by"]) == ("withdrawn", None)


async def test_a_restart_knows_what_was_decided(tmp_path: Path) -> None:
    async with a_house("oversight", parts_of, tmp_path) as house:
        await started(house)
        ledger, digest = house.ledger, house.service.desk.now.state
    async with a_house("oversight", parts_of, tmp_path, ledger) as again:
        assert again.service.desk.now.state.book == digest.book
        assert (await again.query("bodies"))["bodies"][0]["body"] == "wmf"
