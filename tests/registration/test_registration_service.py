"""Registration as its askers see it: accounts, an intake from invitation to stage, figures."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from baraza.forms.v1 import heard
from baraza.registration.app import build, parts_of
from baraza.registration.vault import plain
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


async def adopt(house: House) -> None:
    """The starter set is drafted here, and adopted by oversight."""
    for kind in TEXTS:
        ask = {"kind": kind, "programme": PROGRAMME, "version": 1, "rules": rules_of(kind)}
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


async def test_one_account_is_one_person_however_it_is_written(tmp_path: Path) -> None:
    async with a_registration(tmp_path) as house:
        first = of_person(1, account="grace_Hopper")
        await house.ask("RegisterPerson", OPS, "operate", first, key="first")
        again = await house.ask("RegisterPerson", OPS, "operate", first, key="first")
        other = of_person(2, account="Grace Hopper")
        reply = await house.ask("RegisterPerson", OPS, "operate", other)
        forged = of_person(3, known_as=pid(1))
        told = await house.ask("RegisterPerson", OPS, "operate", forged)
        empty = await house.ask("RegisterPerson", OPS, "operate", of_person(4, account=" "))
        page = await house.ledger.entries(0, 500)

    assert again["replayed"]
    assert (reply["kind"], reply["reason"]) == ("refused", "duplicate_account")
    assert {told["kind"], empty["kind"]} == {"problem"}
    log = b"".join(kept.entry.wire for kept in page)
    for personal in (b"opper", b"Somebody", b"example.org", b"Accra"):
        assert personal not in log


@pytest.mark.parametrize("account", ["ada lovelace", "Ada_lovelace", " Ada  lovelace"])
def test_an_account_has_one_plain_spelling(account: str) -> None:
    assert plain(account) == "Ada lovelace"


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


async def begin(house: House) -> None:
    """Texts, an open programme, people of whom one sits on a board, a screener."""
    await adopt(house)
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
    data = {**person, "pool": pool, "capacities": [], "hours_per_month": 6}
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


async def test_an_ask_that_does_not_stand_claims_no_account(tmp_path: Path) -> None:
    """Whoever is refused has not taken the account from the person whose it is."""
    async with a_registration(tmp_path) as house:
        other = await house.ask("RegisterPerson", f"person.{pid(8)}", "self", of_person(9))
        own = await house.ask(
            "RegisterPerson", f"person.{pid(7)}", "self", of_person(9, person=pid(7))
        )

    assert (other["kind"], other["reason"]) == ("refused", "no_mandate")
    assert own["kind"] == "recorded"


async def test_from_invitation_and_application_to_the_first_stage(tmp_path: Path) -> None:
    async with a_registration(tmp_path) as house:
        await begin(house)
        await invite(house)
        await apply(house, 1, MENTORS, "current_board", 90)
        for number, motivation in ((2, 90), (3, 70), (4, 50)):
            await apply(house, number, INTAKE, "open_call", motivation)
        await settle(house, INTAKE, MENTORS)
        await answer_place(house, 2, "accept")
        passed = await answer_place(house, 3, "decline")
        told = await house.query("person", person=pid(2))
        pools = await house.query("pool_yield", programme=PROGRAMME)
        pipeline = await house.query("pipeline", programme=PROGRAMME)
        programme = await house.query("programme", programme=PROGRAMME)
        history = await house.query("role_history", person=pid(1))

    assert [event["type"].split(".")[3] for event in passed["events"]] == [
        "OfferAnswered",
        "OfferEnded",
        "OfferMade",
    ]
    assert passed["events"][2]["data"]["person"] == pid(4)
    assert [row["stage"] for row in told["stages"]] == ["identified"]
    assert [row["role"] for row in told["roles"]] == ["participant"]
    assert pools["pools"]["current_board"] == {
        "invited": 1,
        "answered": 1,
        "accepted": 1,
        "active": 0,
    }
    assert list(pools["pools"])[:3] == ["current_advisory_board", "former_board", "current_board"]
    (participants, _) = pipeline["intakes"]
    assert (participants["applied"], participants["places_offered"]) == (3, 3)
    assert (participants["selected"], participants["places_taken"]) == (2, 1)
    assert [row["applications"] for row in programme["intakes"]] == [3, 1]
    assert programme["opened_at"] is not None
    assert [row["state"] for row in history["posts"]] == ["verified"]


async def test_a_selection_brings_its_outcome_as_evidence(tmp_path: Path) -> None:
    async with a_registration(tmp_path) as house:
        await begin(house)
        await apply(house, 2, INTAKE, "open_call", 90)
        unknown = await house.ask(
            "SettleSelection", f"person.{pid(900)}", "seat.council-1", {"intake": "nowhere"}
        )
        await settle(house, INTAKE)
        page = await house.ledger.entries(0, 500)
        fact = next(k.entry for k in page if k.entry.name == "SelectionSettled")
        outcome = json.loads(await house.ledger.exhibit(fact.data["outcome"]["exhibit"]))

    assert (unknown["kind"], unknown["reason"]) == ("refused", "unknown_entity")
    assert outcome["format"] == "baraza-selection/1"
    assert [(row["person"], row["outcome"]) for row in outcome["ranks"]] == [(pid(2), "selected")]


async def test_reports_are_read_as_they_were_published(tmp_path: Path) -> None:
    async with a_registration(tmp_path) as house:
        await begin(house)
        await house.ask("PublishReport", OPS, "operate", {"kind": "retention", "point": "baseline"})
        reports = (await house.query("retention"))["reports"]
        equity = await house.query("equity", programme=PROGRAMME)

    (report,) = reports
    assert (report["suppressed"], len(report["rows"])) == (4, 4)  # one term singles out its holder
    assert all(row["count"] is None for row in report["rows"])
    assert equity == {"reports": []}


async def test_what_is_not_known_has_no_answer(tmp_path: Path) -> None:
    async with a_registration(tmp_path) as house:
        answers = [
            await house.query("person", person=pid(99)),
            await house.query("programme", programme="other"),
        ]
        history = await house.query("role_history", person=pid(99))

    assert answers == [None, None]
    assert history == {"person": pid(99), "posts": [], "roles": []}


async def test_the_service_is_wired_as_settings_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BARAZA_HOME", str(tmp_path))

    service = build()
    await service.stop()

    assert service.parts.name == "registration"
