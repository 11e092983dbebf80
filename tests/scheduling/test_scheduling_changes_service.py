"""Workshops that change, as their askers see it: another leader, another time, who may teach."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from baraza.scheduling.app import parts_of
from baraza.scheduling.engine import TZDATA
from houses import House, a_house
from timetables import ANA, BOB, KAI, LEE, NOW, OPERATOR, PILOT, READY, adopted, plan, staged

FIRST = adopted("first_trainers", {"trainers": [LEE, KAI]}, None)
BASICS: dict[str, Any] = {"workshop": "basics"}


@asynccontextmanager
async def a_workshop(folder: Path) -> AsyncIterator[House]:
    """Announced under LEE, with one place that ANA has, and BOB waiting for it."""
    async with a_house("scheduling", parts_of, folder) as house:
        house.reading = NOW
        for fact in (*READY, *FIRST, staged(ANA), staged(BOB)):
            service = "registration" if type(fact).__name__ == "RulesDrafted" else None
            await house.hear(fact, service)
        planned = plan(places=1).model_dump(mode="json")
        await operate(house, "PlanWorkshop", **planned)
        await led_by(house, LEE)
        await operate(house, "AnnounceWorkshop", **BASICS)
        for who in (ANA, BOB):
            await house.ask("EnrolInWorkshop", f"person.{who}", **BASICS, person=who)
        yield house


async def operate(house: House, name: str, **data: Any) -> Any:
    return await house.ask(name, OPERATOR, "operate", data=data)


async def led_by(house: House, who: str) -> None:
    await house.ask("OfferTeaching", f"person.{who}", **BASICS, person=who)
    await operate(house, "AnswerOffer", **BASICS, person=who, answer="accept")


async def test_a_workshop_loses_its_trainer_and_moves(tmp_path: Path) -> None:
    async with a_workshop(tmp_path) as house:
        before = await house.query("workshop", **BASICS)
        await house.ask("ReleaseTrainer", f"person.{LEE}", "leader", data={**BASICS, "ground": "x"})
        released = await house.query("workshop", **BASICS)
        await operate(house, "SeekTrainer", **BASICS, capacity="governance")
        await led_by(house, KAI)
        window = {"window_from": "2027-04-01", "window_until": "2027-04-09"}
        reply = await operate(house, "ChangeWorkshop", **BASICS, ground="trainer_lost", **window)
        after = await house.query("workshop", **BASICS)
        calendar = await house.query("calendar", programme=PILOT)

    fact = reply["events"][0]["data"]
    assert released["leader"] is None
    assert (fact["before"], fact["leader"], fact["enrolled"]) == (before["start"], KAI, 1)
    assert (after["start"], after["leader"]) == (fact["start"], KAI)
    assert (after["tzdata"], after["bands"]) == (TZDATA, fact["bands"])
    assert fact["start"] > "2027-04-01"
    assert [event["starts"] for event in calendar["events"]] == [fact["start"]]


async def test_the_time_of_a_change_is_not_for_the_asker_to_say(tmp_path: Path) -> None:
    async with a_workshop(tmp_path) as house:
        told = {"ground": "safety", "start": "2027-04-01T10:00:00.000Z"}
        chosen = await operate(house, "ChangeWorkshop", **BASICS, **told)
        unlisted = await operate(house, "ChangeWorkshop", **BASICS, ground="bored")
        unknown = await operate(house, "ChangeWorkshop", workshop="nowhere", ground="safety")

    assert chosen["type"].endswith("malformed")
    assert unlisted["type"].endswith("malformed")
    assert unknown["reason"] == "unknown_entity"


async def test_who_waits_sees_that_a_place_is_theirs(tmp_path: Path) -> None:
    async with a_workshop(tmp_path) as house:
        reply = await house.ask("CancelEnrolment", f"person.{ANA}", **BASICS, person=ANA)
        answer = await house.query("workshop", **BASICS)

    assert [event["type"].split(".")[3] for event in reply["events"]] == [
        "EnrolmentCancelled",
        "EnrolmentPromoted",
    ]
    assert answer["enrolments"] == [{"person": BOB, "queued": None}]


async def test_what_is_called_off_stays_in_the_calendar_as_such(tmp_path: Path) -> None:
    async with a_workshop(tmp_path) as house:
        await operate(house, "PlanWorkshop", **plan("more").model_dump(mode="json"))
        refused = await operate(house, "CancelWorkshop", **BASICS, ground="no_venue")
        await operate(house, "CancelWorkshop", workshop="more", ground="no_venue")
        calendar = await house.query("calendar", programme=PILOT)

    assert refused["reason"] == "pilot_below_two_workshops"
    states = {event["what"]: event["status"] for event in calendar["events"]}
    assert states == {"basics": "CONFIRMED", "more": "CANCELLED"}


async def test_on_whose_word_somebody_teaches_can_be_asked(tmp_path: Path) -> None:
    async with a_workshop(tmp_path) as house:
        start = datetime.fromisoformat((await house.query("workshop", **BASICS))["start"])
        house.reading = start + timedelta(hours=3)
        there = {"kind": "attendance", "person": ANA, "state": "present", "minutes": 120}
        await house.ask("MakeRecord", f"person.{LEE}", "leader", data={**there, **BASICS})
        await house.ask("HoldWorkshop", f"person.{LEE}", "leader", **BASICS)
        teach = {"kind": "trainer", "person": ANA, "until": "2029-01-01", **BASICS}
        data = {**teach, "capacities": ["governance"]}
        reply = await house.ask("Certify", f"person.{LEE}", "leader", data=data)
        chain = await house.query("certification_chain", person=ANA)
        one = await house.query("certificate", certificate=chain["certificates"][0]["certificate"])
        none = await house.query("certificate", certificate="nothing")

    assert reply["events"][0]["data"]["depth"] == 1
    assert [(row["person"], row["by"]) for row in chain["certificates"]] == [(ANA, LEE)]
    assert one == chain["certificates"][0]
    assert none is None
