"""`baraza-audit`: verify a log, decide it again, explain one decision; from files alone."""

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from baraza.auditor import words
from baraza.auditor.commands import COMMANDS
from baraza.auditor.findings import UNREADABLE, USAGE, Findings
from baraza.auditor.sentences.names import harmless
from baraza.auditor.source import Damage, Misused, Unreadable


def main(argv: Sequence[str] | None = None, *, now: int | None = None) -> int:
    """Exit codes: 0 holds, 1 false, 2 usage, 3 not everything checked, 4 unreadable."""
    asked = _parser().parse_args(argv)
    asked.now = int(time.time()) if now is None else now  # noqa: TID251 - an audit is made now
    started = time.monotonic()
    findings = Findings()
    try:
        told, said = asked.run(asked, findings)
    except Damage as damage:
        findings.add("", damage.code, str(damage), index=damage.index)
        told, said = {}, words.found
    except Unreadable as unreadable:
        return _refused(asked, UNREADABLE, "unreadable", str(unreadable))
    except Misused as misused:
        return _refused(asked, USAGE, "usage", str(misused))
    seconds = round(time.monotonic() - started, 3)
    whole = {**told, **findings.as_json(), "seconds": seconds}
    _print(asked, whole, said(whole))
    return findings.exit


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="baraza-audit", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser


def _refused(asked: Namespace, code: int, name: str, why: str) -> int:
    """Nothing was looked at, or nothing to the end: there is one sentence, and no verdict."""
    finding = {"code": name, "index": None, "detail": why, "check": None, "exit": code}
    told = {"ok": False, "exit": code, "findings": [finding], "findings_more": 0}
    _print(asked, told, iter([f"{name.capitalize()}: {why}"]))
    return code


def _print(asked: Namespace, told: Mapping[str, Any], said: Iterator[str]) -> None:
    if asked.json:
        print(json.JSONEncoder(ensure_ascii=False, indent=1).encode(told))
    else:
        print("\n".join(map(harmless, said)))


if __name__ == "__main__":
    sys.exit(main())
