"""`export`: the files that an overseer takes away."""

import sys
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from baraza.console import export, second
from baraza.console.commands.options import DEFAULT_HOME, HomeOption, JsonOption
from baraza.console.commands.running import run, show
from baraza.console.home import Home, Trouble, locked
from baraza.console.reach import reached
from baraza.messaging.client import NoAnswer


def export_(
    to: Annotated[Path, typer.Argument(help="An empty folder, or an earlier export.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
    world: Annotated[
        bool, typer.Option("--world", help="Only what names no person, for everybody to read.")
    ] = False,
) -> None:
    """Copy the files that an overseer takes away: checkpoint, tiles, entries, exhibits, policy.

    With --world those that everybody may read. The charter says which of the two are public.
    """
    place = Home(home)

    async def refreshed() -> None:
        """A running house brings its files up to date first."""
        reply: Mapping[str, Any] = {"ok": True}
        with suppress(Trouble, NoAnswer):
            async with reached(place) as client:
                reply = await client.raw("baraza.ask.ledger.Export", {}, within=120)
        export.must_be_written(reply)

    run(refreshed())
    tier: export.Tier = "world" if world else "bodies"
    checkpoint = export.copy(place, to, tier)
    public = export.public_tier(place)
    told: dict[str, Any] = {"dir": str(to), "origin": checkpoint.origin, "size": checkpoint.size}
    told |= {"root": b64encode(checkpoint.root).decode(), "tier": tier, "public": public}
    if not locked(place) and (why := second.wrong(place)):
        told["wrong"] = why
        print(f"These files are what was exported last. {why}", file=sys.stderr)
    if as_json:
        show(told)
    else:
        all_ = f"{checkpoint.size:,} entries of {checkpoint.origin}"
        print(f"What names no person of {all_} is in {to}." if world else f"{all_} are in {to}.")
        print(_PUBLIC[public])
        print(f"Check them: baraza-audit verify {to} --policy {to / 'policy'}")


_PUBLIC = {
    "bodies": "The charter makes the whole log public: tier bodies.",
    "world": "The charter makes public only what --world copies; the rest is for the bodies.",
    None: "No charter in force says what is public yet; until then it is for bodies alone.",
}
