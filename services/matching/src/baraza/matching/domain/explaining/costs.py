"""What it would cost to force a pair: exactly, from stored prices, without solving again.

The slack of a pair plus the shortest way by which one too many at its mentor becomes one too few
where the mentee was (`matching.md` 10). The way is walked backwards, from where the mentee was, so
that one walk tells it of all places.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush

from baraza.matching.domain.explaining.solved import Solved

Arc = tuple[int, int, int | None]
"""Length, the place it comes from, and who moves along it: nobody, from or to the sink."""
_Onward = tuple[int, int | None]


@dataclass(frozen=True)
class Rearranged:
    """The best answer, at the same floors, in which a mentee has a place it was not given."""

    cost: int  # composite, that the programme loses
    moves: tuple[tuple[int, int], ...]  # mentee and new place, the mentee itself first


def exact_cost(solved: Solved, mentee: int, place: int) -> int | None:
    """Composite loss of the programme if this mentee had to take this place, at the same floors.

    0 for the place it has; None where the floors leave no such answer.
    """
    found = rearranged(solved, mentee, (place,))[place]
    return None if found is None else found.cost


def rearranged(
    solved: Solved, mentee: int, places: Sequence[int]
) -> Mapping[int, Rearranged | None]:
    """For each of these places, all of which the mentee may take; None: the floors forbid it."""
    home = solved.held[mentee]
    lengths, onward = _ways_to(solved, home, places)
    found: dict[int, Rearranged | None] = {}
    for place in places:
        if place == home:
            found[place] = Rearranged(0, ())
        elif place in lengths:
            moves = ((mentee, place), *_moves(onward, place, home))
            found[place] = Rearranged(solved.slack(mentee, place) + lengths[place], moves)
        else:
            found[place] = None
    return found


def _ways_to(
    solved: Solved, home: int, places: Sequence[int]
) -> tuple[dict[int, int], dict[int, _Onward]]:
    """How long the way home is from each of these places, and the next step of each way."""
    wanted = set(places)
    lengths: dict[int, int] = {home: 0}
    onward: dict[int, _Onward] = {}
    heap, done = [(0, home)], set[int]()
    while heap and wanted:
        length, at = heappop(heap)
        if at in done:
            continue
        done.add(at)
        wanted.discard(at)
        for more, before, who in _into(solved, at):
            known = lengths.get(before)
            if before not in done and (known is None or length + more < known):
                lengths[before] = length + more
                onward[before] = (at, who)
                heappush(heap, (length + more, before))
    return {place: length for place, length in lengths.items() if place in done}, onward


def _into(solved: Solved, place: int) -> Iterator[Arc]:
    """Who is elsewhere moves in; or a place that is used takes one fewer, for its price.

    The sink is entered from any place with room for one more.
    """
    sink = len(solved.room)
    if place == sink:
        for other, room in enumerate(solved.room):
            if len(solved.there[other]) < room:
                yield 0, other, None
        return
    for who in solved.takers[place]:
        if solved.held[who] != place:
            yield solved.slack(who, place), solved.held[who], who
    if solved.there[place]:
        yield solved.price[place], sink, None


def _moves(onward: Mapping[int, _Onward], place: int, home: int) -> Iterator[tuple[int, int]]:
    while place != home:
        place, who = onward[place]
        if who is not None:
            yield who, place
