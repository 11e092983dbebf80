"""Matching at three sizes: each engine and the verifier beside the library's flow alone."""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baraza.console.bench.houses import machine
from baraza.console.bench.targets import most
from baraza.console.home import Trouble
from baraza.console.supervisor import Said
from baraza.messaging.clock import SystemClock

ENGINE = "baraza.matching.engine"
CANDIDATES = 50
SIZES = ("1000x300", "10000x2000", "100000x20000")
REFERENCE_MOST = 10_000
"""Mentees; for more the reference engine is right and slow."""
Ratios = Mapping[str, float]
TARGETS: Mapping[str, tuple[Ratios, Ratios]] = {
    "1000x300": (
        {"engine": 3, "reference": 10, "verify": 1.0},
        {"engine": 3, "floors": 3, "verify": 1.2},
    ),
    "10000x2000": (
        {"engine": 1.3, "reference": 30, "verify": 0.5},
        {"engine": 2, "floors": 4, "verify": 0.75},
    ),
    "100000x20000": (
        {"engine": 2, "verify": 0.3, "memory_mb": 1_500, "verifier_mb": 300},
        {"engine": 2, "floors": 3, "verify": 0.5, "memory_mb": 1_500, "verifier_mb": 300},
    ),
}
"""At most so many times the flow alone, and megabytes: without floors, and with full leximin.
What the large engine promises is no promise of the reference engine."""


@dataclass(frozen=True)
class Wish:
    """Which sizes, and how many candidates each mentee has."""

    sizes: Sequence[str] = SIZES
    candidates: int = CANDIDATES


async def measured(wish: Wish, said: Said) -> dict[str, Any]:
    """Each round in a process of its own, so that its memory is its own."""
    rounds = []
    for size in wish.sizes:
        engines = ["ortools"]
        if int(size.partition("x")[0]) <= REFERENCE_MOST:
            engines.append("reference")
        for engine in engines:
            for floors in (False, True):
                said(f"{size} by {engine}{', with floors' if floors else ''}")
                one = _with_ratios(await _one(wish, size, engine, floors=floors))
                rounds.append({**one, "targets": _targets(wish, size, one, floors=floors)})
                said(_line(rounds[-1]))
    return {
        "at": SystemClock().now().isoformat(timespec="seconds"),
        "machine": machine(),
        "rounds": rounds,
    }


def lines(told: Mapping[str, Any]) -> Iterator[str]:
    """For people; `--json` has every number."""
    yield from map(_line, told["rounds"])


def _line(one: Mapping[str, Any]) -> str:
    if "missing" in one:
        return f"not measured: {one['missing']}"
    floors = ", full leximin" if one["floors"] else ""
    missed = [
        f"{name} {target['seen']} for {target['at_most']}"
        for name, target in one["targets"].items()
        if not target["reached"]
    ]
    return (
        f"{one['mentees']:,} x {one['mentors']:,}, {one['candidates']:,} candidates, "
        f"{one['engine']}{floors}: {_ratios(one)}, {one['memory_mb']} MB, "
        f"the verifier {one['verifier']['memory_mb']} MB"
        + (f"; NOT reached: {', '.join(missed)}" if missed else "")
    )


def _targets(
    wish: Wish, size: str, one: Mapping[str, Any], *, floors: bool
) -> dict[str, dict[str, Any]]:
    """Of what was measured at a size that has targets, each with what was seen."""
    if "missing" in one or wish.candidates != CANDIDATES or size not in TARGETS:
        return {}
    seen = {
        **one["to_flow_alone"],
        "memory_mb": one["memory_mb"],
        "verifier_mb": one["verifier"]["memory_mb"],
    }
    if one["engine"] != "ortools":
        seen = {"reference": seen.get("engine")}
    wanted = TARGETS[size][floors]
    return {name: most(seen.get(name), wanted[name]) for name in seen if name in wanted}


def _ratios(one: Mapping[str, Any]) -> str:
    times = one["to_flow_alone"]
    if not times:
        return f"{one['seconds']['search']} s"
    parts = ", ".join(f"{name} {ratio}" for name, ratio in times.items())
    return f"the flow alone {one['flow_alone']} s; as multiples of it: {parts}"


def _with_ratios(one: dict[str, Any]) -> dict[str, Any]:
    """Times as multiples of what the library's solver takes alone, in the same run: of the
    processor, so that another's work beside it makes no ratio larger."""
    bare, spent = one.get("flow_alone"), one.get("seconds", {})
    if not bare:
        return {**one, "to_flow_alone": {}}
    verifier = one["verifier"]["seconds"]
    verify = verifier["with_reading"] - verifier["reading"]
    whole = spent["search"] + spent["write"]
    parts = {"engine": whole, "floors": spent["floors"], "verify": verify}
    return {**one, "to_flow_alone": {name: round(s / bare, 2) for name, s in parts.items()}}


async def _one(wish: Wish, size: str, engine: str, *, floors: bool) -> dict[str, Any]:
    words = ["--size", size, "--candidates", str(wish.candidates), "--engine", engine]
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", ENGINE, "measure", *words, *(["--floors"] if floors else [])),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, err = await child.communicate()
    except asyncio.CancelledError:
        child.kill()
        await child.wait()
        raise
    if child.returncode:
        last = (err.decode(errors="replace").strip().splitlines() or ["nothing"])[-1]
        raise Trouble(f"matching measured nothing at {size} by {engine}: {last}")
    told: dict[str, Any] = json.loads(out)
    return told
