"""The year as registration's askers see it: stages, persistence, reports, what is asked of them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from baraza.registration import inbox
from enrolling import CLOSES, INTAKE, PROGRAMME, pid
from houses import House
from progress import SOME_DAY, STAGES, TRACK, announced, attended, booked, enrolled, feedback, held
from registrations import OPS, a_registration, answer_place, apply, begin, settle

OF = {"person": pid(2), "programme": PROGRAMME}
ON = {**OF, "track": TRACK}


async def a_participant(house: House) -> None:
    """Selected, and on the first stage; what that stage asks is nothing."""
    await begin(house, {TRACK: STAGES})
    await apply(house, 2, INTAKE, "open_call", 90)
    await apply(house, 3, INTAKE, "open_call", 80)
    await settle(house, INTAKE)
    await answer_place(house, 2, "accept")
    await house.turn()


async def hear(house: House, *facts: Any) -> None:
    for fact in facts:
        await house.hear(fact, "scheduling" if "Record" in type(fact).__name__ else None)


async def test_stages_follow_the_evidence_by_the_services_own_steps(tmp_path: Path) -> None:
    async with a_registration(tmp_path) as house:
        await a_participant(house)
        first = await house.query("stage_status", person=pid(2))
        await hear(house, *announced("w3", SOME_DAY), enrolled("w3", 2), attended("w3", 2))
        lacks = await house.query("stage_status", person=pid(2))
        refused = await house.ask("AdvanceStage", OPS, "operate", ON, stage="foundations")
        await hear(house, *feedback(who=2))
        await house.turn()
        then = await house.query("stage_status", person=pid(2))
        all_ = await house.query("stage_status", programme=PROGRAMME)

    assert [row["stage"] for row in first["stages"]] == ["identified", "foundations"]
    assert first["stages"][0]["completed_idx"] is not None
    assert lacks["stages"][1]["lacking"] == [
        {"criterion": "feedback_given_min", "have": 0, "need": 1}
    ]
    assert (refused["kind"], refused["reason"]) == ("refused", "criteria_not_met")
    assert refused["numbers"] == {"feedback_given_min_have": 0, "feedback_given_min_need": 1}
    assert [row["stage"] for row in then["stages"]] == ["identified", "foundations", "mentored"]
    assert len(then["stages"][1]["cited"]) == 2
    counts = {
        row["stage"]: (row["entered"], row["completed"], row["open"]) for row in all_["counts"]
    }
    assert counts == {"identified": (1, 1, 0), "foundations": (1, 1, 0), "mentored": (1, 0, 1)}


async def test_everybody_sees_each_occasion_that_counted_or_did_not(tmp_path: Path) -> None:
    async with a_registration(tmp_path) as house:
        await a_participant(house)
        pair = inbox.RelationshipStarted(
            relationship="rel2", programme=PROGRAMME, mentor=pid(1), mentee=pid(2)
        )
        night = SOME_DAY.replace(hour=3)
        sessions = [booked(1, mentee=2), booked(2, night, mentee=2), booked(3, mentee=2)]
        late = booked(4, SOME_DAY + timedelta(days=90), mentee=2)
        off = inbox.SessionChanged(session="s3", to="cancelled")
        await hear(house, pair, *sessions, late, off, *held(1, mentee=2))
        stuck = {
            "kind": "barrier",
            "person": pid(2),
            "record": "b1",
            "barrier_kind": "connectivity",
            "starts_on": "2027-06-10",
            "ends_on": "2027-06-30",
            "note": "No line.",
        }
        behind = booked(5, SOME_DAY + timedelta(days=14), mentee=2)
        made = await house.ask("MakeRecord", f"person.{pid(2)}", "self", stuck)
        accepted = {"kind": "barrier", "record": "b1", "outcome": "accepted"}
        settled = await house.ask("SettleRecord", OPS, "operate", accepted)
        await hear(house, behind)
        house.reading = SOME_DAY + timedelta(days=60)
        reply = await house.ask("AssessPersistence", OPS, "operate", OF)
        told = await house.query("persistence_detail", **OF)
        extended = await house.ask(
            "ExtendStage", OPS, "operate", {**ON, "stage": "foundations"}, barrier="b1",
            until="2027-09-30",
        )  # fmt: skip
        status = await house.query("stage_status", person=pid(2))

    assert (made["kind"], settled["kind"]) == ("recorded", "recorded")
    fact = reply["events"][0]["data"]
    assert (fact["done"], fact["open"], fact["excused"], fact["per_mille"]) == (1, 1, 2, 1000)
    assert {row["about"]: row["how"] for row in told["occasions"]} == {
        "session.s1": "done",
        "session.s2": "unreasonable_hour",
        "session.s4": "to_come",
        "session.s5": "barrier",
    }
    assert (told["done"], told["open"], told["excused"]) == (1, 1, 2)
    assert told["assessments"][0]["cited"] == fact["cited"]
    assert extended["kind"] == "recorded"
    assert status["stages"][1]["until"] == "2027-09-30"


async def test_reports_are_asked_for_as_tables(tmp_path: Path) -> None:
    async with a_registration(tmp_path) as house:
        await a_participant(house)
        asks = [
            ("retention", "baseline"), ("retention", "closing"), ("identification", "closing"),
            ("development", "closing"), ("ties", "closing"), ("equity", "applied"),
        ]  # fmt: skip
        house.reading = CLOSES + timedelta(days=100)
        for kind, point in asks:
            data = {"kind": kind, "point": point, "programme": PROGRAMME}
            reply = await house.ask("PublishReport", OPS, "operate", data)
            assert reply["kind"] == "recorded", reply
        equity = await house.query("equity", programme=PROGRAMME)
        heads = await house.query("headline_reports", programme=PROGRAMME)
        baseline = await house.query("baseline", programme=PROGRAMME)
        ties = await house.query("ties_and_collaborations", programme=PROGRAMME)

    groups = ("", "_region_africa", "_language_en", "_affiliate_kind_not_said")
    assert equity["points"] == {"applied": {f"participant{group}": None for group in groups}}
    assert set(heads) == {"identification", "development", "retention"}
    assert [row["group"] for row in heads["development"]["rows"]] == ["identified", "foundations"]
    assert baseline["rows"][0]["group"] == "board_3_months"
    assert baseline["rows"][0]["baseline"]["count"] is None
    assert (ties["relationships"], ties["declared"]) == (0, 0)


async def test_what_lies_ahead(tmp_path: Path) -> None:
    async with a_registration(tmp_path) as house:
        await begin(house, {TRACK: STAGES})
        before = await house.query("due")
        await apply(house, 2, INTAKE, "open_call", 90)
        await settle(house, INTAKE)
        offered = await house.query("due")
        await answer_place(house, 2, "accept")
        after = await house.query("due", until=(CLOSES + timedelta(days=500)).isoformat())
        forecast = await house.query("capacity_forecast", programme=PROGRAMME, on="2027-01-01")

    assert {row["kind"] for row in before["due"]} == {"intake"}
    assert [(row["what"], row["person"]) for row in offered["due"]] == [("answer", pid(2))]
    assert after["due"] == []
    assert (forecast["open_roles"], forecast["terms_ending"]) == (0, 0)
    assert forecast["capacities"] == {"governance": {"wanted": 1, "offered": 0, "missing": 1}}
    assert forecast["regions"] == {"africa": {"wanted": 1, "offered": 0, "missing": 1}}
    assert forecast["languages"] == {"en": {"wanted": 1, "offered": 0, "missing": 1}}
