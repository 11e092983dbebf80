"""`export`: the files that an overseer takes away."""

from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import typer

from baraza.console import export
from baraza.console.commands.options import DEFAULT_HOME, HomeOption, JsonOption
from baraza.console.commands.running import run, show
from baraza.console.home import Home, Trouble
from baraza.console.reach import reached
from baraza.messaging.client import NoAnswer


def export_(
    to: Annotated[Path, typer.Argument(help="An empty folder, or an earlier export.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Copy the files that an overseer takes away: checkpoint, tiles, entries, exhibits, policy."""
    place = Home(home)

    async def refreshed() -> None:
        """A running house brings its files up to date first."""
        reply: Mapping[str, Any] = {"ok": True}
        with suppress(Trouble, NoAnswer):
            async with reached(place) as client:
                reply = await client.raw("baraza.ask.ledger.Export", {}, within=120)
        export.must_be_written(reply)

    run(refreshed())
    checkpoint = export.copy(place, to)
    told = {"dir": str(to), "origin": checkpoint.origin, "size": checkpoint.size}
    told["root"] = b64encode(checkpoint.root).decode()
    if as_json:
        show(told)
    else:
        print(f"{checkpoint.size:,} entries of {checkpoint.origin} are in {to}.")
        print(f"Check them: baraza-audit verify {to} --policy {to / 'policy'}")
