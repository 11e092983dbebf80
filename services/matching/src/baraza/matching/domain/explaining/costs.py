"""What it would cost to force a pair: exactly, from stored prices, without solving again.

The slack of a pair plus the shortest way by which one too many at its mentor becomes one too few
where the mentee was (`matching.md` 10).
"""

from collections.abc import Iterator
from heapq import heappop, heappush

from baraza.matching.domain.explaining.solved import Solved


def exact_cost(solved: Solved, mentee: int, place: int) -> int | None:
    """Composite loss of the programme if this mentee had to take this place, at the same floors.

    0 for the place it has; None where the floors leave no such answer.
    """
    if place == solved.held[mentee]:
        return 0
    home, sink = solved.held[mentee], len(solved.room)
    costs: dict[int, int] = {place: solved.slack(mentee, place)}
    heap = [(costs[place], place)]
    while heap:
        cost, at = heappop(heap)
        if cost > costs[at]:
            continue
        if at == home:
            return cost
        arcs = _from_sink(solved) if at == sink else _from_place(solved, at, mentee)
        for length, onward in arcs:
            known = costs.get(onward)
            if known is None or cost + length < known:
                costs[onward] = cost + length
                heappush(heap, (cost + length, onward))
    return None


def _from_place(solved: Solved, place: int, forced: int) -> Iterator[tuple[int, int]]:
    """Somebody who is there moves elsewhere; or there is room for one more."""
    for who in solved.there[place]:
        if who != forced:
            for onward in solved.may_take(who):
                if onward != place:
                    yield solved.slack(who, onward), onward
    if len(solved.there[place]) < solved.room[place]:
        yield 0, len(solved.room)


def _from_sink(solved: Solved) -> Iterator[tuple[int, int]]:
    """A place that is used takes one fewer, for its price."""
    for place, there in enumerate(solved.there):
        if there:
            yield solved.price[place], place
