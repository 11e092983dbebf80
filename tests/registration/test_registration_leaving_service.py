"""Leaving as registration's askers see it: a post's end, a veteran's way, somebody forgotten."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from baraza.registration import inbox
from enrolling import PROGRAMME, mandate, pid
from houses import House
from registrations import OPS, a_registration, begin

ENDS = datetime(2027, 7, 1, tzinfo=UTC)
ADA, GRACE = pid(2), pid(3)


def oneself(person: str) -> tuple[str, str]:
    return f"person.{person}", "self"


async def a_board_member(house: House) -> None:
    """Ada's post is verified, and will end with June."""
    await begin(house)
    claim = {
        "kind": "post",
        "record": "r2",
        "person": ADA,
        "post_kind": "board",
        "organisation": "aff-ca",
        "title": "chair",
        "starts_on": "2025-07-01",
        "ends_on": "2027-06-30",
        "source": "affiliate report",
    }
    await house.ask("MakeRecord", *oneself(ADA), claim)
    settled = {"kind": "post", "record": "r2", "outcome": "verified"}
    reply = await house.ask("SettleRecord", OPS, "operate", settled)
    assert reply["kind"] == "recorded"


async def until(house: House, at: datetime) -> None:
    house.reading = at
    await house.turn()


async def test_a_veteran_is_asked_reminded_and_comes_back_late(tmp_path: Path) -> None:
    async with a_registration(tmp_path) as house:
        await a_board_member(house)
        await until(house, ENDS)
        asked = await house.query("veteran_queue", on="2027-07-02")
        for days in (10, 20, 30):
            await until(house, ENDS + timedelta(days=days))
        lost = await house.query("veteran_queue", on="2027-08-01")
        contact = {"kind": "contact", "person": ADA, "channel": "call", "note": "is travelling"}
        await house.ask("MakeRecord", OPS, "operate", contact)
        (veteran,) = lost["veterans"]
        yes = {"kind": "veteran", "offer": veteran["offer"], "person": ADA}
        house.reading = ENDS + timedelta(days=60)
        reply = await house.ask(
            "AnswerOffer", *oneself(ADA), yes, answer="accept", choice="adviser"
        )
        back = await house.query("veteran_queue")
        history = await house.query("role_history", person=ADA)
        path = await house.query("path", person=ADA)

    (first,) = asked["veterans"]
    assert (first["state"], first["role"], first["reminders"]) == ("offered", "post", 0)
    assert first["days_since_contact"] == 1
    assert (veteran["state"], veteran["reminders"]) == ("silent", 2)
    assert reply["kind"] == "recorded", reply
    (returned,) = back["veterans"]
    assert (returned["state"], returned["choice"], returned["late"]) == (
        "returned",
        "adviser",
        True,
    )
    (post,) = history["posts"]
    assert (post["ground"], post["not_offered"]) == ("term_over", None)
    assert [(r["role"], r["programme"]) for r in history["roles"]] == [("adviser", PROGRAMME)]
    assert [step["name"] for step in path["steps"]] == [
        "PersonRegistered", "RecordMade", "RecordSettled", "RoleEnded", "OfferMade",
        "OfferReminded", "OfferReminded", "OfferEnded", "RecordMade", "OfferAnswered",
        "RoleGranted",
    ]  # fmt: skip


async def test_nothing_is_kept_of_whoever_asked_to_be_forgotten(tmp_path: Path) -> None:
    async with a_registration(tmp_path) as house:
        await a_board_member(house)
        vault = house.service.parts.vault
        assert vault is not None
        kept_before = len(vault.of_person(ADA))
        reply = await house.ask("RequestErasure", *oneself(ADA), {"person": ADA})
        await until(house, house.reading)
        kept = vault.of_person(ADA)
        for fact in (
            inbox.ForgottenByMatching(pseudonym=ADA),
            inbox.ForgottenByScheduling(pseudonym=ADA),
            inbox.ForgottenByFeedback(pseudonym=ADA),
        ):
            await house.hear(fact)
        await until(house, house.reading)
        waiting = await house.query("erasure_status", person=ADA)
        await house.hear(inbox.ForgottenByOversight(pseudonym=ADA))
        await until(house, house.reading)
        done = await house.query("erasure_status", person=ADA)
        person = await house.query("person", person=ADA)
        about = {"kind": "veteran", "person": ADA}
        after = await house.ask("OfferRole", OPS, "operate", about)

    assert [event["type"].split(".")[3] for event in reply["events"]] == [
        "ErasureRequested",
        "RoleEnded",
    ]
    assert kept_before > 4
    assert kept == []
    assert waiting["completed_at"] is None
    assert [by["service"] for by in done["forgotten"]] == [
        "feedback", "matching", "oversight", "registration", "scheduling",
    ]  # fmt: skip
    assert done["completed_at"] is not None
    assert person is None
    assert after["reason"] == "person_erased"


async def test_what_a_body_said_of_somebody_is_forgotten_with_them(tmp_path: Path) -> None:
    async with a_registration(tmp_path) as house:
        await begin(house)
        vault = house.service.parts.vault
        assert vault is not None
        for record in ("b1", "b2"):
            barrier = {"kind": "barrier", "record": record, "person": ADA, "barrier_kind": "care"}
            days = {"starts_on": "2027-03-01", "ends_on": "2027-04-01", "note": "a newborn"}
            await house.ask("MakeRecord", *oneself(ADA), {**barrier, **days})
        settled = {"kind": "barrier", "outcome": "accepted", "ground": "seen the papers"}
        first = await house.ask("SettleRecord", OPS, "operate", settled, record="b1")
        field = "registration.barrier.b1#ground"
        kept = vault.value(first["id"], field)
        await house.ask("RequestErasure", *oneself(ADA), {"person": ADA})
        await until(house, house.reading)
        gone = vault.value(first["id"], field)
        late = await house.ask("SettleRecord", OPS, "operate", settled, record="b2")
        again = vault.value(late["id"], "registration.barrier.b2#ground")

    assert kept == "seen the papers"
    assert gone is None
    assert (late["reason"], again) == ("person_erased", None)


async def test_open_roles_gaps_and_mentors_are_answered_as_tables(tmp_path: Path) -> None:
    async with a_registration(tmp_path) as house:
        await begin(house)
        await house.hear(mandate("wmf", "external"))
        open_role: dict[str, Any] = {
            "programme": PROGRAMME,
            "post_kind": "board",
            "organisation_kind": "chapter",
            "from_on": "2027-03-01",
        }
        made = [
            await house.ask("DeclareOpenRole", OPS, "operate", open_role, key=f"open {n}")
            for n in (1, 2)
        ]
        filled = made[0]["events"][0]["data"]["open_role"]
        post = {
            "role": "post",
            "person": GRACE,
            "programme": PROGRAMME,
            "open_role": filled,
            "starts_on": "2027-03-01",
        }
        reply = await house.ask("GrantRole", OPS, "operate", post)
        roles = await house.query("roles_filled", programme=PROGRAMME)
        roster = await house.query("mentor_roster")
        anywhere = await house.query("is_mentor_anywhere", person=GRACE)
        gaps = await house.query("recruitment_gaps")

    assert reply["kind"] == "recorded", reply
    assert roles["kinds"] == {"chapter": {"declared": 2, "filled": 1}}
    assert [row["filled_at"] is not None for row in roles["open_roles"]] == [True, False]
    assert roster == {"mentors": []}
    assert (anywhere["mentor"], anywhere["programmes"]) == (False, [])
    assert gaps == {"gaps": []}
