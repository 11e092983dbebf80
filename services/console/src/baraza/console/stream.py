"""`baraza doctor stream`: the stream beside the ledger, by the ledger's own program as a child."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from baraza.console.home import Home, Trouble
from baraza.console.query import asked_of
from baraza.console.reach import address

Progress: TypeAlias = Callable[[str, int, int], None]
BREAKGLASS = "breakglass"
READER = "relay"
"""Who may read the stream anyway; the child publishes nothing unless it rebuilds."""


async def looked(
    home: Home, *, rebuild: bool, on_record: bool, progress: Progress
) -> Mapping[str, Any]:
    """What came out. The house that runs is looked at; else a ledger is started for it.

    Raises `Trouble` where it could not be done; what was done stands, and the same command again
    begins anew.
    """
    async with asked_of(home, "ledger"):
        found = address(home)
        user = BREAKGLASS if rebuild else READER
        words = [*(["--rebuild"] if rebuild else []), *(["--record"] if on_record else [])]
        child = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "baraza.ledger.relay.doctor", *words),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            limit=16 << 20,
            env=_environment(home, found, user),
        )
        try:
            return await _told(child, progress)
        finally:
            if child.returncode is None:
                child.terminate()
            await child.wait()


async def _told(child: asyncio.subprocess.Process, progress: Progress) -> Mapping[str, Any]:
    assert child.stdout is not None  # noqa: S101 - it was asked for
    async for line in child.stdout:
        told: dict[str, Any] = json.loads(line)
        if why := told.get("failed"):
            raise Trouble(
                f"The stream could not be looked at: {why}. If the house was started by an older "
                "release, restart it; then run the same command again."
            )
        if "result" in told:
            result: Mapping[str, Any] = told["result"]
            return result
        progress(told["doing"], told["done"], told["of"])
    raise Trouble("The program that looks at the stream ended early. Run the same command again.")


def _environment(home: Home, found: Mapping[str, Any], user: str) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("BARAZA_")}
    return {
        **kept,
        "BARAZA_SERVICE": "relay",
        "BARAZA_HOME": str(home.path.resolve()),
        "BARAZA_ORIGIN": str(found["origin"]),
        "BARAZA_CLOCK": str(found["clock"]),
        "BARAZA_NATS_URL": str(found["url"]),
        "BARAZA_NATS_USER": user,
        "BARAZA_NATS_PASSWORD_FILE": str(home.keys.resolve() / f"{user}.password"),
        "BARAZA_KEY_FILE": str(home.keys.resolve() / "ledger.key"),
    }


def lines(told: Mapping[str, Any]) -> list[str]:
    """What came out, in sentences."""
    found = []
    if told["config"]:
        found.append(f"The stream's settings differed in: {', '.join(told['config'])}.")
    if differs := told["difference"]:
        found.append(
            f"Stream and ledger differed first at entry {differs['index']}: {differs['what']}."
        )
        found += [
            f"--- {side}\n{differs[side] if differs[side] is not None else '(nothing)'}"
            for side in ("stream", "ledger")
        ]
    if not told["rebuilt"]:
        same = f"The stream holds the ledger's {told['entries']:,} entries, each to the byte."
        mend = "`baraza doctor stream --rebuild` makes the stream anew from the ledger."
        return [*found, same if told["ok"] else mend]
    found.append(f"The stream was made anew: {told['entries']:,} entries, compared again.")
    index = told["recorded"]
    found.append(
        "Nothing was put on record: this is a rehearsal, whose log follows from its folder."
        if index is None
        else f"On record as FaultRecorded, entries {index} and {index + 1}."
    )
    return found
