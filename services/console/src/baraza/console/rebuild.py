"""`baraza rebuild` and `baraza unpark`: a service's rows made again from the ledger."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from baraza.console.home import SERVICES, Home, Trouble
from baraza.console.query import asked_of
from baraza.console.reach import known
from baraza.messaging import subjects
from baraza.messaging.client import Client

LOOK_SECONDS = 0.1
Progress: TypeAlias = Callable[[int, int], None]
"""How many entries are in the new rows, and of how many."""


async def rebuilt(home: Home, service: str, *, take: bool, progress: Progress) -> Mapping[str, Any]:
    """What became of it, once the new rows have the place of the old or stand aside.

    The house that runs is asked; where none does, as much of it is started as that takes. Broken
    off in the middle nothing is lost: the old rows stand, and the next run begins again.
    """
    async with asked_of(home, known(service, SERVICES)) as client:
        await client.raw(subjects.ask(service, subjects.REBUILD), {"take": take})
        return await _ended(client, service, progress)


async def unparked(
    home: Home, service: str, entity: str | None, *, progress: Progress
) -> Mapping[str, Any]:
    """What became of it. Raises `Trouble` where there is nothing to unpark.

    The entries of a parked entity are applied again in their own place, between those of others:
    applied at the end they might find rows that came after them. So this is a rebuild, and gives
    the digest of a clean build.
    """
    async with asked_of(home, known(service, SERVICES)) as client:
        reply = await client.raw(subjects.ask(service, subjects.UNPARK), {"entity": entity})
        if not reply.get("ok"):
            raise Trouble(_nothing(service, entity, reply.get("parked", [])))
        return await _ended(client, service, progress)


async def upkeep_of(client: Client, service: str) -> Mapping[str, Any]:
    """How a service's rows are: position, what is parked, the last rebuild."""
    return await client.raw(subjects.query(service, subjects.UPKEEP), {}, within=2)


async def _ended(client: Client, service: str, progress: Progress) -> Mapping[str, Any]:
    while True:
        told: Mapping[str, Any] = (await upkeep_of(client, service))["rebuild"]
        if told["state"] == "failed":
            raise Trouble(
                f"The rows of {service} could not be made again ({told['why']}); the old ones "
                "stand. Put this right and run the same command again."
            )
        progress(told["position"], told.get("of", told["position"]))
        if told["state"] != "building":
            return told
        await asyncio.sleep(LOOK_SECONDS)


def _nothing(service: str, entity: str | None, parked: list[str]) -> str:
    if entity is None or not parked:
        return f"Nothing of {service} is parked. `baraza doctor` shows what is."
    return f"{entity} of {service} is not parked. Parked: {', '.join(parked)}."


def lines(service: str, told: Mapping[str, Any]) -> list[str]:
    """What became of it, in sentences."""
    at, found = told["position"], []
    if told["state"] == "switched":
        how = "the same rows" if told["same"] else f"other rows in {', '.join(told['differing'])}"
        found.append(f"{service} answers from rows made again of {at:,} entries: {how}.")
    else:
        found.append(
            f"{service} answers from its old rows. Made again of {at:,} entries, "
            f"{', '.join(told['differing']) or 'nothing'} came out otherwise."
        )
    if told["freed"]:
        found.append(f"Shown again: {', '.join(told['freed'])}.")
    found += [
        f"Still parked: {one['entity']} from entry {one['from_index']} ({one['error']})."
        for one in told["parked"]
    ]
    return [
        *found,
        f"digest of the old rows {told['old']}",
        f"digest of the new rows {told['new']}",
    ]
