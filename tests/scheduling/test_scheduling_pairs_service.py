"""A pair as scheduling's askers see it: hours in the vault, sessions, records, questions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from baraza.decider import written
from baraza.forms.v1.heard import ErasureRequested
from baraza.scheduling.app import parts_of
from baraza.scheduling.engine import TZDATA
from houses import House, a_house
from timetables import ANA, BOB, FIRST_WEEK, LEE, OPERATOR, READY, STAGES, TIED, adopted, tie

MONDAYS = [[36, 44], [132, 140]]
"""Monday and Tuesday, 9 to 11 in one's own time."""
NOW = datetime(2027, 4, 2, 13, tzinfo=UTC)


@asynccontextmanager
async def a_pair(folder: Path) -> AsyncIterator[House]:
    """A mentor in Lagos and a mentee in Warsaw, who can both on Monday and Tuesday mornings."""
    async with a_house("scheduling", parts_of, folder) as house:
        house.reading = NOW - timedelta(hours=1)
        for fact in (*READY, *adopted("stage_set", STAGES), tie().fact):
            service = "registration" if type(fact).__name__ == "RulesDrafted" else None
            await house.hear(fact, service)
        house.reading = NOW
        await state(house, LEE, "Africa/Lagos")
        await state(house, ANA, "Europe/Warsaw")
        yield house


async def state(house: House, who: str, zone: str, weekly: Any = MONDAYS) -> Any:
    data = {"person": who, "weekly": weekly, "zone": zone, "from_on": "2027-03-29"}
    return await house.ask("StateAvailability", f"person.{who}", data=data)


async def book(house: House, who: str = LEE, **changes: Any) -> Any:
    data = {
        "relationship": TIED,
        "first_week": written(FIRST_WEEK),
        "every_weeks": 2,
        "sessions": 3,
        "minutes": 60,
        **changes,
    }
    return await house.ask("BookSession", f"person.{who}", data=data)


async def test_a_pair_is_booked_where_both_have_said_they_can(tmp_path: Path) -> None:
    async with a_pair(tmp_path) as house:
        reply = await book(house)
        log = await house.query("session_log", relationship=TIED)

    facts = [event["data"] for event in reply["events"]]
    assert [fact["start"] for fact in facts] == [
        f"2027-{day}T08:00:00.000Z" for day in ("04-05", "04-19", "05-03")
    ]
    assert [fact["number"] for fact in facts] == [1, 2, 3]
    assert {fact["tzdata"] for fact in facts} == {TZDATA}
    assert [row["session"] for row in log["sessions"]] == [fact["session"] for fact in facts]


async def test_a_second_booking_goes_round_the_first(tmp_path: Path) -> None:
    async with a_pair(tmp_path) as house:
        await book(house)
        again = await book(house, ANA, sessions=1)
        slots = await house.query("free_slots", relationship=TIED, week=written(FIRST_WEEK))

    assert again["events"][0]["data"]["start"] == "2027-04-06T08:00:00.000Z"
    assert slots["starts"] == []


async def test_nobody_is_booked_outside_their_hours(tmp_path: Path) -> None:
    async with a_pair(tmp_path) as house:
        await state(house, ANA, "America/Lima")
        reply = await book(house)
        chosen = await book(house, starts=["2027-04-05T08:00:00.000Z"])

    assert (reply["kind"], reply["reason"]) == ("refused", "outside_availability")
    assert chosen["type"].endswith("malformed")


async def test_what_happened_in_a_session_is_told_and_confirmed(tmp_path: Path) -> None:
    async with a_pair(tmp_path) as house:
        session = (await book(house))["events"][0]["data"]["session"]
        house.reading = FIRST_WEEK + timedelta(hours=10)
        data = {
            "kind": "session",
            "person": ANA,
            "session": session,
            "state": "held",
            "minutes": 60,
            "venue_kind": "on_wiki",
            "format": "one_to_one",
            "topic": "what was spoken of",
        }
        made = await house.ask("MakeRecord", f"person.{LEE}", data=data)
        record = made["events"][0]["data"]["record"]
        settle = {"kind": "session", "record": record, "outcome": "confirmed"}
        settled = await house.ask("SettleRecord", f"person.{ANA}", data=settle)
        log = await house.query("session_log", programme="pilot-demo")
        venues = await house.query("venue_share", programme="pilot-demo")
        formats = await house.query("format_comparison", programme="pilot-demo")

    assert made["events"][0]["data"]["relationship"] == TIED
    assert settled["events"][0]["data"]["session"] == session
    assert [row["state"] for row in log["sessions"]] == ["held", "booked", "booked"]
    assert venues["venues"][0] | {"minutes": 60} == {
        "venue_kind": "on_wiki",
        "sessions": 1,
        "minutes": 60,
        "activities": 0,
    }
    assert formats["formats"][0]["sessions_held"] == 1


async def test_a_check_in_that_nobody_tells_of_is_missing(tmp_path: Path) -> None:
    async with a_pair(tmp_path) as house:
        house.reading = NOW + timedelta(weeks=7)
        await house.turn()
        data = {"kind": "check_in", "person": ANA, "relationship": TIED, "number": 2}
        told = {**data, "state": "going_well", "note": "they meet"}
        reply = await house.ask("MakeRecord", OPERATOR, "operate", data=told)
        log = await house.query("session_log", relationship=TIED)

    assert reply["kind"] == "recorded", reply
    assert [(row["number"], row["state"]) for row in log["check_ins"]] == [
        (1, "missing"),
        (2, "going_well"),
    ]


async def test_who_is_erased_has_no_hours_any_more(tmp_path: Path) -> None:
    async with a_pair(tmp_path) as house:
        await house.hear(ErasureRequested(person=ANA))
        await house.turn()
        vault = house.service.parts.vault
        assert vault is not None
        reply = await book(house)
        shared = await house.query(
            "shared_hours", mentees=[ANA], mentors=[LEE], weeks=[written(FIRST_WEEK)]
        )
        herself = await state(house, ANA, "Europe/Warsaw")
        kept = vault.of_person(ANA)  # of what is refused nothing is kept again

    assert reply["reason"] == "outside_availability"
    assert herself["reason"] == "person_erased"
    assert (shared["hours"], kept) == ([], [])


async def test_what_is_not_of_its_kind_is_no_record(tmp_path: Path) -> None:
    async with a_pair(tmp_path) as house:
        data = {"kind": "activity", "person": BOB, "workshop": "basics", "project": "wikipedia"}
        reply = await house.ask("MakeRecord", f"person.{BOB}", data=data)

    assert reply["type"].endswith("malformed")
