"""`replay`: decide every command again and compare the bytes."""

from argparse import ArgumentTypeError, Namespace

from baraza.auditor import words
from baraza.auditor.commands.arguments import (
    Commands,
    Told,
    asked_of,
    index,
    of_log,
    only_world,
    own_file,
)
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.source import opened
from baraza.auditor.verify import verify


def add(commands: Commands) -> None:
    one = of_log(commands, "replay", run, "decide every command again and compare the bytes")
    one.add_argument(
        "--policy", type=own_file, metavar="FILE", help="verify under this policy first"
    )
    one.add_argument("--service", metavar="S", help="only what this service decided")
    one.add_argument("--to", type=_entries, metavar="N", help="only the first N entries")


def run(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.again import replay  # pydantic and the rules: `verify` needs neither

    source = opened(asked.dir)
    if asked.policy:
        verify(source, asked_of(asked), findings)
    if only_world(Log.open(source), findings, "replay"):
        return {"tier": "world"}, words.found
    return replay(source, findings, service=asked.service, last=asked.to), words.replayed


def _entries(text: str) -> int:
    count = index(text)
    if not count:
        raise ArgumentTypeError("of no entries there is nothing to decide again")
    return count
