"""A house whose log in memory can be read by an auditor: the root is true, and it is exported."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from baraza.matching.inbox import ProgrammeOpened
from baraza.messaging.memory import MemoryLedger
from baraza.messaging.parts import ServiceParts
from baraza.messaging.settings import Settings
from forge import Forge, Item, producer
from houses import House
from matching_house import Told, a_round, answered, entered, lived, parts, proposals
from pairings import PILOT, role_changed

MOST = 500
"""Entries of such a life."""


async def forged(ledger: MemoryLedger) -> Forge:
    """The same entries as leaves, each signed by its service."""
    forge = Forge("virtual")
    for kept in await ledger.entries(0, MOST):
        signer = producer(kept.entry.service)
        item = Item(dict(kept.entry.document), signer, kept.recorded_at, wire=kept.entry.wire)
        forge.items.append(item)
    return forge


async def exported(house: House, folder: Path) -> Path:
    """What an auditor is given of this life, up to now."""
    forge = await forged(house.ledger)
    for item in forge.items:
        for digest in item.document.get("exhibits", "").split():
            forge.exhibits[digest] = await house.ledger.exhibit(digest)
    return forge.export(folder)


class Rooted(Told):
    """The handlers, told the root that the log really has."""

    house: House

    async def _query(self, service: str, name: str, params: Mapping[str, Any]) -> Any:
        answer = await super()._query(service, name, params)
        if (service, name) == ("ledger", "root"):
            forge = await forged(self.house.ledger)
            answer["root"] = forge.checkpoint(params["size"]).root.hex()
        return answer


@asynccontextmanager
async def a_true_round(folder: Path, **rules: Any) -> AsyncIterator[House]:
    """As `a_round`, to be exported."""
    async with a_round(folder, made=_parts, **rules) as house:
        handlers = house.service.parts.handlers
        assert isinstance(handlers, Rooted)
        handlers.house = house
        yield house


def _parts(settings: Settings) -> ServiceParts:
    return parts(settings, Rooted)


async def paired(house: House) -> list[dict[str, Any]]:
    """Two relationships of the spring round, begun on 2 April; the third mentee waits."""
    await entered(house)
    await lived(house)
    for pair in await proposals(house):
        for side in ("mentee", "mentor"):
            await answered(house, pair, side)
    answer = await house.query("who_with_whom")
    found: list[dict[str, Any]] = answer["relationships"]
    return found


async def parted(house: House) -> list[dict[str, Any]]:
    """The same; the second pauses, goes on longer, and pauses once more with its mentor. The first
    ends before its time, and its place is offered."""
    await house.hear(ProgrammeOpened(programme=PILOT, ends_on="2028-02-28"))
    found = await paired(house)
    first, second = found
    house.reading += timedelta(days=10)
    await changed(house, second, "mentee", "pause", "2027-04-20")
    house.reading += timedelta(days=10)
    await house.turn()
    for side in ("mentee", "mentor"):
        await changed(house, second, side, "extend", "2028-02-20")
    await house.hear(role_changed(second["mentor"]), "registration")
    house.reading += timedelta(days=10)
    await house.hear(role_changed(second["mentor"], "active"), "registration")
    house.reading += timedelta(days=30)
    said = {
        "relationship": first["relationship"],
        "how": "premature",
        "ground": "mismatch",
        "talk_held": False,
        "rematch": True,
    }
    await house.ask("EndRelationship", f"person.{first['mentee']}", "self", said)
    await house.turn()
    return found


async def changed(house: House, pair: dict[str, Any], side: str, what: str, until: str) -> None:
    said = {"relationship": pair["relationship"], "change": what, "until": until}
    reply = await house.ask("ChangeRelationship", f"person.{pair[side]}", "self", said)
    assert reply["kind"] == "recorded", reply
