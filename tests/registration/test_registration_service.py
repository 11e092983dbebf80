"""Registration as its askers see it: accounts, an intake from invitation to stage, figures."""

import json
from pathlib import Path

import pytest

from baraza.registration.app import build
from baraza.registration.vault import plain
from enrolling import INTAKE, MENTORS, PROGRAMME, pid
from registrations import (
    OPS,
    a_registration,
    answer_place,
    apply,
    begin,
    invite,
    of_person,
    settle,
)


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
    assert equity == {"points": {}, "reports": []}


async def test_what_is_not_known_has_no_answer(tmp_path: Path) -> None:
    async with a_registration(tmp_path) as house:
        answers = [
            await house.query("person", person=pid(99)),
            await house.query("programme", programme="other"),
        ]
        history = await house.query("role_history", person=pid(99))

    assert answers == [None, None]
    nothing: dict[str, list[str]] = {"posts": [], "roles": [], "veteran_offers": []}
    assert history == {"person": pid(99), **nothing}


async def test_the_service_is_wired_as_settings_say(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BARAZA_HOME", str(tmp_path))

    service = build()
    await service.stop()

    assert service.parts.name == "registration"
