"""What a round as a whole can be asked: its floors, its prices, and who would rather have others.

The price of equity and the sensitivity to weights need another answer; `engine.supposing` has them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baraza.matching.domain.explaining.exhibits import Parts
from baraza.matching.domain.explaining.solved import Solved, Worth
from baraza.matching.domain.v1.points import MENTEES_OWN, MENTORS_OWN

MUCH = 1000
"""Points on both sides by which a pair that would rather have each other is counted apart."""


@dataclass(frozen=True)
class FloorBelow:
    """A group whose floor stays below what the body aimed at, and why it can have no more."""

    group: str
    floor: int
    target: int
    size: int
    together: tuple[str, ...]  # groups in declared order, the group itself among them
    places: int  # at most, for all of these groups together
    lowered: tuple[str, ...]  # from these alone could one more come, and it would take them below


@dataclass(frozen=True)
class Blocking:
    """Candidate pairs that would both rather have each other, by their own points."""

    count: int
    much: int  # of them, by more than 1,000 points on both sides
    candidates: int


def floors_below(solved: Solved, proofs: Sequence[Mapping[str, Any]]) -> tuple[FloorBelow, ...]:
    """The floor proofs of a result that was proven, each as what it says."""
    asked, at = solved.asked, {label: g for g, label in enumerate(solved.asked.groups)}
    found = []
    for proof in proofs:
        group, together = proof["group"], proof["with"]
        lowered = [other for other in together if other != group and solved.floors[at[other]]]
        found.append(
            FloorBelow(
                group=group,
                floor=solved.floors[at[group]],
                target=asked.targets[at[group]],
                size=asked.sizes[at[group]],
                together=tuple(together),
                places=sum(solved.floors[at[each]] for each in together),
                lowered=tuple(lowered),
            )
        )
    return tuple(found)


def one_more_place(solved: Solved, mentor: int) -> Worth:
    """What the programme would gain by it, no more and no less: the price, with no solving.

    Exact as long as the floors stay; where more places raise the floors, `supposing` tells.
    """
    return Worth.of(solved.price[mentor])


def subsidies(solved: Solved) -> Mapping[str, Worth]:
    """What each group needed beside its points for its floor."""
    both = zip(solved.groups, solved.subsidy, strict=True)
    return {label: Worth.of(price) for label, price in both}


def blocking(solved: Solved, parts: Parts) -> Blocking:
    """An oversight figure, no defect: the best for all is not what every two would rather have."""
    mine, theirs = _sums(parts, MENTEES_OWN), _sums(parts, MENTORS_OWN)
    asked, held = solved.asked, solved.held
    least = [
        min((theirs[who, mentor] for who in solved.there[mentor]), default=0)
        if len(solved.there[mentor]) == asked.places[mentor]
        else None
        for mentor in range(len(asked.mentors))
    ]
    count = much = 0
    for (who, mentor), own in mine.items():
        has = held[who] if solved.is_mentor(held[who]) else None
        if has == mentor or asked.places[mentor] == 0:
            continue
        gain = own - (0 if has is None else mine[who, has])
        lowest = least[mentor]
        gives = theirs[who, mentor] - (lowest or 0)
        if (has is None or gain > 0) and (lowest is None or gives > 0):
            count += 1
            much += gain > MUCH and gives > MUCH
    return Blocking(count, much, len(mine))


def _sums(parts: Parts, names: Sequence[str]) -> dict[tuple[int, int], int]:
    at = [parts.names.index(name) for name in names if name in parts.names]
    return {pair: sum(points[k] for k in at) for pair, points in parts.of.items()}
