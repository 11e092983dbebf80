"""What would have come out otherwise: the same draws, another input, solved again.

Nothing here is written, and nothing of it is a decision: the log knows the round as it was settled.
The draws are those of the round, though its seed would differ with its inputs; else chance alone
would change pairs, and hide what an input does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baraza.matching.domain.explaining import Answered, Parts, Solved
from baraza.matching.domain.explaining.ordered import Ordered
from baraza.matching.domain.explaining.paid import PaidFor
from baraza.matching.domain.v1.certificate import Instance
from baraza.matching.engine import supposing_rules as by_rule
from baraza.matching.engine.changes import (
    BadChange,
    Change,
    Part,
    Places,
    Score,
    Supposed,
    Target,
    Weight,
    supposed,
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
    "answered_again",
    "equity",
    "sensitivity",
    "solved_again",
    "supposed",
    "what_if",
]


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
    solved: Answered,
    changes: Sequence[Change],
    parts: Parts | None = None,
    *,
    engine: str = "reference",
) -> Difference:
    """What would be otherwise if these inputs had been. Raises `BadChange`, and `NoEngine`."""
    then = answered_again(solved, changes, parts, engine=engine)
    return Difference(
        moved=tuple(_moved(solved, then)),
        matched=(solved.count, then.count),
        welfare=(solved.welfare, then.welfare),
        floors=tuple(zip(solved.floors, then.floors, strict=True)),
        by_group=tuple(zip(solved.matched, then.matched, strict=True)),
    )


def answered_again(
    solved: Answered,
    changes: Sequence[Change],
    parts: Parts | None = None,
    *,
    engine: str = "reference",
) -> Answered:
    """The answer to the same question, of whatever rule, under these changes."""
    if isinstance(solved, Ordered):
        return by_rule.ordered_again(solved, changes, parts)
    if isinstance(solved, PaidFor):
        return by_rule.paid_again(solved, changes, parts, engine=engine)
    return solved_again(solved.asked, changes, parts, engine=engine)


def equity(solved: Solved, *, engine: str = "reference") -> Equity:
    """The price of equity: the round again with every target 0."""
    none = [Target(group, 0) for group in solved.groups]
    then = answered_again(solved, none, engine=engine)
    return Equity(solved.count, solved.welfare, then.welfare)


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


def _moved(now: Answered, then: Answered) -> Iterator[tuple[str, str | None, str | None]]:
    for row, before, after in zip(now.asked.mentees, now.held, then.held, strict=True):
        if before != after:
            yield row.id, _mentor(now, before), _mentor(now, after)


def _mentor(solved: Answered, place: int) -> str | None:
    return solved.asked.mentors[place] if solved.is_mentor(place) else None
