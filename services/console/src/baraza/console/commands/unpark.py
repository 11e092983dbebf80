"""`unpark`: show again what could not be shown, once the fault is mended."""

import sys
from typing import Annotated

import typer

from baraza.console import rebuild as rebuilding
from baraza.console.commands.options import DEFAULT_HOME, HomeOption, JsonOption
from baraza.console.commands.progress import progress
from baraza.console.commands.rebuild import ServiceArgument
from baraza.console.commands.running import REFUSED, run, show
from baraza.console.home import Home


def unpark(
    service: ServiceArgument,
    entity: Annotated[
        str | None, typer.Argument(help="Only this one, such as matching.round.r1; else all.")
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Apply the entries of parked entities again from the ledger, each in its own place.

    The rows are those of a clean build afterwards. What still cannot be shown stays parked: the
    exit code is 3 then.
    """
    with progress(service) as moved:
        told = run(rebuilding.unparked(Home(home), service, entity, progress=moved))
    still = {one["entity"] for one in told["parked"]}
    mended = told["state"] == "switched" and (entity not in still if entity else not still)
    if as_json:
        show({"service": service, "ok": mended, **told})
    else:
        print("\n".join(rebuilding.lines(service, told)))
    sys.exit(0 if mended else REFUSED)
