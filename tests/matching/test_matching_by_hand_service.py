"""Places by hand, backups, pauses and appeals, asked of the service that fills in what it knows."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from baraza.matching import inbox
from houses import House
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
from pairings import OPERATOR, PILOT, ROUND, measure, role_changed


async def paired(house: House) -> list[dict[str, Any]]:
    """Two of three mentees have a mentor; the third waits."""
    await entered(house)
    await lived(house)
    found = await proposals(house)
    for pair in found:
        for side in ("mentee", "mentor"):
            await answered(house, pair, side)
    return found


async def operator(house: House, name: str, **data: Any) -> Any:
    return await house.ask(name, OPERATOR, "operate", data)


async def relationships(house: House, **asked: Any) -> list[dict[str, Any]]:
    answer = await house.query("who_with_whom", **asked)
    found: list[dict[str, Any]] = answer["relationships"]
    return found


async def end(house: House, relationship: str, mentee: str, **more: Any) -> Any:
    said = {"how": "premature", "ground": "life", "talk_held": False, "rematch": False}
    data = {"relationship": relationship, **said, **more}
    return await house.ask("EndRelationship", f"person.{mentee}", "mentee", data)


async def test_a_proposal_by_hand_is_told_the_hours_and_what_is_personal(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        first, _ = await paired(house)
        (waits,) = {ADA, BEN, CAL} - {pair["mentee"] for pair in await proposals(house)}
        one = (await relationships(house))[0]
        other = {"person": waits, "rule": "blocked", "other": first["mentor"]}
        excluded = await house.ask("ExcludePair", f"person.{waits}", "mentee", other)
        await end(house, one["relationship"], first["mentee"])
        two = {"round": ROUND, "mentor": first["mentor"], "mentee": waits}
        by_hand = {**two, "origin": "hand", "ground": "asked_for"}
        refused = await operator(house, "ProposePair", **by_hand)
        await house.ask(
            "LiftExclusion",
            f"person.{waits}",
            "mentee",
            {"exclusion": excluded["events"][0]["data"]["exclusion"], "person": waits},
        )
        reply = await operator(house, "ProposePair", **by_hand)
        why = await house.query("why", mentee=waits)

    assert refused["kind"] == "refused", refused
    assert (refused["reason"], refused["numbers"]) == ("hard_rule_broken", {"personal": 1})
    assert reply["events"][0]["data"]["origin"] == "hand"
    assert [(o["origin"], o["ground"]) for o in why["offers"]] == [("hand", "asked_for")]


async def test_a_backup_is_asked_first_and_a_pause_is_shown(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        for person in (ADA,):
            await house.ask("EnterRound", f"person.{person}", "self", entering(person, "mentee"))
        for person in (GRACE, LEE):
            await house.ask("EnterRound", f"person.{person}", "self", entering(person, "mentor"))
        await lived(house)
        (pair,) = await proposals(house)
        for side in ("mentee", "mentor"):
            await answered(house, pair, side)
        (one,) = await relationships(house)
        spare = LEE if pair["mentor"] == GRACE else GRACE
        its = {"relationship": one["relationship"]}
        named = await operator(house, "DesignateBackup", **its, backup=spare)
        said = {**its, "change": "pause", "until": "2027-06-01"}
        await house.ask("ChangeRelationship", f"person.{ADA}", "mentee", said)
        (paused,) = await relationships(house)
        (then,) = await relationships(house, at="2027-06-01")
        shown = await house.query("relationship", **its)
        await house.ask(
            "ChangeRelationship", f"person.{ADA}", "mentee", {**its, "change": "resume"}
        )
        await house.hear(role_changed(pair["mentor"]))
        (away,) = await relationships(house)
        await house.hear(role_changed(pair["mentor"], "active"))
        (back,) = await relationships(house)
        await house.hear(measure(ADA))
        (out,) = await relationships(house)
        await house.hear(inbox.InterimMeasureLifted(person=ADA))
        await end(house, one["relationship"], ADA, rematch=True)
        await house.turn()
        offers = await proposals(house)

    assert named["kind"] == "recorded", named
    assert (paused["state"], paused["paused_until"]) == ("paused", "2027-06-01")
    assert (then["state"], then["paused_until"]) == ("live", None)
    assert shown["backup"] == spare
    assert out == {**away, "indexes": out["indexes"]}
    assert (away["state"], away["paused_until"], back["state"]) == ("paused", None, "live")
    assert [(o["mentor"], o["origin"]) for o in offers[1:]] == [(spare, "backup")]


async def test_a_longer_relationship_is_shown_as_it_was_known(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        await house.hear(inbox.ProgrammeOpened(programme=PILOT, ends_on="2028-03-31"))
        first, _ = await paired(house)
        one = (await relationships(house))[0]
        said = {"relationship": one["relationship"], "change": "extend", "until": "2028-02-29"}
        wish = await house.ask("ChangeRelationship", f"person.{first['mentee']}", "mentee", said)
        still = (await relationships(house))[0]
        reply = await operator(house, "ChangeRelationship", **said)
        longer = (await relationships(house))[0]
        before = (await relationships(house, as_recorded=reply["index"]))[0]

    assert wish["kind"] == "recorded", wish
    assert still["ends_on"] == one["ends_on"] == before["ends_on"]
    assert longer["ends_on"] == "2028-02-29"


async def test_an_appeal_upheld_is_a_place_by_the_hours_of_today(tmp_path: Path) -> None:
    async with a_round(tmp_path, quarter_hours_min=13) as house:
        await entered(house)
        await lived(house)
        kept = await house.ledger.entries(0, 500)
        index = next(at for at, k in enumerate(kept) if k.entry.name == "MenteeUnmatched")
        mentee = kept[index].entry.data["person"]
        told = house.service.parts.handlers
        assert isinstance(told, Told)
        told.quarters = 13
        house.reading += timedelta(days=20)
        upheld = inbox.MatterDecided(kind="appeal", outcome="upheld", about=index)
        await house.hear(upheld, service="oversight")
        await house.turn()
        offers = await proposals(house)

    assert [(o["mentee"], o["origin"]) for o in offers] == [(mentee, "appeal")]
