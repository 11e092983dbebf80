"""Registration with its askers: an intake from the first account to the last answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from baraza.forms.v1 import heard
from baraza.registration.app import parts_of
from enrolling import (
    APPROVED,
    BODIES,
    CLOSES,
    INTAKE,
    MENTORS,
    MONEY,
    OPENS,
    PROGRAMME,
    SETTLED,
    pid,
    rules_of,
    workshop,
)
from houses import House, a_house

OPS = "body.ops"
TEXTS = ("charter", "stage_set", "terms", "criteria", "pools", "definitions")


@asynccontextmanager
async def a_registration(folder: Path) -> AsyncIterator[House]:
    """Bodies and mandates are there; the year is just beginning."""
    async with a_house("registration", parts_of, folder) as house:
        house.reading = OPENS - timedelta(days=20)
        for fact in BODIES[1:]:
            await house.hear(fact)
        yield house


async def adopt(house: House, stages: dict[str, Any] | None = None) -> None:
    """The starter set is drafted here, and adopted by oversight."""
    for kind in TEXTS:
        own = {"stages": stages} if stages and kind == "stage_set" else {}
        rules = rules_of(kind, **own)
        ask = {"kind": kind, "programme": PROGRAMME, "version": 1, "rules": rules}
        reply = await house.ask("DraftRules", OPS, "operate", ask)
        digest = reply["events"][0]["data"]["digest"]
        text = {"kind": kind, "programme": PROGRAMME, "version": 1, "digest": digest}
        await house.hear(heard.RulesInForce(**text, from_on="2027-01-01"))
    for fact in (APPROVED, MONEY, workshop("w1"), workshop("w2")):
        await house.hear(fact)


def of_person(number: int, **more: Any) -> dict[str, Any]:
    data = {
        "person": pid(number),
        "account": f"Person {number}",
        "name": f"Somebody {number}",
        "contact": f"p{number}@example.org",
        "zone": "Africa/Accra",
        "zone_band": 0,
        "region": "africa",
        "languages": ["en"],
        "source": "people_csv",
    }
    return {**data, **more}


async def register(house: House, *numbers: int) -> None:
    for number in numbers:
        reply = await house.ask("RegisterPerson", OPS, "operate", of_person(number))
        assert reply["kind"] == "recorded"


async def announce(house: House, id_: str, role: str) -> Any:
    data = {
        "intake": id_,
        "programme": PROGRAMME,
        "role": role,
        "places": 2,
        "opens": OPENS.isoformat(),
        "closes": CLOSES.isoformat(),
        "appeal_days": 7,
        "beacon": "rehearsal/1",
        "pulse": 1,
        "pulse_at": (CLOSES + timedelta(hours=2)).isoformat(),
    }
    return await house.ask("AnnounceIntake", OPS, "operate", data)


async def begin(house: House, stages: dict[str, Any] | None = None) -> None:
    """Texts, an open programme, people of whom one sits on a board, a screener."""
    await adopt(house, stages)
    await register(house, *range(1, 6))
    claim = {
        "kind": "post",
        "record": "r1",
        "person": pid(1),
        "post_kind": "board",
        "organisation": "aff-gh",
        "title": "board_member",
        "starts_on": "2025-07-01",
        "source": "affiliate report",
    }
    await house.ask("MakeRecord", f"person.{pid(1)}", "self", claim)
    settled = {"kind": "post", "record": "r1", "outcome": "verified"}
    await house.ask("SettleRecord", OPS, "operate", settled)
    house.reading = OPENS
    programme = {"programme": PROGRAMME}
    await house.ask("AnnounceProgramme", OPS, "operate", programme, places=2)
    opened = await house.ask("OpenProgramme", OPS, "operate", programme)
    assert opened["kind"] == "recorded"
    await announce(house, INTAKE, "participant")
    await announce(house, MENTORS, "mentor")
    about = {"person": pid(5), "role": "screener", "programme": PROGRAMME}
    await house.ask("AcknowledgeTerms", f"person.{pid(5)}", "self", about, version=1, language="en")
    await house.ask("GrantRole", OPS, "operate", about, starts_on="2027-02-01")


async def invite(house: House) -> Any:
    closes = CLOSES.isoformat()
    campaign = {"campaign": "c1", "intake": MENTORS, "pool": "current_board", "closes": closes}
    await house.ask("LaunchCampaign", OPS, "operate", campaign)
    asked = {"kind": "invitation", "intake": MENTORS, "campaign": "c1"}
    invited = await house.ask("OfferRole", OPS, "operate", asked, person=pid(1))
    refused = await house.ask("OfferRole", OPS, "operate", asked, person=pid(2))
    assert (refused["kind"], refused["reason"]) == ("refused", "not_in_pool")
    offer = invited["events"][0]["data"]["offer"]
    yes = {"kind": "invitation", "offer": offer, "person": pid(1), "answer": "accept"}
    return await house.ask("AnswerOffer", f"person.{pid(1)}", "self", yes)


async def apply(house: House, number: int, intake: str, pool: str, motivation: int) -> None:
    person = {"intake": intake, "person": pid(number)}
    data = {**person, "pool": pool, "capacities": ["governance"], "hours_per_month": 6}
    await house.ask(
        "SubmitApplication", f"person.{pid(number)}", "self", data, motivation="To learn."
    )
    await house.ask("AssignScreener", OPS, "operate", person, screener=pid(5))
    marks = {"working_language": 100, "motivation": motivation, "hours": 50}
    reply = await house.ask(
        "RecordScreening", f"person.{pid(5)}", "screener", {**person, "marks": marks}, note="Seen."
    )
    assert reply["kind"] == "recorded"


async def answer_place(house: House, number: int, said: str) -> Any:
    offers = (await house.query("person", person=pid(number)))["offers"]
    place = next(row for row in offers if row["kind"] == "place")
    data = {"kind": "place", "offer": place["offer"], "person": pid(number), "answer": said}
    return await house.ask("AnswerOffer", f"person.{pid(number)}", "self", data)


async def settle(house: House, *intakes: str) -> None:
    house.reading = SETTLED
    assert (await house.turn())["performed"] > 0
    for intake in intakes:
        reply = await house.ask(
            "SettleSelection", f"person.{pid(900)}", "seat.council-1", {"intake": intake}
        )
        assert reply["kind"] == "recorded", reply
    assert (await house.turn())["performed"] == len(intakes)
