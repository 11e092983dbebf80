"""`rebuild`: the rows that a service answers from, made again beside the old."""

import sys
from typing import Annotated

import typer

from baraza.console import rebuild as rebuilding
from baraza.console.commands.options import DEFAULT_HOME, HomeOption, JsonOption
from baraza.console.commands.progress import progress
from baraza.console.commands.running import REFUSED, run, show
from baraza.console.home import Home

ServiceArgument = Annotated[str, typer.Argument(help="Such as matching.")]


def rebuild(
    service: ServiceArgument,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
    take: Annotated[
        bool, typer.Option("--take", help="Take the new rows even where they differ.")
    ] = False,
) -> None:
    """Make a service's rows again from the ledger, compare, and switch in one transaction.

    Questions are answered from the old rows meanwhile. Rows that come out otherwise, though
    nothing was parked, are told and not taken: the exit code is 3 then.
    """
    with progress(service) as moved:
        told = run(rebuilding.rebuilt(Home(home), service, take=take, progress=moved))
    if as_json:
        show({"service": service, **told})
    else:
        print("\n".join(rebuilding.lines(service, told)))
        if told["state"] != "switched":
            print("Look why; then `baraza rebuild --take` puts the new rows in their place.")
    sys.exit(0 if told["state"] == "switched" else REFUSED)
