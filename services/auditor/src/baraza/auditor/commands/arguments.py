"""Arguments that several commands take, and what a command gives back."""

import re
from argparse import ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from baraza.auditor.evidence import Evidence
from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.progress import watched
from baraza.auditor.source import opened, read_file
from baraza.auditor.source_base import Misgiven
from baraza.auditor.verify import Asked
from baraza.transparency import BadKey, BadPolicy, Policy, Verifier

Commands: TypeAlias = "_SubParsersAction[ArgumentParser]"
Told = tuple[Mapping[str, Any], Callable[[Mapping[str, Any]], Iterator[str]]]
"""The object that `--json` prints, and what says the same to a reader."""
Run = Callable[[Namespace, Findings], Told]

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}


def of_log(commands: Commands, name: str, run: Run, what: str) -> ArgumentParser:
    """A command about the log in a folder, or under an address; `opened` takes either."""
    parser = plain(commands, name, run, what)
    parser.add_argument(
        "dir", metavar="DIR", help="the folder, or the http(s) address, of an export"
    )
    return parser


def plain(commands: Commands, name: str, run: Run, what: str) -> ArgumentParser:
    parser = commands.add_parser(name, help=what, description=what)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)
    return parser


def asked_of(
    asked: Namespace, convicts: Callable[[Evidence], None] = lambda _evidence: None
) -> Asked:
    """The files that a verification is asked to use; `convicts` is given what convicts."""

    def optional(name: str) -> bytes | None:
        path = getattr(asked, name, None)
        return read_file(path) if path else None

    return Asked(
        policy=read_file(asked.policy),
        now=asked.now,
        max_age=getattr(asked, "max_age", 7_200),
        root_key=getattr(asked, "root", None),
        since=optional("since"),
        receipt=optional("receipt"),
        world=opened(asked.world) if getattr(asked, "world", None) else None,
        late=getattr(asked, "late", False),
        convicts=convicts,
        progress=watched("Verified"),
    )


def only_world(log: Log, findings: Findings, what: str, index: int | None = None) -> bool:
    """Whether this is the tier for the world, which does not hold what a replay needs; told so."""
    if not log.is_world:
        return False
    detail = f"{what} needs the entries that the tier for the world does not show; "
    if index is not None:
        there = "is shown" if index in log.shown() else "is not shown"
        detail += f"entry {index} {there} in it; "
    findings.add("", "world_tier", detail + "a body has them all", index=index, exit_=UNCHECKED)
    return True


def policy_of(asked: Namespace) -> Policy:
    """The reader's own policy; raises `Misgiven` where the file is none."""
    try:
        return Policy.parse(read_file(asked.policy).decode())
    except (BadPolicy, UnicodeDecodeError) as bad:
        raise Misgiven(str(asked.policy), str(bad), "bad_policy") from None


def own_file(text: str) -> Path:
    """A file that the asker holds, as a policy must be: what an address gives is another's word."""
    if "://" in text:
        raise ArgumentTypeError(f"{text} is an address; keep the file yourself and name your own")
    return Path(text)


def output(text: str) -> Path:
    """A file to write; every command says on standard output what it found."""
    if text == "-":
        raise ArgumentTypeError("a file is written, not standard output; ./- names a file")
    return Path(text)


def index(text: str) -> int:
    """The number of an entry, or how many; whether the log has so many, the log says."""
    if not (text.isascii() and text.isdigit()):
        raise ArgumentTypeError("a number of the log, such as 1200; the first entry is 0")
    return int(text) if len(text) <= 18 else 10**18  # no log has so many


def duration(text: str) -> int:
    match = re.fullmatch(r"([0-9]{1,9})([smhd])", text)
    if match is None:
        raise ArgumentTypeError("a number and s, m, h or d, such as 2h")
    return int(match[1]) * _UNITS[match[2]]


def vkey(text: str) -> str:
    try:
        return Verifier.from_vkey(text).vkey
    except BadKey as bad:
        raise ArgumentTypeError(str(bad)) from None


def pseudonym(text: str) -> str:
    if not re.fullmatch("[pv][0-9a-f]{5,32}", text):
        raise ArgumentTypeError("a pseudonym, such as p41d09")
    return text
