"""The copies of the log, as a house tells of them: rows that stand still, a forked stream."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from baraza.console.home import SERVICES, Home
from baraza.console.rebuild import upkeep_of
from baraza.messaging import subjects
from baraza.messaging.client import Client, NoAnswer

MENDED = frozenset({"stream_missing", "stream_rebuilt", "batch_refused"})
"""Faults after which the relay has filled the stream."""


@dataclass(frozen=True)
class Copies:
    """What is wrong with them; nothing, mostly."""

    parked: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """Service -> entities whose rows stand still, each with its index and error."""
    forked: bool = False

    @property
    def ok(self) -> bool:
        return not (self.parked or self.forked)

    def words(self) -> str:
        """What a line of status says of it; empty where all is well."""
        said = [f"{len(rows)} parked in {service}" for service, rows in self.parked.items()]
        return "; ".join([*said, *(["the stream has forked"] if self.forked else [])])


async def copies(client: Client, parts: Sequence[str]) -> Copies:
    """Ask every service for its rows, and the relay for the stream."""
    services = [part for part in parts if part in SERVICES]
    told = await asyncio.gather(*(_parked(client, service) for service in services))
    found = {service: rows for service, rows in zip(services, told, strict=True) if rows}
    return Copies(found, "relay" in parts and await _forked(client))


async def _parked(client: Client, service: str) -> Sequence[Mapping[str, Any]]:
    try:
        return list((await upkeep_of(client, service)).get("parked", ()))
    except NoAnswer:
        return ()  # that it does not answer is told elsewhere


async def _forked(client: Client) -> bool:
    try:
        ready = await client.raw(subjects.query("relay", subjects.READY), {}, within=2)
    except NoAnswer:
        return False
    return ready.get("state") == "fork"


def newest_fault(home: Home) -> tuple[bool, str]:
    """Whether the relay's newest fault is mended, and what it was; the file is its own."""
    file = home.path / "relay" / "faults.jsonl"
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        newest = json.loads(lines[-1])
        at = datetime.fromtimestamp(newest["at"] / 1000, UTC)
    except (OSError, ValueError, LookupError):
        return True, "no fault"
    mended = newest["code"] in MENDED
    end = "" if mended else "; `baraza doctor stream` tells more"
    return mended, f"{len(lines)} faults, the newest {newest['code']} on {at:%Y-%m-%d %H:%M}{end}"
