"""`baraza-audit`: verify a log, decide it again, explain one decision; from files alone."""

import json
import re
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from baraza.auditor import words
from baraza.auditor.findings import UNREADABLE, Findings
from baraza.auditor.source import Damage, Folder, Unreadable, read_file
from baraza.auditor.verify import Asked, verify
from baraza.transparency import BadKey, Verifier

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_Told = tuple[Mapping[str, Any], Callable[[Mapping[str, Any]], Iterator[str]]]


def main(argv: Sequence[str] | None = None, *, now: int | None = None) -> int:
    """Exit codes: 0 holds, 1 false, 2 usage, 3 not everything checked, 4 unreadable."""
    asked = _parser().parse_args(argv)
    asked.now = int(time.time()) if now is None else now  # noqa: TID251 - an audit is made now
    started = time.monotonic()
    findings = Findings()
    try:
        told, said = asked.run(asked, findings)
    except Damage as damage:
        findings.add("", "damage", str(damage), index=damage.index)
        told, said = {}, words.verified
    except Unreadable as unreadable:
        return _unreadable(asked, str(unreadable))
    seconds = round(time.monotonic() - started, 3)
    whole = {**told, **findings.as_json(), "seconds": seconds}
    _print(asked, whole, said(whole))
    return findings.exit


def _verify(asked: Namespace, findings: Findings) -> _Told:
    return verify(Folder(asked.dir), _asked_of(asked), findings), words.verified


def _replay(asked: Namespace, findings: Findings) -> _Told:
    from baraza.auditor.again import replay  # pydantic and the rules: `verify` needs neither

    source = Folder(asked.dir)
    if asked.policy:
        verify(source, _asked_of(asked), findings)
    return replay(source, findings, service=asked.service, last=asked.to), words.replayed


def _explain(asked: Namespace, findings: Findings) -> _Told:
    from baraza.auditor.explain import NotThere, explain, explain_person
    from baraza.auditor.log import Log

    log = Log.open(Folder(asked.dir))
    try:
        if asked.person:
            told = explain_person(log, findings, person=asked.person)
        else:
            told = explain(log, findings, index=asked.index)
    except NotThere as missing:
        raise Unreadable(str(missing)) from None
    return told, words.explained


def _asked_of(asked: Namespace) -> Asked:
    """The files that a verification is asked to use."""

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
    )


def _unreadable(asked: Namespace, why: str) -> int:
    finding = {
        "code": "unreadable",
        "index": None,
        "detail": why,
        "check": None,
        "exit": UNREADABLE,
    }
    told = {"ok": False, "exit": UNREADABLE, "findings": [finding], "findings_more": 0}
    _print(asked, told, iter([f"Unreadable: {why}"]))
    return UNREADABLE


def _print(asked: Namespace, told: Mapping[str, Any], said: Iterator[str]) -> None:
    if asked.json:
        print(json.JSONEncoder(ensure_ascii=False, indent=1).encode(told))
    else:
        print("\n".join(said))


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="baraza-audit", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    one = commands.add_parser("verify", help="check everything that files alone can show")
    _common(one, _verify)
    one.add_argument("--policy", type=Path, required=True, metavar="FILE", help="your own policy")
    one.add_argument("--root", type=_vkey, metavar="VKEY", help="the root key the log must have")
    one.add_argument("--since", type=Path, metavar="NOTE", help="a checkpoint kept from before")
    one.add_argument("--receipt", type=Path, metavar="FILE", help="a receipt to be honoured")
    one.add_argument("--max-age", type=_duration, default=7_200, metavar="TIME", help="such as 2h")

    one = commands.add_parser("replay", help="decide every command again and compare the bytes")
    _common(one, _replay)
    one.add_argument("--policy", type=Path, metavar="FILE", help="verify under this policy first")
    one.add_argument("--service", metavar="S", help="only what this service decided")
    one.add_argument("--to", type=int, metavar="N", help="only the first N entries")

    one = commands.add_parser("explain", help="why one decision came out as it did")
    _common(one, _explain)
    which = one.add_mutually_exclusive_group(required=True)
    which.add_argument("--index", type=int, metavar="N", help="the decision that holds entry N")
    which.add_argument("--person", type=_pseudonym, metavar="P", help="all that name a pseudonym")
    return parser


def _common(parser: ArgumentParser, run: Callable[[Namespace, Findings], _Told]) -> None:
    parser.add_argument("dir", type=Path, metavar="DIR", help="the folder of an export")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.set_defaults(run=run)


def _duration(text: str) -> int:
    match = re.fullmatch(r"([0-9]{1,9})([smhd])", text)
    if match is None:
        raise ArgumentTypeError("a number and s, m, h or d, such as 2h")
    return int(match[1]) * _UNITS[match[2]]


def _vkey(text: str) -> str:
    try:
        return Verifier.from_vkey(text).vkey
    except BadKey as bad:
        raise ArgumentTypeError(str(bad)) from None


def _pseudonym(text: str) -> str:
    if not re.fullmatch("[pv][0-9a-f]{5,32}", text):
        raise ArgumentTypeError("a pseudonym, such as p41d09")
    return text


if __name__ == "__main__":
    sys.exit(main())
