"""The explanations as sentences that a mentee reads; ids as in the files."""

from collections.abc import Iterator, Mapping, Sequence

from baraza.matching.domain.explaining.kept import Kept
from baraza.matching.domain.explaining.paid import Paid
from baraza.matching.domain.explaining.solved import Worth
from baraza.matching.domain.explaining.whole import Blocking, FloorBelow
from baraza.matching.domain.explaining.why import Chosen, NotThat, Without

LISTED = 40


def why_chosen(told: Chosen) -> Iterator[str]:
    """The parts of the score, its rank, the price of the place."""
    yield f"{told.mentee} with {told.mentor} is chosen, with {points_in_words(told.score)}."
    if told.parts is not None:
        yield sum_of_parts(told.parts)
    if told.candidates == 1:
        yield f"{told.mentor} is the only mentor permitted to {told.mentee}."
    else:
        yield (
            f"By points it is number {told.rank} of the {told.candidates} mentors "
            f"permitted to {told.mentee}."
        )
    yield one_more(told.mentor, told.price)


def sum_of_parts(parts: Mapping[str, int]) -> str:
    listed = ", ".join(f"{name} {points}" for name, points in parts.items() if points)
    return f"The points are the sum of: {listed or 'nothing, every part is 0'}."


def excluded_mentors(excluded: Mapping[str, int]) -> Iterator[str]:
    for code, count in excluded.items():
        are = "is" if count == 1 else "are"
        yield f"{counted(count, 'mentor')} {are} excluded by {_rule(code)}."


def paid_for(told: Paid) -> str:
    """Of a crossing group: what its floor took."""
    stands = f"{told.group}: {told.matched} of {told.size} are matched, the floor is {told.floor}"
    if not told.subsidy:
        return f"{stands}; it needed no subsidy."
    return f"{stands}; each of its members counts {points_in_words(told.subsidy)} more for it."


def one_more(mentor: str, price: Worth) -> str:
    return f"One more place with {mentor} is worth {worth(price)} to the programme."


def why_not_that(told: NotThat) -> str:
    """By first cause."""
    pair, stands = f"{told.mentee} with {told.mentor}", _stands(told)
    match told.cause:
        case "excluded":
            return f"{pair} is no possible pair: {rules_in_words(told.codes)}."
        case "floors":
            return f"{stands}; with {told.mentor} the floors could not be kept."
        case "number":
            return (
                f"{stands}; with {told.mentor}{_instead(told)} the programme would {_fewer(told)}."
            )
        case "points":
            lost = points_in_words(_cost(told).points)
            return f"{stands}; with {told.mentor}{_instead(told)} the programme would lose {lost}."
        case "draw":
            then, now = told.draws or (0, 0)
            against = f" ({told.mentee} against {_and(told.against)})" if told.against else ""
            return (
                f"{stands}; with {told.mentor}{_instead(told)} the points would be the same: "
                f"the public draw decided: {then} against {now}{against}."
            )


def why_without(told: Without) -> Iterator[str]:
    """No candidate, or too few places for too many; then each candidate by first cause."""
    if told.reason == "no_candidate":
        yield f"{told.mentee} has no mentor: no mentor is permitted to {told.mentee}."
    elif told.shortage is not None:
        these, places = len(told.shortage.mentees), counted(told.shortage.places, "place")
        yield (
            f"{told.mentee} has no mentor: these {these} mentees have only {places} "
            "among all mentors permitted to them."
        )
        yield f"The mentees: {_some(told.shortage.mentees)}."
        yield f"The mentors: {_some(told.shortage.mentors)}."
    yield from excluded_mentors(told.excluded)
    for each in told.candidates:
        yield why_not_that(each)


def why_floor(told: FloorBelow) -> str:
    """`The groups africa and asia together have at most 3 places; one more ...`"""
    if len(told.together) == 1:
        at_most = f"the group {told.group} has at most {counted(told.places, 'place')}"
    else:
        together = f"the groups {_and(told.together)} together"
        at_most = f"{together} have at most {counted(told.places, 'place')}"
    if not told.lowered:
        return f"{at_most}."
    return f"{at_most}; one more for {told.group} would take {_or(told.lowered)} below."


def subsidy(group: str, price: Worth) -> str:
    return f"The subsidy that the group {group} needed for its floor is {worth(price)}."


def who_would_rather(told: Blocking) -> str:
    return (
        f"{told.count} of {told.candidates} possible pairs would both rather have each other, "
        f"{told.much} of them by more than 1,000 points on both sides."
    )


def why_kept(told: Kept) -> str:
    """By the prices that the round left."""
    pair = f"{told.mentee} with {told.mentor}"
    if not told.priced:
        return f"The round was settled by both sides' orders; it left no prices for {pair}."
    if told.slack is None:
        return f"In the round {pair} was no possible pair, so its prices say nothing of it."
    short = f"By the prices of the round {pair} fell short by {worth(told.slack)} at least"
    if told.cost is None:
        return f"{short}; made in it, the pair would have broken the floors."
    return f"{short}; made in it, the pair would have cost the programme {worth(told.cost)}."


def worth(value: Worth) -> str:
    """`1 more mentee matched and 700 points`; of nothing but draws, that."""
    if value.matched:
        matched = f"{counted(value.matched, 'more mentee')} matched"
        if value.points == 0:
            return matched
        less = "" if value.points > 0 else "less "
        return f"{matched} and {less}{points_in_words(abs(value.points))}"
    if value.points:
        return points_in_words(value.points)
    return "nothing but a larger sum of draws" if value.draw else "nothing"


def _stands(told: NotThat) -> str:
    if told.has is None:
        return f"{told.mentee} has no mentor"
    return f"{told.mentee} with {told.has} is chosen"


def _instead(told: NotThat) -> str:
    return " instead" if told.has is not None else ""


def _fewer(told: NotThat) -> str:
    cost = _cost(told)
    fewer = f"leave {_words(cost.matched)} {'mentee' if cost.matched == 1 else 'mentees'} fewer"
    if cost.points == 0:
        return f"{fewer} matched"
    change = "lose" if cost.points > 0 else "gain"
    return f"{fewer} matched and {change} {points_in_words(abs(cost.points))}"


def _cost(told: NotThat) -> Worth:
    return told.cost or Worth(0, 0, 0)


def rules_in_words(codes: Sequence[str]) -> str:
    return f"excluded by {_rule(_or(codes) if codes else '')}"


def _rule(code: str) -> str:
    return f"the rule {code}" if code else "a hard rule"


def _some(names: Sequence[str]) -> str:
    """Of very many, the first; the object beside the sentences has all."""
    more = len(names) - LISTED
    return f"{', '.join(names[:LISTED])}{f' and {more} more' if more > 0 else ''}"


def points_in_words(points: int) -> str:
    return counted(points, "point")


def counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def _words(count: int) -> str:
    return "one" if count == 1 else str(count)


def _and(names: Sequence[str]) -> str:
    return _joined(names, "and")


def _or(names: Sequence[str]) -> str:
    return _joined(names, "or")


def _joined(names: Sequence[str], word: str) -> str:
    *first, last = names
    return f"{', '.join(first)} {word} {last}" if first else last
