"""`path`: one person's way through the programme, from the files alone."""

from argparse import Namespace

from baraza.auditor import words
from baraza.auditor.commands.arguments import Commands, Told, of_log, only_world, pseudonym
from baraza.auditor.findings import Findings
from baraza.auditor.progress import watched
from baraza.auditor.source import Unreadable, opened


def add(commands: Commands) -> None:
    one = of_log(commands, "path", run, "one person's way through the programme, step by step")
    one.add_argument(
        *("--person", "-p"),
        type=pseudonym,
        required=True,
        metavar="P",
        help="a pseudonym, or so much of its beginning that nobody else is meant",
    )


def run(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.log import Log
    from baraza.auditor.path import Nobody, path

    log = Log.open(opened(asked.dir))
    if only_world(log, findings, "path"):
        return {"tier": "world"}, words.found
    try:
        told = path(log, person=asked.person, progress=watched("path"))
    except Nobody as nobody:
        raise Unreadable(str(nobody)) from None
    return told, words.pathed
