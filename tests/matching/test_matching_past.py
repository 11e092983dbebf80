"""Who was matched with whom, since when, until when: now, on a day, and as the log knew it."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from baraza.forms.v1.heard import ErasureRequested
from baraza.matching import read_model
from baraza.matching.api import forms
from baraza.matching.messages import PersonErased
from baraza.privacy import Vault
from baraza.projection import Projector
from houses import House
from matching_house import a_round, answered, entered, lived, proposals
from pairings import PILOT, ROUND, role_ended


async def paired(house: House) -> list[dict[str, Any]]:
    """Two relationships of the spring round, begun on 2 April."""
    await entered(house)
    await lived(house)
    for pair in await proposals(house):
        for side in ("mentee", "mentor"):
            await answered(house, pair, side)
    answer = await house.query("who_with_whom", programme=PILOT)
    found: list[dict[str, Any]] = answer["relationships"]
    return found


async def says(house: House, name: str, person: str, data: dict[str, Any]) -> Any:
    return await house.ask(name, f"person.{person}", "self", data)


async def ended(house: House, pair: dict[str, Any], **more: Any) -> Any:
    said = {
        "relationship": pair["relationship"],
        "how": "premature",
        "ground": "mismatch",
        "talk_held": False,
        "rematch": True,
    }
    return await says(house, "EndRelationship", pair["mentee"], {**said, **more})


def test_a_day_that_no_calendar_has_is_asked_for_by_nobody() -> None:
    assert forms.Past(at="2028-02-29").at == "2028-02-29"
    for day in ("2027-02-29", "2027-13-01", "2027-06-31"):
        with pytest.raises(ValidationError):
            forms.Past(at=day)


async def test_the_past_is_answered_by_day_and_by_what_was_recorded(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        first, second = await paired(house)
        house.reading += timedelta(days=60)
        reply = await ended(house, first)
        everything = await house.query("who_with_whom")
        on_the_day = await house.query("who_with_whom", at="2027-05-31")
        after = await house.query("who_with_whom", at="2027-06-01")
        before = await house.query("who_with_whom", at="2027-04-01")
        recorded = await house.query("who_with_whom", as_recorded=reply["index"])
        one = await house.query("who_with_whom", person=first["mentee"])
        load = await house.query("mentor_load")

    gone, lives = everything["relationships"]
    assert (gone["state"], gone["ground"]) == ("premature", "mismatch")
    assert gone["ended_at"].startswith("2027-06-01")
    assert gone["indexes"]["ended"] == reply["index"] + 1
    assert gone["indexes"]["proposed"] < gone["indexes"]["started"] < gone["indexes"]["ended"]
    assert lives == second
    assert (lives["state"], lives["ended_at"], lives["round"]) == ("live", None, ROUND)
    assert [r["relationship"] for r in on_the_day["relationships"]] == [
        first["relationship"],
        second["relationship"],
    ]
    assert {r["state"] for r in on_the_day["relationships"]} == {"live"}
    assert [r["relationship"] for r in after["relationships"]] == [second["relationship"]]
    assert before["relationships"] == []
    assert recorded["relationships"][0] == first
    assert [r["relationship"] for r in one["relationships"]] == [first["relationship"]]
    assert {row["mentor"]: row["held"] for row in load["mentors"]} == {
        first["mentor"]: 0,
        second["mentor"]: 1,
    }


async def test_what_two_agreed_and_how_far_they_are(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        first, _ = await paired(house)
        unheard = await house.query("relationship", relationship="unheard-of")
        replies = []
        for side in ("mentee", "mentor"):
            said = {
                "relationship": first["relationship"],
                "person": first[side],
                "goals": "to speak in public",
                "sessions": 12,
                "every_weeks": 2,
            }
            replies.append(await says(house, "AgreeGoals", first[side], said))
            agreed = await house.query("relationship", relationship=first["relationship"])
            assert agreed["goals_agreed"] is (side == "mentor")
        house.reading = house.reading.replace(year=2027, month=12, day=20)
        await house.turn()
        closing = await house.query("relationship", relationship=first["relationship"])
        await ended(
            house, first, how="closed", ground="goals_reached", talk_held=True, rematch=False
        )
        closed = await house.query("relationship", relationship=first["relationship"])

    assert unheard is None
    assert replies[0]["events"][0]["data"]["goals"].keys() == {"commit"}
    assert (closing["state"], closing["sessions"], closing["every_weeks"]) == ("closing", 12, 2)
    assert closing["closure_at"] is not None
    assert (closed["state"], closed["talk_held"], closed["rematch"]) == ("closed", True, False)


async def test_why_relationships_ended_before_their_time(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        first, second = await paired(house)
        nothing = await house.query("premature_closure", programme=PILOT)
        await ended(house, first)
        await house.hear(role_ended(second["mentor"]), "registration")
        await house.turn()
        answer = await house.query("premature_closure", programme=PILOT)
        waiting = await house.query("waiting", round=ROUND)

    assert nothing["premature_per_mille"] is None
    assert answer == {
        "started": 2,
        "live": 0,
        "ended": {"premature": 2},
        "grounds": {"mentor_left": None, "mismatch": None},  # too few to be shown
        "regions": [{"group": "mena", "ended": None, "premature": None, "per_mille": None}],
        "rounds": [{"group": ROUND, "ended": None, "premature": None, "per_mille": None}],
        "talks_held": 0,
        "rematches_wanted": 2,
        "premature_per_mille": 1000,
    }
    assert second["mentee"] in {row["mentee"] for row in waiting["mentees"]}


async def test_who_is_erased_is_forgotten_by_the_vault(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        await entered(house)
        kept = await house.ledger.entries(0, 500)
        said = next(k.entry for k in kept if k.entry.name == "RoundEntered")
        person, field = said.data["person"], f"matching.{said.subject}#goals"
        vault = house.service.parts.vault
        assert isinstance(vault, Vault)
        before = vault.value(said.id.rpartition(".")[0], field)
        await house.hear(ErasureRequested(person=person))
        turned = await house.turn()
        kept = await house.ledger.entries(0, 500)
        after = vault.value(said.id.rpartition(".")[0], field)

    assert turned["performed"] == 1
    assert PersonErased.model_validate(kept[-1].entry.data).pseudonym == person
    assert (before, after) == ("to chair a meeting", None)


async def test_rows_of_a_whole_life_can_be_made_again(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        first, _ = await paired(house)
        await ended(house, first)
        house.reading = house.reading.replace(year=2028, month=2)
        await house.turn()
        await house.query("waiting")
        kept = await house.ledger.entries(0, 500)
        projector = house.service.parts.projector
        assert isinstance(projector, Projector)

        def rows() -> Any:
            with projector.reading() as connection:
                return [
                    read_model.relationships(connection),
                    read_model.premature_closure(connection, PILOT),
                    read_model.mentor_load(connection, None),
                    read_model.demand_and_supply(connection, ROUND),
                ]

        before = rows()
        projector.rebuild()
        projector.apply([(k.index, k.entry) for k in kept])

        assert rows() == before
        assert projector.parked() == []
        assert before[1]["ended"] == {"lapsed": 1, "premature": 1}
