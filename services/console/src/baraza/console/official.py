"""How entries stand, as this house can show it: from its files, by the policy it holds itself."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from baraza.console.home import Home
from baraza.console.witnesses import SETTING, logs
from baraza.messaging.clock import SystemClock
from baraza.transparency.checkpoint import BadCheckpoint
from baraza.transparency.notes import BadNote, parse_note
from baraza.transparency.policy import BadPolicy, Policy
from baraza.transparency.standing import Standing, standing_of


def standing(home: Home) -> Standing:
    """What the exported checkpoint makes of the entries; nothing where it does not verify.

    The quorum is verified here, at every call. Where nobody names witnesses, no entry is official.
    """
    try:
        note = (home.export / "checkpoint").read_bytes()
        return standing_of(
            note, policy(home, parse_note(note).text.partition("\n")[0]), now=now(home)
        )
    except (OSError, BadNote, BadCheckpoint, BadPolicy):
        return Standing()


def policy(home: Home, origin: str) -> Policy:
    """Its own witnesses, or those it was told of; the log's keys as they lie here.

    Raises `BadPolicy` where there is not even a key of this log.
    """
    keys = tuple((verifier, None) for verifier in logs(home, origin))
    if not keys:
        raise BadPolicy(f"no key of {origin} in {home.keys}")
    for file in (home.witness_policy, Path(os.environ.get(SETTING) or os.devnull)):
        if file.is_file():
            bodies = Policy.parse(file.read_text())
            return Policy(keys, bodies.named, bodies.quorum)
    return Policy(keys)


def now(home: Home) -> int | None:
    """Seconds since 1970; None in a rehearsed home, whose time is its own."""
    try:
        clock = json.loads(home.charter.read_bytes())["clock"]
    except (OSError, ValueError, KeyError):
        clock = "system"
    return int(SystemClock().now().timestamp()) if clock == "system" else None


def instant(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)
