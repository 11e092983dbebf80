"""The path from an ask to its answer, measured on houses that are made for it and taken away."""

import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from baraza.console import audit
from baraza.console.bench.asker import Asker
from baraza.console.bench.askers import closed, steady
from baraza.console.bench.filling import filled
from baraza.console.bench.houses import connected, floor_of, machine, plan
from baraza.console.bench.memory import resident
from baraza.console.bench.targets import against
from baraza.console.bench.writing import SERVICE
from baraza.console.export import must_be_written
from baraza.console.home import Home
from baraza.console.supervisor import Said, running
from baraza.messaging.clock import SystemClock

RATE = 50
BEGUN = 64
"""Entries after which the auditor has loaded all that it needs for this log."""
_READY = re.compile(r"(\S+) is ready at \d+ \((\S+) s\)")


@dataclass(frozen=True)
class Wish:
    """What is measured, and for how long each."""

    seconds: float = 10.0
    entries: int = 100_000
    askers: tuple[int, ...] = (1, 16, 64)


async def measured(wish: Wish, said: Said) -> dict[str, Any]:
    """One run; whatever ends it, nothing of it stays."""
    with TemporaryDirectory(prefix="baraza-bench-") as folder:
        root = Path(folder)
        said("the floor: a commit by itself, a publication by itself")
        told = {
            "at": SystemClock().now().isoformat(timespec="seconds"),
            "machine": machine(),
            "seconds_each": wish.seconds,
            "floor": await floor_of(root, wish.seconds),
        }
        told |= await _asked(root / "asks", wish, said)
        told |= await _long(root / "long", wish, said)
    return told | against(told)


async def _asked(folder: Path, wish: Wish, said: Said) -> dict[str, Any]:
    """A whole house: asks, what is seen of them, memory; then its log is decided again."""
    async with running(plan(folder), said) as house:
        asker = Asker(house.client)
        await asker.begin()
        asks = {}
        for askers in wish.askers:
            said(f"{askers} at once ask for {wish.seconds:g} seconds")
            asks[str(askers)] = await closed(asker.ask, askers, wish.seconds)
        said(f"{RATE} asks a second for {wish.seconds:g} seconds")
        asks[f"steady_{RATE}"] = await steady(asker.ask, RATE, wish.seconds)
        said("from an answer until it is seen")
        seen = {
            "own": await asker.visible(SERVICE, "retention", wish.seconds / 4),
            "another": await asker.visible("oversight", "bodies", wish.seconds / 4),
        }
        memory = resident(house.home)
        must_be_written(await house.client.raw("baraza.ask.ledger.Export", {}, within=120))
    said("every decision again, from the files")
    replayed = await _replayed(house.home)
    return {"asks": asks, "visible": seen, "memory_mb": memory, "replay": replayed}


async def _replayed(home: Home) -> dict[str, Any]:
    """Entries a second, without the time that the auditor takes to begin."""
    begun = await audit.replay(home.export, to=BEGUN)
    whole = await audit.replay(home.export)
    spent = max(whole["seconds"] - begun["seconds"], 0.001)
    names = ("decisions", "same", "different", "unverifiable")
    return {
        "entries": whole["size"],
        "seconds": round(spent, 3),
        "entries_per_second": round((whole["size"] - BEGUN) / spent, 1),
        **{name: whole[name] for name in names},
    }


async def _long(folder: Path, wish: Wish, said: Said) -> dict[str, Any]:
    """A long log: written by the ledger alone, then a whole house starts from it."""
    async with running(plan(folder, parts=("ledger",))) as house, connected(house, SERVICE) as nats:
        appends = await filled(house, nats, wish.entries, said)
    parts: dict[str, float] = {}

    def noted(line: str) -> None:
        said(line)
        if ready := _READY.match(line):
            parts[ready[1]] = float(ready[2])

    began = monotonic()
    async with running(plan(folder), noted) as house:
        start = {
            "entries": wish.entries,
            "seconds": round(monotonic() - began, 1),
            "parts": parts,
            "memory_mb": resident(house.home),
        }
    return {"appends": appends, "start": start}
