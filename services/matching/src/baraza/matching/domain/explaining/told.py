"""An explanation as one object and as sentences: the same for a command and for a query."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from baraza.matching.domain.explaining import sentences as say
from baraza.matching.domain.explaining import sentences_ordered as by_order
from baraza.matching.domain.explaining.exhibits import Exclusions, Parts
from baraza.matching.domain.explaining.ordered import (
    Ordered,
    none_taken,
    not_taken,
    passed,
    taken,
)
from baraza.matching.domain.explaining.paid import PaidFor
from baraza.matching.domain.explaining.solved import Answered, Solved, Worth
from baraza.matching.domain.explaining.whole import floors_below, subsidies
from baraza.matching.domain.explaining.why import chosen, why_none_of, why_not, without
from baraza.matching.domain.v1.policy import Policy, policy_of

Told = dict[str, Any]


def answered(instance: bytes, result: bytes) -> Answered:
    """A proven answer of any policy, read so that it can be explained."""
    match policy_of(instance):
        case Policy.STABLE:
            return Ordered.read(instance, result)
        case Policy.CROSSING:
            return PaidFor.read(instance, result)
        case Policy.BEST:
            return Solved.read(instance, result)


def of_mentee(
    solved: Answered, who: int, parts: Parts | None = None, excluded: Exclusions | None = None
) -> tuple[Told, Iterator[str]]:
    """Everything that there is to say: the mentor with all others, or why there is none."""
    if isinstance(solved, Ordered):
        return _ordered(solved, who, parts, excluded)
    solved = _priced(solved)
    found = chosen(solved, who, parts)
    if found is not None:
        others = why_none_of(solved, who)
        told = {"chosen": as_json(found), "others": as_json(others)}
        return told, iter([*say.why_chosen(found), *map(say.why_not_that, others)])
    none = without(solved, who, excluded)
    return {"without": as_json(none)}, say.why_without(none) if none else iter(())


def of_pair(
    solved: Answered,
    who: int,
    whom: int,
    parts: Parts | None = None,
    excluded: Exclusions | None = None,
) -> tuple[Told, Iterator[str]]:
    """Why these two are a pair of the round, or why they are none."""
    if isinstance(solved, Ordered):
        mine = taken(solved, who, parts)
        if mine is not None and solved.held[who] == whom:
            return {"chosen": as_json(mine)}, by_order.why_taken(mine)
        other = not_taken(solved, who, whom, excluded)
        return {"not_that": as_json(other)}, iter([by_order.why_not_taken(other)])
    solved = _priced(solved)
    found = chosen(solved, who, parts)
    if found is not None and solved.held[who] == whom:
        return {"chosen": as_json(found)}, say.why_chosen(found)
    told = why_not(solved, who, whom, excluded)
    return {"not_that": as_json(told)}, iter([say.why_not_that(told)])


def of_group(
    solved: Answered, who: int, proofs: Sequence[Mapping[str, Any]]
) -> tuple[Told, list[str]]:
    """Of the mentee's group: why its floor is no higher, and what it needed for it. Of crossing
    groups, each that the mentee stands in; a stable answer has no floors."""
    if isinstance(solved, PaidFor):
        paid = solved.paid(who)
        told = {**_NO_GROUP, "crossing": as_json(paid)}
        return told, [say.paid_for(each) for each in paid]
    label = solved.asked.groups[solved.asked.mentees[who].group]
    if not isinstance(solved, Solved):
        return {**_NO_GROUP, "label": label}, []
    below = [told for told in floors_below(solved, proofs) if told.group == label]
    price = subsidies(solved)[label]
    says = [f"{label}: {say.why_floor(told)}" for told in below]
    if price != Worth(0, 0, 0):
        says.append(say.subsidy(label, price))
    about = {"label": label, "below": as_json(below), "subsidy": as_json(price)}
    return {**_NO_GROUP, **about}, says


_NO_GROUP: Told = {"label": None, "below": [], "subsidy": None, "crossing": []}


def _ordered(
    solved: Ordered, who: int, parts: Parts | None, excluded: Exclusions | None
) -> tuple[Told, Iterator[str]]:
    found = taken(solved, who, parts)
    if found is not None:
        others = none_taken(solved, who)
        told = {"chosen": as_json(found), "others": as_json(others)}
        return told, iter([*by_order.why_taken(found), *map(by_order.why_not_taken, others)])
    none = passed(solved, who, excluded)
    return {"without": as_json(none)}, by_order.why_passed(none) if none else iter(())


def _priced(solved: Answered) -> Solved:
    """Every answer that is not ordered has prices."""
    if not isinstance(solved, Solved):
        raise TypeError(f"{type(solved).__name__} has no prices")
    return solved


def as_json(value: Any) -> Any:
    """Plain values; the draw of a composite is text, as in the files, for it may exceed 2^53."""
    if isinstance(value, Worth):
        return {"matched": value.matched, "points": value.points, "draw": str(value.draw)}
    if is_dataclass(value):
        return {one.name: as_json(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    return value
