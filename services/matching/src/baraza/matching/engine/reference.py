"""Reference engine: successive shortest augmenting paths over composite integers.

One mentee after the other is given a place, with bypasses as places like any other. Every order
here is that of the instance's lists, so the same question gives the same bytes on every machine.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

from baraza.matching.domain.v1.certificate import BASE, LOW, Instance, draw_of

Arcs = tuple[tuple[int, int], ...]  # (place, composite weight), for one mentee


def priced(asked: Instance, floors: Sequence[int]) -> tuple[list[int], list[int]]:
    """The place of each mentee, mentors before bypasses, and the least price of each place."""
    arcs = weighted(asked)
    room = (*asked.places, *(n - low for n, low in zip(asked.sizes, floors, strict=True)))
    held, price = assign(arcs, room)
    return held, least(arcs, held, price)


def weighted(asked: Instance) -> list[Arcs]:
    """Every place a mentee may take with its composite weight; the bypass of its group last."""
    seed, mentors = asked.seed, len(asked.mentors)
    return [
        (
            *(
                (j, ((BASE + score) << LOW) + draw_of(seed, row.id, asked.mentors[j]))
                for j, score in zip(row.mentors, row.scores, strict=True)
            ),
            (mentors + row.group, 0),
        )
        for row in asked.mentees
    ]


def assign(arcs: Sequence[Arcs], room: Sequence[int]) -> tuple[list[int], list[int]]:
    """The place of each mentee and the price of each place, together optimal.

    After every mentee: nobody's place is beaten at these prices, and what has room costs nothing.
    """
    held = [-1] * len(arcs)
    price = [0] * len(room)
    there: list[list[int]] = [[] for _ in room]
    for mentee in range(len(arcs)):
        _augment(mentee, arcs, room, held, price, there)
    return held, price


def _augment(
    mentee: int,
    arcs: Sequence[Arcs],
    room: Sequence[int],
    held: list[int],
    price: list[int],
    there: list[list[int]],
) -> None:
    """Give one more mentee a place, moving others along the way that costs least.

    `cost[k]` is what the programme would lose beside the newcomer's best offer if k had to take
    one more. None stands for "not reached": any large number could be too small here.
    """
    cost: list[int | None] = [None] * len(room)
    came: list[int] = [-1] * len(room)  # the mentee who would move into the place
    done: list[int] = []
    closed = [False] * len(room)
    heap: list[tuple[int, int]] = []
    bound: int | None = None  # what the cheapest place with room costs so far
    assured = max(weight - price[k] for k, weight in arcs[mentee])
    todo: list[tuple[int, int, int]] = [(mentee, assured, 0)]
    while True:
        for who, his, so_far in todo:
            for k, weight in arcs[who]:
                if closed[k]:
                    continue
                there_for = so_far + his + price[k] - weight
                known = cost[k]
                if (known is None or there_for < known) and (bound is None or there_for < bound):
                    cost[k], came[k] = there_for, who
                    heappush(heap, (there_for, k))
                    if len(there[k]) < room[k]:
                        bound = there_for
        at, place = heappop(heap)
        while closed[place]:
            at, place = heappop(heap)
        if len(there[place]) < room[place]:
            break
        closed[place] = True
        done.append(place)
        todo = [(who, weight_at(arcs[who], place) - price[place], at) for who in there[place]]
    for k in done:
        reached = cost[k]
        price[k] += at - (reached or 0)
    while True:
        who = came[place]
        left = held[who]
        held[who] = place
        there[place].append(who)
        if left < 0:
            return
        there[left].remove(who)
        place = left


def weight_at(arcs: Arcs, place: int) -> int:
    return next(weight for k, weight in arcs if k == place)


def least(arcs: Sequence[Arcs], held: Sequence[int], price: Sequence[int]) -> list[int]:
    """The least of all optimal prices, which no solver and no order can choose.

    A price falls until something holds it up: its own 0, or a mentee elsewhere who would come.
    """
    there: list[list[tuple[int, int]]] = [[] for _ in price]
    for who, place in enumerate(held):
        there[place].append((who, weight_at(arcs[who], place) - price[place]))
    falls = list(price)
    heap = [(fall, k) for k, fall in enumerate(falls)]
    heapify(heap)
    while heap:
        fall, place = heappop(heap)
        if fall > falls[place]:
            continue
        for who, his in there[place]:
            for k, weight in arcs[who]:
                length = fall + his + price[k] - weight
                if length < falls[k]:
                    falls[k] = length
                    heappush(heap, (length, k))
    return [was - fall for was, fall in zip(price, falls, strict=True)]
