"""What would have come out otherwise: the same draws, another input, solved again.

Nothing here is written, and nothing of it is a decision: the log knows the round as it was settled.
The draws are those of the round, though its seed would differ with its inputs; else chance alone
would change pairs, and hide what an input does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

from baraza.matching.domain.explaining import Parts, Solved
from baraza.matching.domain.v1.certificate import Instance
from baraza.matching.engine.changes import (
    BadChange,
    Change,
    Part,
    Places,
    Score,
    Target,
    Weight,
    changed,
)
from baraza.matching.engine.settling import search

TEN_PER_CENT = 10

__all__ = [
    "BadChange",
    "Change",
    "Difference",
    "Equity",
    "Leaning",
    "Part",
    "Places",
    "Score",
    "Supposed",
    "Target",
    "Weight",
    "equity",
    "sensitivity",
    "solved_again",
    "supposed",
    "what_if",
]


@dataclass(frozen=True)
class Supposed(Instance):
    """An instance with other inputs, under the draws of the round."""

    luck: bytes

    @property
    def seed(self) -> bytes:
        return self.luck


@dataclass(frozen=True)
class Difference:
    """Between a round and the same under other inputs; `now` before `then` in each pair."""

    moved: tuple[tuple[str, str | None, str | None], ...]  # mentee, its mentor now and then
    matched: tuple[int, int]
    welfare: tuple[int, int]  # each by its own scores
    floors: tuple[tuple[int, int], ...]  # by group
    by_group: tuple[tuple[int, int], ...]  # matched


@dataclass(frozen=True)
class Equity:
    """What floors cost in points; places they never cost."""

    matched: int
    welfare: int
    without_floors: int

    @property
    def price(self) -> int:
        return self.without_floors - self.welfare


@dataclass(frozen=True)
class Leaning:
    """One row of the sensitivity table: a weight moved, and what moves with it."""

    part: str
    per_cent: int
    pairs: int  # mentees whose mentor is another, or who lose or gain one
    welfare: int  # by the moved weights
    adopted_welfare: int  # of the same pairs, by the adopted weights
    by_group: tuple[int, ...]  # matched


def supposed(asked: Instance, changes: Sequence[Change], parts: Parts | None = None) -> Supposed:
    """The instance with these inputs changed, one after the other; raises `BadChange`."""
    luck = asked.seed
    for change in changes:
        asked = changed(asked, change, parts)
    return Supposed(**{one.name: getattr(asked, one.name) for one in fields(Instance)}, luck=luck)


def solved_again(
    asked: Instance,
    changes: Sequence[Change],
    parts: Parts | None = None,
    *,
    engine: str = "reference",
) -> Solved:
    """The best answer under these changes. Raises `BadChange`, and `NoEngine`."""
    other = supposed(asked, changes, parts)
    return Solved.of(other, search(other, engine=engine))


def what_if(
    solved: Solved,
    changes: Sequence[Change],
    parts: Parts | None = None,
    *,
    engine: str = "reference",
) -> Difference:
    """What would be otherwise if these inputs had been."""
    then = solved_again(solved.asked, changes, parts, engine=engine)
    return Difference(
        moved=tuple(_moved(solved, then)),
        matched=(sum(solved.matched), sum(then.matched)),
        welfare=(solved.welfare, then.welfare),
        floors=tuple(zip(solved.floors, then.floors, strict=True)),
        by_group=tuple(zip(solved.matched, then.matched, strict=True)),
    )


def equity(solved: Solved, *, engine: str = "reference") -> Equity:
    """The price of equity: the round again with every target 0."""
    none = [Target(group, 0) for group in solved.asked.groups]
    then = solved_again(solved.asked, none, engine=engine)
    return Equity(sum(solved.matched), solved.welfare, then.welfare)


def sensitivity(solved: Solved, parts: Parts, *, engine: str = "reference") -> Iterator[Leaning]:
    """Each weight 10 % up, then 10 % down; the round is solved twice for each part."""
    for part in parts.names:
        for per_cent in (100 + TEN_PER_CENT, 100 - TEN_PER_CENT):
            then = solved_again(solved.asked, [Weight(part, per_cent)], parts, engine=engine)
            adopted = sum(
                solved.score(who, mentor)
                for who, mentor in enumerate(then.held)
                if then.is_mentor(mentor)
            )
            pairs = len(tuple(_moved(solved, then)))
            yield Leaning(part, per_cent, pairs, then.welfare, adopted, then.matched)


def _moved(now: Solved, then: Solved) -> Iterator[tuple[str, str | None, str | None]]:
    mentors = (*now.asked.mentors, *[None] * len(now.asked.groups))
    for row, before, after in zip(now.asked.mentees, now.held, then.held, strict=True):
        if before != after:
            yield row.id, mentors[before], mentors[after]
