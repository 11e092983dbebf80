"""`match`: matching's own command, which needs no house."""

import subprocess
import sys

import typer

ENGINE = "baraza.matching.engine"
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def match(context: typer.Context) -> None:
    """Solve a round from a file: `baraza match solve INSTANCE.json --out RESULT.json`."""
    ended = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", ENGINE, *context.args], check=False
    )
    sys.exit(ended.returncode)
