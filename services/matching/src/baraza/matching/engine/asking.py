"""`what-if` and `figures`: what takes solving to be told of a round that was settled.

Both verify the result first, solve under the draws of the round, and write nothing.
"""

from argparse import ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from baraza.matching.domain.explaining import Answered, Parts, Solved
from baraza.matching.domain.explaining.told import answered
from baraza.matching.domain.v1.certificate import Rejected
from baraza.matching.domain.v1.policy import proven
from baraza.matching.engine import supposing, telling
from baraza.matching.engine.lacking import NoEngine
from baraza.matching.engine.settling import ENGINES
from baraza.matching.engine.terminal import REFUSED, UNREADABLE, read, refused, tell

Commands: TypeAlias = "_SubParsersAction[ArgumentParser]"
Telling = Callable[[Namespace, Answered, Parts | None], Mapping[str, Any]]
_CHANGES = """\
changes: places:MENTOR=2 · score:MENTEE,MENTOR=900 · target:GROUP=3 ·
weight:PART=110 (per cent of what the part gives) · part:PART,MENTEE,MENTOR=1500 (of one pair);
the last two need --scores"""


def add(commands: Commands) -> None:
    said = "what would come out under other inputs and the same draws"
    one = _plain(commands, "what-if", said, _what_if)
    one.epilog = _CHANGES
    one.add_argument(
        "--change", type=_change, action="append", required=True, metavar="WHAT=N", dest="changes"
    )
    said = "price of equity, prices of places, subsidies; with --scores what they are sensitive to"
    _plain(commands, "figures", said, _figures)


def _plain(commands: Commands, name: str, said: str, telling: Telling) -> ArgumentParser:
    one = commands.add_parser(name, help=said, description=said)
    one.add_argument("instance", type=Path, metavar="INSTANCE.json")
    one.add_argument("result", type=Path, metavar="RESULT.json")
    one.add_argument("--scores", type=Path, metavar="FILE", help="the scores exhibit")
    one.add_argument("--engine", choices=list(ENGINES), default="reference")
    one.add_argument("--json", action="store_true", help="print one JSON object")
    one.set_defaults(run=_run, telling=telling)
    return one


def _run(asked: Namespace) -> int:
    """Exit codes: 0 told, 1 not proven or not to be supposed, 2 usage, 4 unreadable file."""
    try:
        instance, result = read(asked.instance), read(asked.result)
        scores = read(asked.scores) if asked.scores else None
    except OSError as failed:
        return refused(asked, UNREADABLE, f"{failed.filename}: {failed.strerror}")
    try:
        proven(instance, result)
        solved = answered(instance, result)
        told = asked.telling(asked, solved, Parts.read(solved.asked, scores) if scores else None)
    except Rejected as why:
        return refused(asked, REFUSED, str(why), reason=why.reason)
    except supposing.BadChange as bad:
        return refused(asked, REFUSED, f"this cannot be supposed: {bad}")
    except NoEngine as missing:
        return refused(asked, REFUSED, str(missing))
    return tell(asked, told, told["says"])


def _what_if(asked: Namespace, solved: Answered, parts: Parts | None) -> Mapping[str, Any]:
    return telling.what_if(solved, asked.changes, parts, engine=asked.engine)


def _figures(asked: Namespace, solved: Answered, parts: Parts | None) -> Mapping[str, Any]:
    if not isinstance(solved, Solved):
        raise supposing.BadChange("a stable answer has no prices")
    return telling.figures(solved, parts, engine=asked.engine)


def _change(text: str) -> supposing.Change:
    try:
        return telling.change_of(text)
    except telling.BadWords as bad:
        raise ArgumentTypeError(str(bad)) from None
