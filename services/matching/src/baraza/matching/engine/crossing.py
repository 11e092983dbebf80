"""Search for small subsidies under which floors on crossing groups are kept.

Each step solves the ordinary question with the subsidies added to the points, raises the groups
that came out below their floor and lowers those above. Every group has a pace of its own, which
doubles while it moves one way and halves when it turns. The number of steps is bounded; no clock
is looked at, so that the same question has the same answer on every machine.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from baraza.matching.domain.v1.certificate import Instance, Rejected, canonical, strict
from baraza.matching.domain.v1.crossing import (
    MOST_SUBSIDY,
    RESULT,
    Crossing,
    gap_of,
    reached,
    read_instance,
    verify,
)
from baraza.matching.engine.floors import Floors
from baraza.matching.engine.result import written
from baraza.matching.engine.settling import ENGINES, NotUnique, Priced

STEPS = 64
"""Questions that are solved at most, to find the best gap."""
_ONLY_UP = 24
"""From this step on, or once steps go round, nothing is lowered until an answer is found."""


class NoAnswerFound(Exception):
    """No subsidies were found under which all floors are kept.

    That is no proof that there are none. The body that set the floors may lower one by a recorded
    decision; the groups that stayed below theirs are named. The round is then asked again.
    """

    def __init__(self, short: Sequence[tuple[str, int, int]]) -> None:
        """`short`: group, matched, floor, in the step that left the fewest places short."""
        told = ", ".join(f"{group} with {matched} of {floor}" for group, matched, floor in short)
        super().__init__(
            f"no answer found that keeps every floor; the nearest left {told}. "
            "The body that set the floors may lower one by a recorded decision"
        )
        self.short = tuple(short)


@dataclass(frozen=True)
class Tried:
    """The answer under some subsidies, and how many of each group it matches."""

    subsidies: tuple[int, ...]
    priced: Priced
    counts: tuple[int, ...]


def solve(instance: bytes, *, engine: str = "reference", steps: int = STEPS) -> bytes:
    """The result of a crossing instance with the least gap found, proven before it is handed out.

    Raises `Rejected` with reason 1 for an instance of another form, `NoAnswerFound`, `NotUnique`.
    """
    asked = read_instance(instance)
    result = result_of(asked, search(asked, engine=engine, steps=steps))
    try:
        verify(instance, result)
    except Rejected as why:
        if why.reason == 18:
            raise NotUnique(result) from None
        raise
    return result


def search(asked: Crossing, *, engine: str = "reference", steps: int = STEPS) -> Tried:
    """The best of at most so many steps; of equal gaps the one found first."""
    find = ENGINES[engine]().priced
    pace = _Pace(asked)
    best: Tried | None = None
    nearest: Tried | None = None
    been = set[Hashable]()  # a step that comes back here would only go round
    only_up = False
    for step in range(steps):
        tried = answered(asked, tuple(pace.subsidies), find)
        if nearest is None or _short(asked, tried) < _short(asked, nearest):
            nearest = tried
        if not _short(asked, tried) and (best is None or _gap(asked, tried) < _gap(asked, best)):
            best = tried
        if best is not None and not _gap(asked, best):
            break
        round_again = (only_up, pace.state) in been
        been.add((only_up, pace.state))
        if round_again and (only_up or best is not None):
            break
        only_up = best is None and (only_up or round_again or step >= _ONLY_UP)
        if not pace.move(tried.counts, only_up=only_up):
            break
    if best is None:
        raise NoAnswerFound(_named(asked, nearest))
    return best


def result_of(asked: Crossing, tried: Tried) -> bytes:
    """The same bytes for the same answer, whoever found it."""
    weighed = asked.subsidised(tried.subsidies)
    answer = strict(written(weighed, Floors((0,)), *tried.priced))
    for ordinary in ("floors", "floor_proofs"):
        del answer[ordinary]
    del answer["prices"]["groups"]
    paid = sum(map(int.__mul__, tried.subsidies, tried.counts))
    more = {
        "format": RESULT,
        "subsidies": list(tried.subsidies),
        "gap": _gap(asked, tried),
        "welfare": answer["welfare"] - paid,
    }
    return canonical(answer | more)


class _Pace:
    """The subsidies of the next step."""

    def __init__(self, asked: Crossing) -> None:
        self._asked = asked
        together = max(map(len, asked.groups_of), default=0)
        self._most = (MOST_SUBSIDY - 1) // max(1, together)  # so that no mentee has too many
        self.subsidies = [0] * len(asked.groups)
        self._pace = [_first(asked.asked)] * len(asked.groups)
        self._way = [0] * len(asked.groups)

    @property
    def state(self) -> Hashable:
        """What the next step follows from."""
        return tuple(self.subsidies), tuple(self._pace), tuple(self._way)

    def move(self, counts: Sequence[int], *, only_up: bool) -> bool:
        """False where there is nowhere to go from here."""
        before = list(self.subsidies)
        for q, (group, count) in enumerate(zip(self._asked.groups, counts, strict=True)):
            way = (group.floor > count) - (group.floor < count)
            if way == 0 or (way < 0 and (only_up or not self.subsidies[q])):
                continue
            if way == self._way[q]:
                self._pace[q] = min(self._most, self._pace[q] * 2)
            elif self._way[q]:
                self._pace[q] = max(1, self._pace[q] // 4)
            self._way[q] = way
            moved = self.subsidies[q] + way * self._pace[q]
            self.subsidies[q] = max(0, min(self._most, moved))
        return self.subsidies != before


def _first(asked: Instance) -> int:
    """A small part of what scores differ by."""
    scores = [score for row in asked.mentees for score in row.scores]
    return max(1, (max(scores, default=0) - min(scores, default=0)) // 64)


def answered(
    asked: Crossing,
    subsidies: tuple[int, ...],
    find: Callable[[Instance, Sequence[int]], Priced],
) -> Tried:
    held, price = find(asked.subsidised(subsidies), (0,))
    mentors = len(asked.asked.mentors)
    counts = reached(asked, [place < mentors for place in held])
    return Tried(subsidies, (held, price), tuple(counts))


def _gap(asked: Crossing, tried: Tried) -> int:
    return gap_of(asked, tried.subsidies, tried.counts)


def _short(asked: Crossing, tried: Tried) -> int:
    """Places by which groups are below their floors, all together."""
    return sum(floor - count for _, count, floor in _named(asked, tried))


def _named(asked: Crossing, tried: Tried | None) -> list[tuple[str, int, int]]:
    if tried is None:
        return []
    return [
        (group.id, count, group.floor)
        for group, count in zip(asked.groups, tried.counts, strict=True)
        if count < group.floor
    ]
