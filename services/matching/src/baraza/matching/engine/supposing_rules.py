"""Rounds of other rules, answered again under other inputs and the same draws."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from baraza.matching.domain.explaining import Answered, Parts
from baraza.matching.domain.explaining.ordered import Ordered
from baraza.matching.domain.explaining.paid import PaidFor
from baraza.matching.domain.v1.certificate import Instance
from baraza.matching.domain.v1.crossing import Crossing, Group
from baraza.matching.domain.v1.points import MENTEES_OWN, MENTORS_OWN
from baraza.matching.domain.v1.policy import together
from baraza.matching.domain.v1.stable import Stable
from baraza.matching.engine import crossing, stable
from baraza.matching.engine.changes import (
    BadChange,
    Change,
    Part,
    Places,
    Score,
    Target,
    Weight,
    supposed,
)

Sides = tuple[list[Change], list[Change]]


def ordered_again(
    solved: Ordered, changes: Sequence[Change], parts: Parts | None = None
) -> Ordered:
    """The best stable answer for every mentee, by the orders that these changes make.

    Raises `BadChange`: it has neither scores nor floors, and some parts are in no order.
    """
    mine, theirs = _by_side(changes)
    asked = supposed(solved.both.asked, mine, parts)
    other = supposed(_of_mentors(solved.both), theirs, parts)
    both = Stable(asked, tuple(tuple(row.scores) for row in other.mentees))
    none = len(asked.mentors)
    held = tuple(place if place >= 0 else none for place in stable.search(both))
    return Ordered(together(both), held, both)


def paid_again(
    solved: PaidFor,
    changes: Sequence[Change],
    parts: Parts | None = None,
    *,
    engine: str = "reference",
) -> Answered:
    """The answer for crossing groups of the least gap found. Raises `BadChange`, also where none is
    found that keeps every floor."""
    floors = {change.group: change.target for change in changes if isinstance(change, Target)}
    others = [change for change in changes if not isinstance(change, Target)]
    asked = Crossing(
        supposed(solved.crossing.asked, others, parts),
        tuple(_floored(solved.crossing.groups, floors)),
    )
    try:
        tried = crossing.search(asked, engine=engine)
    except crossing.NoAnswerFound as none:
        raise BadChange(str(none)) from None
    held, price = tried.priced
    return PaidFor(
        asked=asked.asked,
        held=tuple(held),
        assured=(),  # nothing is asked of its prices
        price=tuple(price),
        room=(*asked.asked.places, len(asked.asked.mentees)),
        crossing=asked,
        subsidies=tried.subsidies,
        bonus=tuple(asked.bonus(tried.subsidies)),
    )


def _by_side(changes: Sequence[Change]) -> Sides:
    """The changes of the mentees' order, then those of the mentors'."""
    sides: Sides = [], []
    for change in changes:
        match change:
            case Places():
                sides[0].append(change)
            case Weight(part, _) | Part(part, _, _, _):
                sides[_side(part)].append(change)
            case Score():
                raise BadChange("a stable answer rests on both sides' points: change a part")
            case Target():
                raise BadChange("a stable answer has no floors")
    return sides


def _side(part: str) -> int:
    for side, own in enumerate((MENTEES_OWN, MENTORS_OWN)):
        if part in own:
            return side
    raise BadChange(f"{part} is in neither side's order")


def _of_mentors(both: Stable) -> Instance:
    rows = zip(both.asked.mentees, both.mentor_points, strict=True)
    return replace(both.asked, mentees=tuple(replace(row, scores=own) for row, own in rows))


def _floored(groups: Sequence[Group], floors: dict[str, int]) -> Iterator[Group]:
    unknown = floors.keys() - {group.id for group in groups}
    if unknown:
        raise BadChange(f"no group {min(unknown)} in this round")
    for group in groups:
        floor = floors.get(group.id, group.floor)
        if not 0 <= floor <= len(group.members):
            raise BadChange(f"{group.id} has {len(group.members)} members")
        yield replace(group, floor=floor)
