"""`status` and `doctor`: how a house is."""

import sys

import typer

from baraza.console import doctor
from baraza.console import status as statuses
from baraza.console.commands.options import DEFAULT_HOME, HomeOption, JsonOption
from baraza.console.commands.running import FAULT, run, show
from baraza.console.home import Home
from baraza.messaging.clock import SystemClock


def status(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """One line: whether all parts answer, and how far the log has come."""
    now = run(statuses.status(Home(home)))
    if as_json:
        show(now.as_json())
    else:
        print(now.line(SystemClock().now()))
    sys.exit(0 if now.ok else FAULT)


def doctor_(
    asked: typer.Context, home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False
) -> None:
    """Settings with their sources, versions, the binary and its digest, and a running house."""
    if asked.invoked_subcommand is not None:
        return
    found = run(doctor.checks(Home(home)))
    told = doctor.as_json(found)
    if as_json:
        show(told)
    else:
        for seen in found:
            print(f"{'ok ' if seen.ok else 'NOT'}  {seen.name}: {seen.seen}")
    sys.exit(0 if told["ok"] else FAULT)
