"""`what-if` and `figures`: what takes solving to be told of a round that was settled.

Both verify the result first, solve under the draws of the round, and write nothing.
"""

from argparse import ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeAlias

from baraza.matching.domain.explaining import (
    Parts,
    Solved,
    blocking,
    one_more_place,
    subsidies,
)
from baraza.matching.domain.explaining import sentences as say
from baraza.matching.domain.v1.certificate import Rejected, verify
from baraza.matching.domain.v1.policy import Policy, policy_of
from baraza.matching.engine import supposing
from baraza.matching.engine.lacking import NoEngine
from baraza.matching.engine.settling import ENGINES
from baraza.matching.engine.terminal import REFUSED, UNREADABLE, read, refused, tell

Commands: TypeAlias = "_SubParsersAction[ArgumentParser]"
Telling = Callable[[Namespace, Solved, Parts | None], dict[str, Any]]
_CHANGES = """\
changes: places:MENTOR=2 · score:MENTEE,MENTOR=900 · target:GROUP=3 ·
weight:PART=110 (per cent of what the part gives; needs --scores)"""


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
    policy = policy_of(instance)
    if policy is not Policy.BEST:
        return refused(asked, REFUSED, f"only what points decide is asked so, not {policy.value}")
    try:
        verify(instance, result)
        solved = Solved.read(instance, result)
        told = asked.telling(asked, solved, Parts.read(solved.asked, scores) if scores else None)
    except Rejected as why:
        return refused(asked, REFUSED, str(why), reason=why.reason)
    except supposing.BadChange as bad:
        return refused(asked, REFUSED, f"this cannot be supposed: {bad}")
    except NoEngine as missing:
        return refused(asked, REFUSED, str(missing))
    return tell(asked, told, told["says"])


def _what_if(asked: Namespace, solved: Solved, parts: Parts | None) -> dict[str, Any]:
    told = supposing.what_if(solved, asked.changes, parts, engine=asked.engine)
    return {
        **asdict(told),
        "groups": solved.asked.groups,
        "says": list(_difference(told, solved.asked.groups)),
    }


def _difference(told: supposing.Difference, groups: tuple[str, ...]) -> Iterator[str]:
    yield "Solved again under the same draws; nothing was written, and the log stands."
    if not told.moved:
        yield "Every mentee would have what it has."
    for mentee, now, then in told.moved:
        yield f"{mentee}: {then or 'no mentor'} instead of {now or 'no mentor'}."
    yield f"{_now_then('mentees matched', told.matched)}; {_now_then('points', told.welfare)}."
    for group, floor, matched in zip(groups, told.floors, told.by_group, strict=True):
        if floor[0] != floor[1] or matched[0] != matched[1]:
            yield f"{group}: {_now_then('matched', matched)}; {_now_then('as floor', floor)}."


def _now_then(what: str, two: tuple[int, int]) -> str:
    now, then = two
    return f"{then} {what}, as now" if now == then else f"{then} {what} instead of {now}"


def _figures(asked: Namespace, solved: Solved, parts: Parts | None) -> dict[str, Any]:
    equity = supposing.equity(solved, engine=asked.engine)
    places = {mentor: one_more_place(solved, at) for at, mentor in enumerate(solved.asked.mentors)}
    needed = subsidies(solved)
    found = blocking(solved, parts) if parts else None
    table = supposing.sensitivity(solved, parts, engine=asked.engine) if parts else ()
    groups, sizes = solved.asked.groups, solved.asked.sizes
    says = [
        f"Price of equity: {equity.price} points, {equity.welfare} with the floors "
        f"and {equity.without_floors} without; {equity.matched} mentees matched either way.",
        *(say.subsidy(group, price) for group, price in needed.items()),
        *(say.one_more(mentor, price) for mentor, price in places.items()),
        *([say.who_would_rather(found)] if found else []),
        *(_leaning(row, groups, sizes) for row in table),
    ]
    return {
        "equity": {**asdict(equity), "price": equity.price},
        "places": {mentor: _worth(price) for mentor, price in places.items()},
        "subsidies": {group: _worth(price) for group, price in needed.items()},
        "blocking": asdict(found) if found else None,
        "sensitivity": [asdict(row) for row in table],
        "groups": dict(zip(groups, sizes, strict=True)),
        "says": says,
    }


def _leaning(row: supposing.Leaning, groups: tuple[str, ...], sizes: tuple[int, ...]) -> str:
    rates = ", ".join(
        f"{group} {matched} of {size}"
        for group, matched, size in zip(groups, row.by_group, sizes, strict=True)
    )
    return (
        f"{row.part} at {row.per_cent} %: {row.pairs} mentees with another mentor, "
        f"{row.welfare} points ({row.adopted_welfare} by the adopted weights); {rates}."
    )


def _worth(price: Any) -> Mapping[str, Any]:
    return {"matched": price.matched, "points": price.points, "draw": str(price.draw)}


def _change(text: str) -> supposing.Change:
    what, colon, rest = text.partition(":")
    name, equals, number = rest.rpartition("=")
    if not (colon and equals and number.isascii() and number.isdecimal() and len(number) < 10):
        raise ArgumentTypeError(f"{text}: such as places:MENTOR=2")
    mentee, comma, mentor = name.partition(",")
    match what, bool(comma):
        case "places", False:
            return supposing.Places(name, int(number))
        case "score", True:
            return supposing.Score(mentee, mentor, int(number))
        case "target", _:
            return supposing.Target(name, int(number))
        case "weight", _:
            return supposing.Weight(name, int(number))
        case _:
            raise ArgumentTypeError(f"{text}: places, score, target or weight")
