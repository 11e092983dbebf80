"""`round`: what people bring to a matching round from outside."""

import sys
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes
from typing import Annotated

import typer

from baraza.console.commands import asked
from baraza.console.commands.ask import sent
from baraza.console.commands.options import DEFAULT_HOME, HomeOption, JsonOption
from baraza.console.commands.running import REFUSED, run
from baraza.console.home import Home, Trouble
from baraza.decider import uuid7_of
from baraza.messaging.clock import SystemClock

app = typer.Typer(help="What people bring to a matching round from outside.")
PULSE_MAX = 1 << 16
_WHY = (
    "other_pulse: the file holds another pulse than the one that was announced. "
    "bad_signature: no key that the rule set adopted has signed it, or it was changed. "
    "randomness_before_close: it was published before the time that was announced. "
    "wrong_state: the round is not sealed yet, or is void. `baraza query matching round` shows it."
)


@app.callback()
def of_a_round() -> None:
    """What people bring to a matching round from outside."""


@app.command()
def pulse(
    round_: Annotated[str, typer.Argument(metavar="ROUND", help="Its id.")],
    file: Annotated[Path, typer.Argument(help="The pulse, as its beacon publishes it (JSON).")],
    actor: Annotated[str, typer.Option(help="Who operates the programme: body.NAME, person.p…")],
    acting_as: Annotated[str, typer.Option(help="The role or seat in which it is brought.")] = (
        "operate"
    ),
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Bring the pulse of the public beacon that a round was announced with.

    It does not matter who brings it: its signature is checked by the key that a body adopted.
    """
    body = _read(file)
    digest = sha256(body).hexdigest()
    wanted = asked.an_ask(
        {
            "id": uuid7_of(SystemClock().now(), token_bytes(32)),
            "actor": actor,
            "acting_as": acting_as,
            "via": "console",
            "data": {"round": round_, "published": {"exhibit": digest, "size": len(body)}},
            "exhibits": {digest: b64encode(body).decode()},
        }
    )
    code = run(sent(Home(home), "matching", "RecordBeacon", wanted, draft=None, as_json=as_json))
    if code == REFUSED:
        print(_WHY, file=sys.stderr)
    sys.exit(code)


def _read(file: Path) -> bytes:
    """Raises `Trouble` where this cannot be a pulse."""
    try:
        with file.open("rb") as opened:
            body = opened.read(PULSE_MAX + 1)
    except OSError as error:
        raise Trouble(f"{file} cannot be read. Give the file of the pulse.") from error
    if len(body) > PULSE_MAX:
        raise Trouble(f"{file} is too large to be a pulse. Give the JSON of one pulse.")
    return body
