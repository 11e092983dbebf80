"""Matching as its askers see it: from who will not meet whom to who mentors whom."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from baraza.decider import written
from baraza.matching import read_model
from baraza.matching.app import build
from baraza.matching.domain import CURRENT
from baraza.matching.domain.v1.certificate import digest, strict
from baraza.messaging.settings import Settings
from baraza.projection import Projector
from matching_house import (
    ADA,
    BEN,
    CAL,
    GRACE,
    LEE,
    Told,
    a_round,
    answered,
    entered,
    entering,
    lived,
    proposals,
)
from pairings import (
    CLOSES,
    OPERATOR,
    PILOT,
    PULSE_AT,
    ROUND,
    announce,
)


async def test_from_entering_to_who_mentors_whom(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        await entered(house)
        announced = await house.query("round", round=ROUND)
        await lived(house)
        released = await house.query("round", round=ROUND)
        without = await house.query("unmatched", round=ROUND)
        first, second = await proposals(house)
        for side in ("mentee", "mentor"):
            await answered(house, first, side)
        await answered(house, second, "mentee", "decline")
        house.reading += timedelta(minutes=1)
        turned = await house.turn()
        pairs = await house.query("who_with_whom", programme=PILOT)
        load = await house.query("mentor_load", round=ROUND)
        why = await house.query("why", mentee=second["mentee"])
        waiting = await house.query("waiting")
        nowhere = await house.query("round", round="unheard-of")

    assert (announced["state"], announced["entered_mentees"]) == ("announced", 3)
    assert (released["state"], released["matched"], released["unmatched"]) == ("released", 2, 1)
    assert released["excluded"] == {}
    assert without["reasons"] == {"shortage": 1}
    assert turned["performed"] == 1
    assert [(r["mentor"], r["mentee"]) for r in pairs["relationships"]] == [
        (first["mentor"], first["mentee"])
    ]
    assert [(row["places"], row["held"]) for row in load["mentors"]] == [(1, 1), (1, 1)]
    assert [offer["state"] for offer in why["offers"]] == ["declined"]
    assert why["offers"][0]["mentee_answer"] == "decline"
    assert why["evidence"][0]["result"] == released["result"]
    assert [row["mentee"] for row in waiting["mentees"]] == [second["mentee"]]
    assert why["waiting"]["reason"] == "declined"
    assert nowhere is None


async def test_the_handlers_ask_for_hours_and_for_the_root_right_after_the_freeze(
    tmp_path: Path,
) -> None:
    async with a_round(tmp_path) as house:
        await entered(house)
        await lived(house)
        kept = await house.ledger.entries(0, 500)
        handlers = house.service.parts.handlers

    assert isinstance(handlers, Told)
    size = next(k.index for k in kept if k.entry.name == "RoundFrozen") + 1
    hours, root = handlers.asked
    assert hours[:2] == ("scheduling", "shared_hours")
    assert hours[2]["mentees"] == [ADA, BEN, CAL]
    assert hours[2]["weeks"] == [written(week) for week in announce().weeks]
    assert root == ("ledger", "root", {"size": size})


async def test_whom_one_will_not_meet_is_known_to_the_vault_alone(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        blocks = {"person": GRACE, "rule": "blocked", "other": ADA}
        reply = await house.ask("ExcludePair", f"person.{GRACE}", "self", blocks)
        others = {"person": ADA, "rule": "conflict", "other": LEE}
        await house.ask("ExcludePair", OPERATOR, "operate", others)
        await entered(house)
        await lived(house)
        kept = await house.ledger.entries(0, 500)
        state = await house.query("round", round=ROUND)
        exclusions = await house.ledger.exhibit(state["exclusions"])

    said = next(k.entry for k in kept if k.entry.name == "PairExcluded")
    assert ADA not in said.wire.decode()
    assert reply["events"][0]["data"]["other"].keys() == {"commit"}
    assert strict(exclusions)["personal"] == [[0, 0], [0, 1]]
    assert state["excluded"] == {"personal_or_hours": 2}
    assert {k.entry.data["person"] for k in kept if k.entry.name == "MenteeUnmatched"} == {ADA}


async def test_who_is_named_is_another_person(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        replies = [
            await house.ask(
                "ExcludePair",
                f"person.{ADA}",
                "self",
                {"person": ADA, "rule": "blocked", "other": other},
            )
            for other in (ADA, "Ada Lovelace", 7)
        ]

    assert [reply["kind"] for reply in replies] == ["problem"] * 3


async def test_who_comes_to_be_excluded_is_passed_over(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        await entered(house)
        await lived(house)
        first, _ = await proposals(house)
        waits = (await house.query("waiting"))["mentees"][0]["mentee"]
        blocks = {"person": first["mentor"], "rule": "blocked", "other": waits}
        await house.ask("ExcludePair", f"person.{first['mentor']}", "self", blocks)
        await answered(house, first, "mentee", "decline")
        await house.turn()
        kept = await house.ledger.entries(0, 500)

    asked = next(k.entry for k in kept if k.entry.name == "ProposePair")
    assert asked.data["passed_over"] == [waits]
    assert kept[-1].entry.data["reason"] == "no_admissible_mentor"


async def test_an_operator_offers_a_place_by_hand(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        await entered(house)
        await lived(house)
        first, _ = await proposals(house)
        waits = (await house.query("waiting"))["mentees"][0]["mentee"]
        by_hand = {"round": ROUND, "mentor": first["mentor"], "mentee": waits}
        full = await house.ask("ProposePair", OPERATOR, "operate", by_hand)
        early = await house.ask(
            "ProposePair", OPERATOR, "operate", {**by_hand, "round": "unheard-of"}
        )
        told = await house.ask("ProposePair", OPERATOR, "operate", {**by_hand, "passed_over": []})
        await answered(house, first, "mentor", "decline")
        reply = await house.ask("ProposePair", OPERATOR, "operate", by_hand, "once")
        again = await house.ask("ProposePair", OPERATOR, "operate", by_hand, "once")
        turned = await house.turn()

    assert (full["reason"], early["reason"]) == ("no_place_left", "unknown_entity")
    assert told["type"].endswith("malformed")
    assert reply["events"][0]["data"]["origin"] == "rematch"
    assert again["index"] == reply["index"]
    assert turned["performed"] == 0


async def test_equal_organisations_have_equal_labels_that_name_nobody(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        labels = []
        for person, organisation in ((ADA, "aff-1"), (BEN, "aff-1"), (CAL, "aff-2")):
            said = entering(person, "mentee", organisation=organisation)
            reply = await house.ask("EnterRound", f"person.{person}", "mentee", said)
            labels.append(reply["events"][0]["data"]["organisation_label"])
        told = entering(ADA, "mentee", organisation_label="0" * 16)
        given = await house.ask("EnterRound", f"person.{ADA}", "mentee", told)

    assert labels[0] == labels[1] != labels[2]
    assert given["type"].endswith("malformed")


async def test_a_round_with_floors_is_settled_under_them(tmp_path: Path) -> None:
    floors = {"groups_by": "region", "groups": ["mena"], "per_mille": [1000]}
    async with a_round(tmp_path, floors=floors) as house:
        await entered(house)
        house.reading = CLOSES
        await house.turn()
        house.reading = PULSE_AT
        await house.turn()
        state = await house.query("round", round=ROUND)

    assert state["state"] == "released"


async def test_the_same_story_is_the_same_log(tmp_path: Path) -> None:
    """I2, I3: two houses with one seed write the same bytes."""
    logs = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        async with a_round(tmp_path / name) as house:
            await entered(house)
            await lived(house)
            kept = await house.ledger.entries(0, 500)
            logs.append([digest(k.entry.wire) for k in kept])

    assert logs[0] == logs[1]


async def test_a_restarted_service_goes_on_where_the_log_stands(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    async with a_round(tmp_path / "one") as house:
        await entered(house)
        house.reading = CLOSES
        await house.turn()
        ledger = house.ledger
    async with a_round(tmp_path / "one", ledger) as again:
        again.reading = PULSE_AT
        turned = await again.turn()
        state = await again.query("round", round=ROUND)

    assert turned["performed"] == 3
    assert state["state"] == "released"


async def test_rows_can_be_made_again(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        await entered(house)
        await lived(house)
        first, second = await proposals(house)
        for side in ("mentee", "mentor"):
            await answered(house, first, side)
        await answered(house, second, "mentor")
        await answered(house, second, "mentor", "undo")
        house.reading += timedelta(days=8)
        await house.turn()
        await house.query("waiting")  # rows follow the log before they answer
        kept = await house.ledger.entries(0, 500)
        projector = house.service.parts.projector
        assert isinstance(projector, Projector)

        def rows() -> Any:
            with projector.reading() as connection:
                return [
                    read_model.round_(connection, ROUND),
                    read_model.relationships(connection, None),
                    read_model.unmatched(connection, ROUND),
                    read_model.waiting(connection, ROUND),
                    read_model.pairs_of(connection, second["mentee"]),
                ]

        before = rows()
        projector.rebuild()
        projector.apply([(k.index, k.entry) for k in kept])
        assert rows() == before
        assert projector.parked() == []
        assert before[4][0]["state"] == "expired"
        assert before[4][0]["mentor_answer"] is None


async def test_the_service_is_built_from_its_settings(tmp_path: Path) -> None:
    service = build(Settings(service="matching", home=tmp_path))

    assert service.parts.decider is CURRENT
    assert set(service.parts.queries) == set(service.parts.answers)
    await service.stop()
