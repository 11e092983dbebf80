"""Solve a round from a file, ask what would have come out otherwise, or measure the engines."""

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from baraza.matching.domain.v1.certificate import Rejected, digest, strict
from baraza.matching.engine import asking
from baraza.matching.engine.crossing import NoAnswerFound
from baraza.matching.engine.lacking import NoEngine
from baraza.matching.engine.policies import solve
from baraza.matching.engine.settling import ENGINES, NotUnique
from baraza.matching.engine.terminal import (
    DONE,
    REFUSED,
    STOPPED,
    UNREADABLE,
    USAGE,
    read,
    refused,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 written, 1 instance refused, 2 usage, 4 unreadable file, 130 stopped."""
    asked = _parser().parse_args(argv)
    try:
        code: int = asked.run(asked)
    except KeyboardInterrupt:
        return refused(asked, STOPPED, "stopped; nothing was written")
    return code


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="baraza match", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("solve", help="the one answer to an instance, of any policy")
    one.add_argument("instance", type=Path, metavar="INSTANCE.json")
    one.add_argument("--out", type=Path, required=True, metavar="RESULT.json")
    one.add_argument("--engine", choices=list(ENGINES), default="reference")
    one.add_argument("--json", action="store_true", help="print one JSON object")
    one.set_defaults(run=_solve)
    asking.add(commands)
    one = commands.add_parser("measure", help="time and memory of one made round, as JSON")
    one.add_argument("--size", type=_size, required=True, metavar="MENTEESxMENTORS")
    one.add_argument("--candidates", type=int, default=50, metavar="N", help="of each mentee")
    one.add_argument("--engine", choices=list(ENGINES), default="ortools")
    one.add_argument("--floors", action="store_true", help="full leximin over eight groups")
    one.set_defaults(run=_measure)
    return parser


def _solve(asked: Namespace) -> int:
    try:
        instance = read(asked.instance)
    except OSError as failed:
        return refused(asked, UNREADABLE, f"{asked.instance}: {failed.strerror}")
    if asked.out.is_dir():
        return refused(asked, UNREADABLE, f"{asked.out}: is a directory")
    if asked.out.exists() and asked.out.samefile(asked.instance):
        return refused(asked, USAGE, f"{asked.out}: the instance itself; name another file")
    try:
        result = solve(instance, engine=asked.engine)
    except Rejected as why:
        return refused(asked, REFUSED, str(why), reason=why.reason)
    except NotUnique:
        detail = "another answer is as good: draw again"
        return refused(asked, REFUSED, f"reason 18: {detail}", reason=18)
    except NoAnswerFound as none:
        return refused(asked, REFUSED, str(none), short=none.short)
    except NoEngine as missing:
        return refused(asked, REFUSED, str(missing))
    try:
        _put(asked.out, result)
    except OSError as failed:
        return refused(asked, UNREADABLE, f"{asked.out}: {failed.strerror}")
    _say(asked, _told(asked.out, result))
    return DONE


def _told(out: Path, result: bytes) -> dict[str, Any]:
    """What the result says of itself; a stable one has no points, a crossing one a gap."""
    answer = strict(result)
    names = ("matched", "welfare", "floors", "subsidies", "gap", "instance")
    stated = {name: answer[name] for name in names if name in answer}
    return {"ok": True, "out": str(out), **stated, "result": digest(result)}


def _say(asked: Namespace, told: dict[str, Any]) -> None:
    if asked.json:
        print(json.JSONEncoder(indent=1).encode(told))
        return
    what, proven = f"{told['matched']} matched", "proven the unique best"
    if "gap" in told:
        what += f", {told['welfare']} points, subsidies {told['subsidies']}, gap {told['gap']}"
        if told["gap"]:
            proven = f"proven within {told['gap']} points of the best that keeps every floor"
    elif "floors" in told:
        what += f", {told['welfare']} points, floors {told['floors']}"
    else:
        proven = "proven stable, and the best stable answer for every mentee"
    print(f"{what}.")
    print(f"{told['out']}: {told['result']}, {proven}.")


def _measure(asked: Namespace) -> int:
    from baraza.matching.engine.measure import Made, measured

    mentees, mentors = asked.size
    made = Made(mentees, mentors, asked.candidates, floors=asked.floors)
    try:
        told = measured(made, asked.engine)
    except NoEngine as missing:
        told = {"missing": str(missing)}
    print(json.JSONEncoder().encode(told))
    return DONE


def _put(path: Path, data: bytes) -> None:
    """Whole or not there."""
    temporary = path.with_name(f".{path.name}.new")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _size(text: str) -> tuple[int, int]:
    mentees, cross, mentors = text.partition("x")
    if not (cross and mentees.isdecimal() and mentors.isdecimal()):
        raise ArgumentTypeError("two numbers, such as 1000x300")
    if int(mentees) and not int(mentors):
        raise ArgumentTypeError("mentees need mentors, such as 1000x300")
    return int(mentees), int(mentors)
