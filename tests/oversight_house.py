"""Oversight as a running service, brought to where its tests begin."""

from datetime import timedelta
from typing import Any

from baraza.oversight import inbox
from baraza.oversight.messages import AdoptText
from houses import House
from oversight_story import (
    APPROVE,
    COMMUNITY,
    COUNCIL,
    FOUND,
    P,
    allocate,
    drafted,
    give,
    person,
    register,
    seat,
)


def hand(body: str) -> tuple[str, str]:
    return f"person.{person(body, 1)}", f"seat.{body}-1"


async def ask(house: House, command: Any, actor: str, acting_as: str) -> Any:
    data = command.model_dump(mode="json", exclude_none=True)
    return await house.ask(type(command).__name__, actor, acting_as, data)


async def resolve(house: House, *effects: Any, proposer: str, voters: tuple[str, ...]) -> str:
    """Proposed, and voted two days later; the resolution's name."""
    data = {
        "effects": [effect.model_dump(mode="json", exclude_none=True) for effect in effects],
        "consultation_until": (house.reading + timedelta(days=1)).isoformat(),
        "until": (house.reading + timedelta(days=30)).isoformat(),
        "languages": ["en"],
    }
    reply = await house.ask("ProposeResolution", *hand(proposer), data)
    name: str = reply["events"][0]["data"]["resolution"]
    house.reading += timedelta(days=2)
    for body in voters:
        vote = {"resolution": name, "body": body, "seats_for": 3, "seats_against": 0}
        assert (await house.ask("VoteOnResolution", *hand(body), vote))["kind"] == "recorded"
    return name


async def started(house: House) -> str:
    """Bodies, mandates, a charter, money; the name of the resolution that carried them."""
    founders, wmf = ("body.founders", "founders"), ("body.wmf", "mandate")
    assert (await ask(house, FOUND, *founders))["kind"] == "recorded"
    for number in (1, 2, 3):
        await ask(house, seat("wmf", number), *founders)
    for body, kind, kinds in (
        ("council", "affiliate", COUNCIL),
        ("community", "community", COMMUNITY),
    ):
        await ask(house, register(body, kind, 3), *wmf)
        for number in (1, 2, 3):
            await ask(house, seat(body, number), *wmf)
        await resolve(house, give(body, *kinds), proposer="wmf", voters=("wmf", body))
    await ask(house, register("aff-pwu", "affiliate", operator=True), *wmf)
    await house.hear(inbox.OrganisationRegistered(organisation="aff-pwu"))
    await house.hear(drafted("charter"), "registration")
    text = AdoptText.model_validate(
        drafted("charter").model_dump(exclude={"rules"}) | {"from_on": "2027-01-25"}
    )
    effects = (text, give("aff-pwu", "operate", programme=P), allocate(), APPROVE)
    voters = ("wmf", "council", "community")
    return await resolve(house, *effects, proposer="council", voters=voters)
