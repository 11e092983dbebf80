"""Matching at three sizes: each engine and the verifier beside the library's flow alone."""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baraza.console.bench.houses import machine
from baraza.console.home import Trouble
from baraza.console.supervisor import Said
from baraza.messaging.clock import SystemClock

ENGINE = "baraza.matching.engine"
SIZES = ("1000x300", "10000x2000", "100000x20000")
REFERENCE_MOST = 3_000
"""Mentees; for more the reference engine is right and slow."""


@dataclass(frozen=True)
class Wish:
    """Which sizes, and how many candidates each mentee has."""

    sizes: Sequence[str] = SIZES
    candidates: int = 50


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
                rounds.append(_with_ratios(await _one(wish, size, engine, floors=floors)))
    return {
        "at": SystemClock().now().isoformat(timespec="seconds"),
        "machine": machine(),
        "rounds": rounds,
    }


def lines(told: Mapping[str, Any]) -> Iterator[str]:
    """For people; `--json` has every number."""
    for one in told["rounds"]:
        if "missing" in one:
            yield f"not measured: {one['missing']}"
            continue
        floors = ", full leximin" if one["floors"] else ""
        yield (
            f"{one['mentees']:,} x {one['mentors']:,}, {one['candidates']:,} candidates, "
            f"{one['engine']}{floors}: {_ratios(one)}, {one['memory_mb']} MB"
        )


def _ratios(one: Mapping[str, Any]) -> str:
    times = one["to_flow_alone"]
    if not times:
        return f"{one['seconds']['search']} s"
    parts = ", ".join(f"{name} {ratio}" for name, ratio in times.items())
    return f"the flow alone {one['flow_alone']} s; as multiples of it: {parts}"


def _with_ratios(one: dict[str, Any]) -> dict[str, Any]:
    """Times as multiples of what the library's solver takes alone, in the same process."""
    bare, spent = one.get("flow_alone"), one.get("seconds", {})
    if not bare:
        return {**one, "to_flow_alone": {}}
    verify = spent["verify_with_reading"] - spent["read"]
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
