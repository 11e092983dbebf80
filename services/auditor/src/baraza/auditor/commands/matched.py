"""`matched`: who was matched with whom, since when, why, and the proof of it, in one answer."""

import re
from argparse import ArgumentTypeError, Namespace
from datetime import date

from baraza.auditor import words
from baraza.auditor.commands.arguments import (
    Commands,
    Told,
    index,
    of_log,
    only_world,
    pseudonym,
)
from baraza.auditor.findings import Findings
from baraza.auditor.progress import watched
from baraza.auditor.source import Unreadable, opened

_SAID = "who was matched with whom, since when, why, and the proof of it"
_AXES = (
    "--at asks who was a pair at the end of a day; --as-recorded what the log told up to an entry. "
    "Both at once: of what was known then, what had happened by the day."
)


def add(commands: Commands) -> None:
    one = of_log(commands, "matched", run, _SAID)
    one.epilog = _AXES
    one.add_argument(
        *("--person", "-p"),
        type=pseudonym,
        metavar="P",
        help="a pseudonym, or so much of its beginning that nobody else is meant",
    )
    one.add_argument("--at", type=_day, metavar="DAY", help="who was a pair at the end of this day")
    one.add_argument("--as-recorded", type=index, metavar="N", help="up to and with entry N")


def run(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.log import Log
    from baraza.auditor.paired import Nobody, paired
    from baraza.auditor.pairs import Known

    log = Log.open(opened(asked.dir))
    if only_world(log, findings, "matched"):
        return {"tier": "world"}, words.found
    known, progress = Known(asked.at, asked.as_recorded), watched("matched")
    try:
        told = paired(log, known, findings, person=asked.person, where=asked.dir, progress=progress)
    except Nobody as nobody:
        raise Unreadable(str(nobody)) from None
    return told, words.paired


def _day(text: str) -> str:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise ArgumentTypeError("a day, such as 2027-07-01")
