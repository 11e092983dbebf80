"""Two asks at the same moment, over the real desk: one outcome, and one recorded refusal."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from baraza.matching import inbox
from houses import House
from matching_house import (
    ADA,
    GRACE,
    a_round,
    answered,
    entered,
    entering,
    lived,
    proposals,
)
from pairings import OPERATOR, ROUND, mandate, measure, merged, role_changed

VOID = {"round": ROUND, "ground": "input_wrong", "finding": "f1"}


async def facts(house: House, name: str) -> list[dict[str, Any]]:
    kept = await house.ledger.entries(0, 500)
    return [dict(k.entry.data) for k in kept if k.entry.name == name]


async def half_answered(house: House, side: str = "mentor") -> dict[str, Any]:
    """The first offer of a round, to which one of the two has said yes."""
    await house.hear(mandate(kind="rules"))
    await house.hear(inbox.MatterOpened(kind="finding", matter="f1"))
    await entered(house)
    await lived(house)
    offer = (await proposals(house))[0]
    await answered(house, offer, side)
    return offer


@pytest.mark.parametrize("first", ["yes", "void"])
async def test_a_second_yes_beside_a_void_is_a_pair_or_none(tmp_path: Path, first: str) -> None:
    async with a_round(tmp_path) as house:
        offer = await half_answered(house)
        asks = {
            "yes": lambda: answered(house, offer, "mentee"),
            "void": lambda: house.ask("VoidRound", OPERATOR, "rules", VOID),
        }
        names = [first, *({"yes", "void"} - {first})]
        said = dict(zip(names, await asyncio.gather(*(asks[n]() for n in names)), strict=True))
        await house.turn()
        started = await facts(house, "RelationshipStarted")
        refused = await facts(house, "CommandRefused")

    one = (len(started), said["yes"]["kind"], said["void"]["kind"])
    assert one in {(1, "recorded", "refused"), (0, "refused", "recorded")}
    assert [each["reason"] for each in refused] == [
        "relationships_started" if started else "wrong_state"
    ]


async def test_two_yeses_at_once_start_one_relationship(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        await entered(house)
        await lived(house)
        offer = (await proposals(house))[0]
        await asyncio.gather(*(answered(house, offer, side) for side in ("mentor", "mentee")))
        started = await facts(house, "RelationshipStarted")

    assert len(started) == 1


@pytest.mark.parametrize("words", [("accept", "accept"), ("accept", "decline")])
async def test_one_who_answers_twice_at_once_is_heard_once(
    tmp_path: Path, words: tuple[str, str]
) -> None:
    async with a_round(tmp_path) as house:
        offer = await half_answered(house)
        replies = await asyncio.gather(*(answered(house, offer, "mentee", w) for w in words))
        started = await facts(house, "RelationshipStarted")

    assert sorted(reply["kind"] for reply in replies) == ["recorded", "refused"]
    assert len(started) == (replies[0]["kind"] == "recorded")


@pytest.mark.parametrize("change", ["pause", "measure", "merge"])
async def test_what_comes_before_the_release_is_seen_by_it(tmp_path: Path, change: str) -> None:
    """While a round settles a mentor pauses, is kept out, or turns out to be the mentee."""
    async with a_round(tmp_path) as house:
        await house.ask("EnterRound", f"person.{ADA}", "self", entering(ADA, "mentee"))
        await house.ask("EnterRound", f"person.{GRACE}", "self", entering(GRACE, "mentor"))
        house.reading = house.service.desk.now.state.rounds[ROUND].closes
        await house.turn()
        fact = {
            "pause": role_changed(GRACE),
            "measure": measure(GRACE),
            "merge": merged(GRACE, ADA),
        }[change]
        await house.hear(fact)
        await lived(house)
        offers = await proposals(house)
        told = await facts(house, "MenteeUnmatched")

    assert not offers
    assert [(one["person"], one["reason"]) for one in told] == [(ADA, "place_lost")]


async def test_a_pair_is_shown_paused_while_one_of_its_sides_is_kept_out(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        offer = await half_answered(house)
        await answered(house, offer, "mentee")
        await house.hear(measure(offer["mentee"]))
        away = (await house.query("who_with_whom"))["relationships"]
        await house.hear(inbox.InterimMeasureLifted(person=offer["mentee"]))
        back = (await house.query("who_with_whom"))["relationships"]

    assert [one["state"] for one in (*away, *back)] == ["paused", "live"]
