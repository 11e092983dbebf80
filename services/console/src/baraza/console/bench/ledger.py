"""The ledger under load and a long log proved from its files, beside what others cost."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from baraza.console import audit
from baraza.console.bench import peer
from baraza.console.bench.asker import Asker
from baraza.console.bench.askers import counted
from baraza.console.bench.filling import Filling, size_of
from baraza.console.bench.houses import FLOOR_MOST, connected, floor_of, machine, plan
from baraza.console.bench.memory import Peak
from baraza.console.bench.path import BEGUN
from baraza.console.bench.targets import least, most, ratio
from baraza.console.bench.writing import SERVICE
from baraza.console.export import must_be_written
from baraza.console.home import Home
from baraza.console.supervisor import House, Said, running
from baraza.messaging.clock import SystemClock

EARLY = 10_000
"""The size at which the cost of an append is first looked at."""
MILLION = 1_000_000
_EXPORT_SECONDS = 3_600.0


@dataclass(frozen=True)
class Wish:
    """How long each is measured, how long the logs become, and how many append at once.

    `decided`: entries of the log whose decisions are made again; of a short one, the time until
    the auditor has begun would be most of what is measured.
    """

    seconds: float = 10.0
    entries: int = 100_000
    appenders: int = 64
    decided: int = 20_000


async def measured(wish: Wish, said: Said) -> dict[str, Any]:
    """One run; whatever ends it, nothing of it stays."""
    with TemporaryDirectory(prefix="baraza-bench-") as folder:
        root = Path(folder)
        told = {
            "at": SystemClock().now().isoformat(timespec="seconds"),
            "machine": machine(),
            "seconds_each": wish.seconds,
            "floor": await _floor(root, wish, said),
        }
        told |= await _appended(root / "long", wish, said)
        told["decided"] = await _decided(root / "asks", wish, said)
    return told | _against(told, wish)


async def _floor(root: Path, wish: Wish, said: Said) -> dict[str, Any]:
    said("the floor: a commit, a publication, another event store, each by itself")
    seconds = min(wish.seconds / 4, FLOOR_MOST)
    other = await asyncio.to_thread(peer.eventsourcing, root, seconds)
    return {**await floor_of(root, wish.seconds), peer.NAME: other}


async def _appended(folder: Path, wish: Wish, said: Said) -> dict[str, Any]:
    """Appends at a small size and at the end, and the files of the long log verified."""
    early = min(EARLY, wish.entries // 2)
    async with (
        running(plan(folder, parts=("ledger",))) as house,
        connected(house, SERVICE) as nats,
    ):
        filling = await Filling.begin(house, nats)
        await filling.to(early, said)
        said(f"one after the other, then {wish.appenders} at once, for {wish.seconds:g} seconds")
        alone = await filling.within(wish.seconds / 4, 1)
        appends = await filling.within(wish.seconds, wish.appenders)
        await filling.to(wish.entries, said)
        late = await filling.within(wish.seconds / 4, 1)
        await _exported(house)
    said("every entry verified, from the files")
    return {
        "appends": {"1": alone, str(wish.appenders): appends, "1_at_the_end": late},
        "early": early,
        "verify": await _verified(house.home),
    }


async def _exported(house: House) -> None:
    written = await house.client.raw("baraza.ask.ledger.Export", {}, within=_EXPORT_SECONDS)
    must_be_written(written)


async def _verified(home: Home) -> dict[str, Any]:
    peak = Peak()
    try:
        told = await audit.verify(home.export, begun=peak.begin)
    finally:
        await peak.end()
    return {
        "entries": told["size"],
        "exit": told["exit"],
        "seconds": told["seconds"],
        "entries_per_second": round(told["size"] / told["seconds"], 1),
        "memory_mb": peak.megabytes,
    }


async def _decided(folder: Path, wish: Wish, said: Said) -> dict[str, Any]:
    """A log of asks that the services decided: verified, and every decision made again."""
    async with running(plan(folder), said) as house:
        asker = Asker(house.client)
        await asker.begin()
        said(f"{wish.appenders} at once ask until the log holds {wish.decided:,} entries")
        while (lacking := wish.decided - await size_of(house)) > 0:
            await counted(asker.ask, wish.appenders, -(-lacking // 2))
        await _exported(house)
    said("every decision verified and made again, from the files")
    begun = await audit.replay(house.home.export, to=BEGUN)
    verified = await audit.verify(house.home.export)
    replayed = await audit.replay(house.home.export)
    seconds = verified["seconds"] + replayed["seconds"] - begun["seconds"]
    return {
        "entries": replayed["size"],
        "begin_seconds": begun["seconds"],
        "verify_seconds": verified["seconds"],
        "replay_seconds": replayed["seconds"],
        "entries_per_second": round(replayed["size"] / max(seconds, 0.001), 1),
        "different": replayed["different"],
        "unverifiable": replayed["unverifiable"],
    }


def _against(told: dict[str, Any], wish: Wish) -> dict[str, Any]:
    """Ratios to the floor, and each target with what was seen; nothing is decided by them."""
    appends, bare, verified = told["appends"], told["floor"], told["verify"]
    rate = appends[str(wish.appenders)]["entries_per_second"]
    cost = ratio(appends["1_at_the_end"].get("p50_ms"), appends["1"].get("p50_ms"))
    targets = {
        "appended_entries_per_second": least(rate, 8_000),
        "decided_entries_per_second": least(told["decided"]["entries_per_second"], 40_000),
        "cost_at_the_end": most(cost, 1.2),
        "verify_million_seconds": most(round(MILLION / verified["entries_per_second"], 1), 180.0),
        "verify_memory_mb": most(verified["memory_mb"], 500),
    }
    return {
        "ratios": {
            "append_to_sqlite_commit": ratio(
                appends["1"].get("p50_ms"), bare["sqlite_commit"].get("p50_ms")
            ),
            "append_to_jetstream_publish": ratio(
                appends["1"].get("p50_ms"), bare["jetstream_publish"].get("p50_ms")
            ),
            "entries_to_eventsourcing": ratio(rate, bare[peer.NAME].get("entries_per_second")),
        },
        "targets": {name: target for name, target in targets.items() if target["seen"] is not None},
    }
