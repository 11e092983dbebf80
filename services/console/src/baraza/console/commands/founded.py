"""Which log lives in a home: its name stays for ever."""

import json
import re

from baraza.console.home import Home, Trouble, write_private

ORIGIN = "baraza.example/local"
ORIGIN_FORM = re.compile(r"[!-*,-~]{1,100}")  # ledger.md 2: ASCII without space and plus


def founded(home: Home, origin: str | None) -> str:
    """The origin of the log in this home; a rehearsal's home is no home for a lived log."""
    try:
        charter = json.loads(home.charter.read_bytes())
    except FileNotFoundError:
        if origin and not ORIGIN_FORM.fullmatch(origin):
            raise Trouble(
                f"--origin: {origin} cannot name a log. Write at most 100 letters, digits and "
                f"signs, without space or plus, such as {ORIGIN}."
            ) from None
        charter = {"clock": "system", "origin": origin or ORIGIN, "finished": False}
        write_private(home.charter, json.dumps(charter) + "\n")  # noqa: TID251 - a note
    except ValueError as error:
        raise Trouble(f"{home.charter} cannot be read. Choose another --home.") from error
    if charter["clock"] != "system":
        raise Trouble(f"{home.path} holds a rehearsed year. Choose another --home.")
    if origin and origin != charter["origin"]:
        raise Trouble(
            f"The log in {home.path} is called {charter['origin']} for ever. "
            "Leave --origin out, or choose another --home."
        )
    return str(charter["origin"])
