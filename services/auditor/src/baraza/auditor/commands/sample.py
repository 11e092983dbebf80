"""`sample`: decisions drawn by public chance, so that nobody chose them."""

from argparse import ArgumentTypeError, Namespace

from baraza.auditor import words
from baraza.auditor.commands.arguments import Commands, Told, of_log, only_world
from baraza.auditor.findings import Findings
from baraza.auditor.source import opened

MOST = 10_000


def add(commands: Commands) -> None:
    one = of_log(commands, "sample", run, "decisions drawn by public chance")
    chance = "public randomness that was named before this size was cosigned"
    one.add_argument("--randomness", required=True, type=_hex, metavar="HEX", help=chance)
    one.add_argument("--count", type=_count, default=10, metavar="N", help="how many")
    one.add_argument("--service", metavar="S", help="only of this service")
    one.add_argument("--command", metavar="NAME", help="only of this command, such as MoveMoney")
    one.add_argument("--refused", action="store_true", help="only what was refused")


def run(asked: Namespace, findings: Findings) -> Told:
    from baraza.auditor.log import Log
    from baraza.auditor.sample import sample

    log = Log.open(opened(asked.dir))
    if only_world(log, findings, "sample"):
        return {"tier": "world"}, words.found
    told = sample(
        log,
        randomness=asked.randomness,
        count=asked.count,
        service=asked.service,
        command=asked.command,
        refused=asked.refused,
    )
    return told, words.sampled


def _hex(text: str) -> str:
    if not (text and len(text) <= 1_024 and all(one in "0123456789abcdef" for one in text)):
        raise ArgumentTypeError("public randomness in lower-case hex")
    return text


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST and len(text) < 9):
        raise ArgumentTypeError(f"a number from 1 to {MOST}")
    return int(text)
