"""`pilot`: a programme year lived in virtual time."""

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from baraza.console import audit, programme, together
from baraza.console.commands import running
from baraza.console.commands.options import (
    DEFAULT_HOME,
    HomeOption,
    JsonOption,
    PortOption,
    TogetherOption,
    TracesOption,
)
from baraza.console.home import Home


def pilot(
    input_: Annotated[
        Path, typer.Option("--input", help="A programme's folder.", show_default="deploy/pilot")
    ] = programme.DEFAULT,
    home: HomeOption = DEFAULT_HOME / "pilot",
    as_json: JsonOption = False,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Live up to this day.")
    ] = None,
    port: PortOption = None,
    traces: TracesOption = False,
    as_one: TogetherOption = None,
) -> None:
    """Live a whole programme year in virtual time, then let the auditor decide it all again."""
    from baraza.console.pilot import run, show

    last = until.date() if until else None
    wish = run.Wish(input_, home, last, traces, port, together.by_memory(as_one))
    told = running.run(run.pilot(wish, Console(stderr=True)))
    if as_json:
        running.show(told)
    else:
        show.summary(Console(soft_wrap=True), told, Home(home))
    if not audit.holds(told["verify"], told["replay"]):
        sys.exit(running.FAULT)
