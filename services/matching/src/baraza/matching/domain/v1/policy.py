"""Which of the published questions a round asks: its rule set chooses one, and says which.

What differs between them is said here once: how an instance is read, what proves its result, and
what a result comes to. Draws, candidates and the order of ids are the same in all.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from baraza.matching.domain.v1 import certificate, crossing, stable
from baraza.matching.domain.v1.certificate import Instance, strict


class Policy(StrEnum):
    """`best`: floors, number, points, lottery. `stable`: deferred acceptance. `crossing`: floors
    on groups that overlap, by subsidies and with a stated gap."""

    BEST = "best"
    STABLE = "stable"
    CROSSING = "crossing"


_FORMATS = ((Policy.STABLE, stable.INSTANCE), (Policy.CROSSING, crossing.INSTANCE))


def policy_of(instance: bytes) -> Policy:
    """By its format, without reading all of it; `best` where it names no other.

    Only a member can be written like this in JSON: a quote inside text is escaped. Where the
    member stands is for the reader of that format to check.
    """
    for policy, format_ in _FORMATS:
        if b'"format":"' + format_.encode() + b'"' in instance:
            return policy
    return Policy.BEST


def question(instance: bytes) -> Instance:
    """An instance of any policy as an ordinary one: who may have whom, the draws, and what a pair
    is worth. Raises `Rejected` 1.

    Under `stable` a pair is worth the points of its two sides together, which may pass 2^20.
    """
    match policy_of(instance):
        case Policy.STABLE:
            return together(stable.read_instance(instance))
        case Policy.CROSSING:
            return crossing.read_instance(instance).asked
        case Policy.BEST:
            return certificate.read_instance(instance)


def proven(instance: bytes, result: bytes) -> int:
    """The gap in points within which the result is proven, 0 but for crossing groups; else raises
    `Rejected`."""
    match policy_of(instance):
        case Policy.STABLE:
            stable.verify(instance, result)
        case Policy.CROSSING:
            return crossing.verify(instance, result)
        case Policy.BEST:
            certificate.verify(instance, result)
    return 0


@dataclass(frozen=True)
class Totals:
    """What a proven result comes to."""

    mentees: int
    matched: int
    welfare: int
    gap: int


def totals(instance: bytes, result: bytes) -> Totals:
    """`welfare` is what the pairs are worth together; the two files must have been proven."""
    answer = strict(result)
    asked = question(instance)
    return Totals(
        mentees=len(asked.mentees),
        matched=answer["matched"],
        welfare=answer["welfare"] if "welfare" in answer else _worth(asked, dict(answer["pairs"])),
        gap=answer.get("gap", 0),
    )


def _worth(asked: Instance, mate: dict[str, str]) -> int:
    at = {mentor: position for position, mentor in enumerate(asked.mentors)}
    return sum(
        row.scores[row.mentors.index(at[mate[row.id]])] for row in asked.mentees if row.id in mate
    )


def together(asked: stable.Stable) -> Instance:
    """A stable question as an ordinary one, where a pair is worth what both sides say of it."""
    rows = tuple(
        replace(row, scores=tuple(map(int.__add__, row.scores, theirs)))
        for row, theirs in zip(asked.asked.mentees, asked.mentor_points, strict=True)
    )
    return replace(asked.asked, mentees=rows)
