"""`baraza`: run the house, rehearse a year, ask and query, look after it."""

import errno
import sys
from typing import NoReturn

import typer

from baraza.console.commands import (
    ask,
    bench,
    export,
    folder,
    keys,
    look,
    match,
    pilot,
    query,
    ratchet,
    rebuild,
    round_,
    stream,
    unpark,
    up,
)
from baraza.console.commands.running import FAULT
from baraza.console.home import Trouble
from baraza.console.programme import FaultyFolder
from baraza.messaging.client import NoAnswer
from baraza.telemetry import logs

app = typer.Typer(
    help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
benches = typer.Typer(help="Measure, on houses of its own.", no_args_is_help=True)
doctors = typer.Typer(invoke_without_command=True, callback=look.doctor_)

app.command()(up.up)
app.command()(pilot.pilot)
app.command()(folder.new)
app.command()(folder.check)
app.command()(ask.ask)
app.command()(query.query)
app.command("export")(export.export_)
app.command()(look.status)
app.add_typer(doctors, name="doctor")
doctors.command("stream")(stream.stream)
doctors.command("ratchet")(ratchet.ratchet)
app.command()(rebuild.rebuild)
app.command()(unpark.unpark)
app.add_typer(keys.app, name="keys", no_args_is_help=True)
app.add_typer(round_.app, name="round", no_args_is_help=True)
app.add_typer(benches, name="bench")
benches.command("path")(bench.bench_path)
benches.command("ledger")(bench.bench_ledger)
benches.command("match")(bench.bench_match)
app.command(context_settings=match.PASSED_ON)(match.match)


def main() -> NoReturn:
    """Errors are one sentence that says what to do; their exit code is never 0."""
    logs.configure("console", "console", "critical")  # what the bus reports is said in sentences
    try:
        app()
    except FaultyFolder as faulty:
        _fail(f"{faulty}\n{faulty.count}. Correct what is listed; `baraza check` lists it again.")
    except Trouble as trouble:
        _fail(str(trouble))
    except NoAnswer as silent:
        _fail(f"{silent} gave no answer. {NoAnswer.advice()}")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            _fail("The disk is full. Make room and run the same command again.")
        _fail(f"{error.filename or 'A file'}: {error.strerror}. Put this right and try again.")
    sys.exit(0)


def _fail(text: str) -> NoReturn:
    print(text, file=sys.stderr)
    sys.exit(FAULT)


if __name__ == "__main__":
    main()
