"""`doctor stream`: whether the copy on the bus is the ledger, and how it becomes so again."""

import sys
from typing import Annotated

import typer

from baraza.console import stream as streams
from baraza.console.commands.options import DEFAULT_HOME, HomeOption, JsonOption
from baraza.console.commands.progress import progress
from baraza.console.commands.running import FAULT, run, show
from baraza.console.home import Home

_DOING = {"compare": "comparing", "publish": "publishing"}


def stream(
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
    rebuild: Annotated[
        bool,
        typer.Option("--rebuild", help="Delete the stream and fill it again from the ledger."),
    ] = False,
    on_record: Annotated[
        bool, typer.Option("--record", help="Record the fault in a rehearsal's log, too.")
    ] = False,
) -> None:
    """Compare the whole stream with the ledger, message by message; tell the first difference.

    With --rebuild, under the break-glass user: the stream is deleted, created as it has to be and
    filled from entry 0, and that is put on record. Consumers go on from their own positions.
    """
    with progress("stream") as moved:

        def told_of(what: str, done: int, of: int) -> None:
            moved(done, of, _DOING.get(what, what))

        told = run(
            streams.looked(Home(home), rebuild=rebuild, on_record=on_record, progress=told_of)
        )
    if as_json:
        show(told)
    else:
        print("\n".join(streams.lines(told)))
    sys.exit(0 if told["ok"] else FAULT)
