"""The second store beside the log while no house runs: compared, and made again where it is gone.

The ledger's own program does both; it is loaded by name, as those of a house in one process are.
"""

import json
import os
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from baraza.console.export import checkpoint_of
from baraza.console.home import Home, Trouble, only_one
from baraza.console.witnesses import logs
from baraza.transparency.notes import NOTE_MAX

PROGRAM = "baraza.ledger.ratchet"
SETTING = "BARAZA_RATCHET_URL"


def url_of(home: Home, environment: Mapping[str, str], clock: str) -> str:
    """Where the second store lies: as set for a log that is lived, in its home for a rehearsal.

    `clock` counts for a home in which no log was founded yet.
    """
    given = environment.get(SETTING)
    if given and _charter(home).get("clock", clock) == "system":
        return given
    # A rehearsal's second store may not outlive it, and never mixes with a lived one's.
    return f"sqlite:///{home.ratchet.resolve()}"


def compared(home: Home) -> Any:
    """Sizes of log and second store, and why a ledger would refuse them; None: there is no log."""
    origin = _charter(home).get("origin")
    given = os.environ.get("BARAZA_LEDGER_URL")
    if origin is None or not (given or home.ledger.exists()):
        return None
    return import_module(PROGRAM).compared(
        _ledger_url(home), url_of(home, os.environ, "system"), origin
    )


def wrong(home: Home) -> str | None:
    """What is wrong with the log's database as it lies there; None: nothing, or there is none."""
    found, exported = compared(home), checkpoint_of(home.export)
    if found is None:
        return None
    if found.why is None and exported is not None and found.size < exported.size:
        return (
            f"The log's database has {found.size} entries, the files in {home.export} have "
            f"{exported.size}: it is an older copy. Put the newest back before the house starts."
        )
    why: str | None = found.why
    return why


def restored(home: Home, note: Path) -> int:
    """The second store made again from a note that a witness serves; of how many entries.

    Raises `Trouble` where the note is not this log's, or not its newest, and where a house runs.
    """
    origin = _charter(home).get("origin")
    if origin is None:
        raise Trouble(f"There is no log in {home.path}. Name the home of one with --home.")
    try:
        with note.open("rb") as file:
            data = file.read(NOTE_MAX + 1)
    except OSError as error:
        raise Trouble(f"--from: {note} cannot be read ({error.strerror}).") from error
    program = import_module(PROGRAM)
    with only_one(home):
        url = url_of(home, os.environ, "system")
        try:
            size: int = program.restored(_ledger_url(home), url, data, logs(home, origin))
        except program.REFUSALS as refused:
            why = getattr(refused, "detail", str(refused))
            raise Trouble(f"Nothing was written. {why}") from refused
    return size


def _ledger_url(home: Home) -> str:
    return os.environ.get("BARAZA_LEDGER_URL") or f"sqlite:///{home.ledger.resolve()}"


def _charter(home: Home) -> Mapping[str, Any]:
    try:
        charter: Mapping[str, Any] = json.loads(home.charter.read_bytes())
    except (OSError, ValueError):
        return {}
    return charter
