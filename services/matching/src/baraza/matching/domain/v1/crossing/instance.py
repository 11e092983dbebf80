"""What is asked when a mentee may stand in several groups, each with a floor.

Such floors are no network any more, so that no greedy finds the best answer and no prices prove
it. What can be proven is the best answer for given subsidies, and a bound on what it costs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from baraza.matching.domain.v1.certificate import Instance, Rejected
from baraza.matching.domain.v1.steps import (
    ascending_ids,
    is_count,
    listed,
    members,
    must,
    ordinary,
    read_document,
)

INSTANCE = "baraza-matching-crossing-instance/1"
MOST_MENTEES = 1 << 19
"""Half as many as elsewhere: points with subsidies are below 2^21, and all of them together must
stay below 2^40, what being matched is worth."""
MOST_SUBSIDY = 1 << 20
_MEMBERS = {"round", "weights", "scores_exhibit", "crossing", "mentors", "mentees", "lottery"}


@dataclass(frozen=True)
class Group:
    """Some mentees, by position, of whom so many at least are to be matched."""

    id: str
    members: tuple[int, ...]
    floor: int


@dataclass(frozen=True)
class Crossing:
    """An instance whose form was checked."""

    asked: Instance  # all mentees in one group without a floor: one bypass for all
    groups: tuple[Group, ...]

    @cached_property
    def groups_of(self) -> tuple[tuple[int, ...], ...]:
        """The groups in which each mentee stands, ascending."""
        found: list[list[int]] = [[] for _ in self.asked.mentees]
        for q, group in enumerate(self.groups):
            for who in group.members:
                found[who].append(q)
        return tuple(map(tuple, found))

    def bonus(self, subsidies: Sequence[int]) -> list[int]:
        """What each mentee's candidates are worth more, whichever it is."""
        return [sum(subsidies[q] for q in groups) for groups in self.groups_of]

    def subsidised(self, subsidies: Sequence[int]) -> Instance:
        """The ordinary question in which each group's subsidy is added to its members' points."""
        rows = tuple(
            replace(row, scores=tuple(score + more for score in row.scores)) if more else row
            for row, more in zip(self.asked.mentees, self.bonus(subsidies), strict=True)
        )
        return replace(self.asked, mentees=rows)


def read_instance(data: bytes) -> Crossing:
    """Step 1. The instance in its one form, else reason 1."""
    try:
        document, its_digest = read_document(data, INSTANCE, _MEMBERS)
        rows = [
            members(row, {"id", "mentors", "scores"})
            for row in listed(document["mentees"], "mentees")
        ]
        must(len(rows) <= MOST_MENTEES, "too many mentees")
        groups = tuple(_group(row, len(rows)) for row in listed(document["crossing"], "crossing"))
        ascending_ids(document["crossing"], "crossing")
        asked = ordinary(
            document,
            its_digest,
            but=frozenset({"crossing"}),
            groups=["all"],
            floors={"targets": [0]},
            mentees=[{**row, "group": "all"} for row in rows],
        )
        return Crossing(asked, groups)
    except ValueError as wrong:
        raise Rejected(1, f"the instance is not well formed: {wrong}") from None


def _group(row: Any, mentees: int) -> Group:
    members(row, {"id", "members", "floor"})
    last = -1
    for position in listed(row["members"], "members"):
        must(type(position) is int and last < position < mentees, "members of a group")
        last = position
    must(is_count(row["floor"]) and row["floor"] <= len(row["members"]), "a floor")
    return Group(row["id"], tuple(row["members"]), row["floor"])
