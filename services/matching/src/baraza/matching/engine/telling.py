"""What takes solving to be told of a round, as one object: the same for a command and for a query.

Draws of composites are text, as in the files. Everything is solved under the draws of the round,
and nothing is written.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from baraza.matching.domain.explaining import (
    Answered,
    Blocking,
    Parts,
    Solved,
    blocking,
    one_more_place,
    subsidies,
)
from baraza.matching.domain.explaining import sentences as say
from baraza.matching.domain.explaining.paid import PaidFor
from baraza.matching.domain.explaining.told import as_json
from baraza.matching.engine import supposing
from baraza.matching.engine.supposing import Change, Difference, Equity, Leaning

PER_MILLE = 1000
_FORMS = "places:MENTOR=2, score:MENTEE,MENTOR=900, target:GROUP=3 or weight:PART=110"
Told = dict[str, Any]


class BadWords(ValueError):
    """This is not how a change is written. Write it such as places:MENTOR=2."""


def what_if(
    solved: Answered,
    changes: Sequence[Change],
    parts: Parts | None = None,
    *,
    engine: str = "reference",
) -> Told:
    """The difference that these changes make. Raises `BadChange`, and `NoEngine`."""
    told = supposing.what_if(solved, changes, parts, engine=engine)
    groups = solved.groups
    return {**as_json(told), "groups": list(groups), "says": list(_difference(told, groups))}


def equity_of(solved: Solved, *, engine: str = "reference") -> Equity:
    """The price of equity. Raises `NoEngine`."""
    return supposing.equity(solved, engine=engine)


def equity_told(equity: Equity) -> Told:
    says = (
        f"Price of equity: {equity.price} points, {equity.welfare} with the floors "
        f"and {equity.without_floors} without; {equity.matched} mentees matched either way."
    )
    return {**as_json(equity), "price": equity.price, "says": says}


def blocking_told(found: Blocking) -> Told:
    share = PER_MILLE * found.count // found.candidates if found.candidates else 0
    return {**as_json(found), "per_mille": share, "says": say.who_would_rather(found)}


def leaning_told(row: Leaning, solved: Solved) -> Told:
    return {**as_json(row), "says": _leaning(row, solved.asked.groups, solved.asked.sizes)}


def figures(solved: Solved, parts: Parts | None, *, engine: str = "reference") -> Told:
    """Price of equity, prices of places, subsidies; with parts, what they are sensitive to.

    For crossing groups each row of such a table would be a search of its own, so there is none.
    """
    equity = equity_told(equity_of(solved, engine=engine))
    places = {mentor: one_more_place(solved, at) for at, mentor in enumerate(solved.asked.mentors)}
    needed, crossing = subsidies(solved), isinstance(solved, PaidFor)
    found = blocking_told(blocking(solved, parts)) if parts else None
    table = supposing.sensitivity(solved, parts, engine=engine) if parts and not crossing else ()
    rows = [leaning_told(row, solved) for row in table]
    says = [
        equity["says"],
        *(say.subsidy(group, price) for group, price in needed.items()),
        *(say.one_more(mentor, price) for mentor, price in places.items()),
        *([found["says"]] if found else []),
        *(row["says"] for row in rows),
    ]
    return {
        "equity": equity,
        "places": as_json(places),
        "subsidies": as_json(needed),
        "blocking": found,
        "sensitivity": rows,
        "groups": dict(zip(solved.groups, solved.sizes, strict=True)),
        "says": says,
    }


def change_of(text: str) -> Change:
    """What a change says, such as `places:MENTOR=2`; raises `BadWords`."""
    what, colon, rest = text.partition(":")
    name, equals, number = rest.rpartition("=")
    if not (colon and equals and number.isascii() and number.isdecimal() and len(number) < 10):
        raise BadWords(f"{text}: such as places:MENTOR=2")
    words = name.split(",")
    match what, words:
        case "places", [mentor]:
            return supposing.Places(mentor, int(number))
        case "score", [mentee, mentor]:
            return supposing.Score(mentee, mentor, int(number))
        case "target", _:
            return supposing.Target(name, int(number))
        case "weight", [part]:
            return supposing.Weight(part, int(number))
        case "part", [part, mentee, mentor]:
            return supposing.Part(part, mentee, mentor, int(number))
        case _:
            raise BadWords(f"{text}: {_FORMS}, or part:PART,MENTEE,MENTOR=1500")


def _difference(told: Difference, groups: tuple[str, ...]) -> Iterator[str]:
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


def _leaning(row: Leaning, groups: tuple[str, ...], sizes: tuple[int, ...]) -> str:
    rates = ", ".join(
        f"{group} {matched} of {size}"
        for group, matched, size in zip(groups, row.by_group, sizes, strict=True)
    )
    return (
        f"{row.part} at {row.per_cent} %: {row.pairs} mentees with another mentor, "
        f"{row.welfare} points ({row.adopted_welfare} by the adopted weights); {rates}."
    )
