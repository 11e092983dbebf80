"""The auditor as a child process: it sees the exported files and nothing else of this house."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from baraza.console.home import Trouble

MODULE = "baraza.auditor.cli"


Begun = Callable[[int], object]
"""Told the number of the auditor's process."""


async def verify(
    export: Path, *, world: Path | None = None, begun: Begun = lambda _: None
) -> Mapping[str, Any]:
    """The auditor's own object, by the policy that the export proposes; `world` is compared."""
    beside = ("--world", str(world)) if world else ()
    policy = str(export / "policy")
    return await _asked(begun, "verify", str(export), "--policy", policy, *beside)


async def replay(
    export: Path, *, to: int | None = None, begun: Begun = lambda _: None
) -> Mapping[str, Any]:
    """The auditor's own object, after deciding every command again; or those of `to` entries."""
    return await _asked(begun, "replay", str(export), *(() if to is None else ("--to", str(to))))


def holds(verified: Mapping[str, Any], replayed: Mapping[str, Any]) -> bool:
    """Whether nothing was found, and every decision came out as it stands."""
    same = replayed.get("different") == 0 and replayed.get("unverifiable") == 0
    return verified.get("exit") == 0 and replayed.get("exit") == 0 and same


async def _asked(begun: Begun, *words: str) -> Mapping[str, Any]:
    if find_spec("baraza.auditor") is None:
        raise Trouble("The auditor is not installed beside the console. Run `make setup`.")
    bare = {k: v for k, v in os.environ.items() if not k.startswith("BARAZA_")}
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", MODULE, *words, "--json"),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=bare,
    )
    begun(child.pid)
    try:
        out, err = await child.communicate()
    except asyncio.CancelledError:
        child.kill()
        await child.wait()
        raise
    try:
        told: Mapping[str, Any] = json.loads(out)
    except ValueError:
        last = (err.decode(errors="replace").strip().splitlines() or ["nothing"])[-1]
        raise Trouble(
            f"`baraza-audit {words[0]}` ended with code {child.returncode} and said: {last}"
        ) from None
    return {"exit": child.returncode, **told}
