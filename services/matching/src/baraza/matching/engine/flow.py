"""Engine for large rounds: two minimum cost flows by OR-Tools, and prices by relaxation.

The first flow is over what a pair is worth (number and points), the second over the draws of the
pairs that the first leaves open. The library's numbers are 64 bits wide, so that the composite of
both would not fit; prices are made from each part and put together here. No status of the library
is trusted: what comes out is verified like every other answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.max_flow import SimpleMaxFlow  # type: ignore[import-untyped]
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # type: ignore[import-untyped]

from baraza.matching.domain.v1.certificate import BASE, LOW, Instance, draw_of
from baraza.matching.engine.floors import Floors, leximin
from baraza.matching.engine.lacking import TooLarge

Numbers = NDArray[np.int64]

COSTS_BELOW = 1 << 41
_LIBRARY_MOST = 1 << 62
_UNKNOWN = -(1 << 62)
"""Below every price; only where `known` says that there is none yet."""


@dataclass(frozen=True)
class _Arcs:
    """Who may take which place, for how much; sorted by mentee."""

    mentee: Numbers
    place: Numbers
    worth: Numbers

    def some(self, which: NDArray[np.bool_]) -> "_Arcs":
        return _Arcs(self.mentee[which], self.place[which], self.worth[which])


def priced(asked: Instance, floors: Sequence[int]) -> tuple[list[int], list[int]]:
    """The place of each mentee, mentors before bypasses, and the least price of each place."""
    if COSTS_BELOW * (len(asked.mentees) + len(asked.places) + len(floors) + 3) >= _LIBRARY_MOST:
        raise TooLarge(len(asked.mentees), len(asked.places))
    arcs = _worths(asked)
    room = _rooms(asked, floors)
    held = _flow(arcs, room, np.zeros(len(room), bool), len(asked.mentees))
    price = _least(arcs, held, np.zeros(len(room), np.int64))
    tight = arcs.some(_slack(arcs, held, price) == 0)
    drawn = _Arcs(tight.mentee, tight.place, _draws(asked, tight))
    held = _flow(drawn, room, price > 0, len(asked.mentees))
    lucky = _least(drawn, held, np.where(price > 0, _UNKNOWN, 0))
    return held.tolist(), [
        (int(points) << LOW) + int(draw) for points, draw in zip(price, lucky, strict=True)
    ]


def floors(asked: Instance) -> Floors:
    """The same floors as every engine's, by fewer steps."""
    levels = _Levels(asked)
    return leximin(asked, levels.leap)


class _Levels:
    """Maximum flows from groups by way of mentees to mentors: what rate all open groups reach."""

    def __init__(self, asked: Instance) -> None:
        self._asked = asked
        groups, mentees, mentors = len(asked.groups), len(asked.mentees), len(asked.mentors)
        self._sink = 1 + groups + mentees + mentors
        counts = [len(row.mentors) for row in asked.mentees]
        self._who = np.repeat(np.arange(mentees, dtype=np.int64), counts)
        self._where = np.array([j for row in asked.mentees for j in row.mentors], np.int64)
        of_group = np.array([row.group for row in asked.mentees], np.int64)
        first = 1 + groups
        self._tails = np.concatenate(
            [
                np.zeros(groups, np.int64),
                1 + of_group,
                first + self._who,
                first + mentees + np.arange(mentors, dtype=np.int64),
            ]
        )
        self._heads = np.concatenate(
            [
                1 + np.arange(groups, dtype=np.int64),
                first + np.arange(mentees, dtype=np.int64),
                first + mentees + self._where,
                np.full(mentors, self._sink, np.int64),
            ]
        )
        self._rooms = np.concatenate(
            [np.ones(mentees + len(self._who), np.int64), np.array(asked.places, np.int64)]
        )

    def leap(self, asked: Instance, matched: Sequence[int], open_: Sequence[int]) -> list[int]:
        """A matching in which the open groups have the highest rate that all of them can have."""
        rates = sorted({Fraction(k, asked.sizes[g]) for g in open_ for k in _upto(asked, g)})
        low, high = 0, len(rates)  # what is reached, and what may not be
        best = self._flow(list(matched))
        while low < high:
            middle = (low + high) // 2
            found = self._flow(_counts(asked, matched, open_, rates[middle]))
            if found is None:
                high = middle
            else:
                low, best = middle + 1, found
        if best is None:
            raise AssertionError("what is matched already can be matched")
        return best

    def _flow(self, counts: Sequence[int]) -> list[int] | None:
        """Each mentee's mentor, or -1, where so many of each group can be matched."""
        solver: Any = SimpleMaxFlow()
        rooms = np.concatenate([np.array(counts, np.int64), self._rooms])
        solver.add_arcs_with_capacity(self._tails, self._heads, rooms)
        solver.solve(0, self._sink)
        if solver.optimal_flow() != sum(counts):
            return None
        first = len(self._asked.groups) + len(self._asked.mentees)
        used = solver.flows(np.arange(first, first + len(self._who))) > 0
        held = np.full(len(self._asked.mentees), -1, np.int64)
        held[self._who[used]] = self._where[used]
        found: list[int] = held.tolist()
        return found


def _upto(asked: Instance, group: int) -> range:
    return range(1, asked.targets[group] + 1)


def _counts(
    asked: Instance, matched: Sequence[int], open_: Sequence[int], rate: Fraction
) -> list[int]:
    """The least counts at which every open group has this rate, or its target."""
    counts = list(matched)
    for g in open_:
        counts[g] = max(counts[g], min(ceil(rate * asked.sizes[g]), asked.targets[g]))
    return counts


def _worths(asked: Instance) -> _Arcs:
    """Number and points of each candidate; nothing for the bypass of a mentee's group."""
    mentors = len(asked.mentors)
    counts = [len(row.mentors) + 1 for row in asked.mentees]
    places = [k for row in asked.mentees for k in (*row.mentors, mentors + row.group)]
    worths = [w for row in asked.mentees for w in (*(BASE + s for s in row.scores), 0)]
    return _Arcs(
        np.repeat(np.arange(len(counts), dtype=np.int64), counts),
        np.array(places, np.int64),
        np.array(worths, np.int64),
    )


def _draws(asked: Instance, arcs: _Arcs) -> Numbers:
    """The draws of these pairs alone; a bypass has none."""
    seed, mentors = asked.seed, asked.mentors
    return np.array(
        [
            draw_of(seed, asked.mentees[who].id, mentors[place]) if place < len(mentors) else 0
            for who, place in zip(arcs.mentee.tolist(), arcs.place.tolist(), strict=True)
        ],
        np.int64,
    )


def solving_alone(asked: Instance, floors: Sequence[int]) -> float:
    """Seconds that the library takes for number and points, once it has been given the arcs."""
    arcs, room = _worths(asked), _rooms(asked, floors)
    solver = _solver(arcs, room, np.zeros(len(room), bool), len(asked.mentees))
    began = perf_counter()
    solver.solve()
    return perf_counter() - began


def _rooms(asked: Instance, floors: Sequence[int]) -> Numbers:
    """Of mentors, then of bypasses."""
    bypasses = [n - low for n, low in zip(asked.sizes, floors, strict=True)]
    return np.array([*asked.places, *bypasses], np.int64)


def _flow(arcs: _Arcs, room: Numbers, full: NDArray[np.bool_], mentees: int) -> Numbers:
    """The place of each mentee in a flow of greatest worth that fills the places named `full`."""
    solver = _solver(arcs, room, full, mentees)
    solver.solve()
    used = solver.flows(np.arange(len(arcs.mentee))) > 0
    held = np.full(mentees, -1, np.int64)
    held[arcs.mentee[used]] = arcs.place[used]
    return held


def _solver(arcs: _Arcs, room: Numbers, full: NDArray[np.bool_], mentees: int) -> Any:
    solver: Any = SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(
        arcs.mentee, mentees + arcs.place, np.ones(len(arcs.mentee), np.int64), -arcs.worth
    )
    sink = mentees + len(room)
    open_ = np.flatnonzero(~full)
    solver.add_arcs_with_capacity_and_unit_cost(
        mentees + open_, np.full(len(open_), sink), room[open_], np.zeros(len(open_), np.int64)
    )
    needed = np.where(full, room, 0)
    supplies = np.concatenate([np.ones(mentees, np.int64), -needed, [int(needed.sum()) - mentees]])
    solver.set_nodes_supplies(np.arange(sink + 1), supplies)
    return solver


def _least(arcs: _Arcs, held: Numbers, least: Numbers) -> Numbers:
    """The least prices from `least` on at which nobody would rather be elsewhere.

    A mentee who holds place a would be at k for `worth` of k less `worth` of a more; k costs at
    least that beside what a costs. Prices rise until it is so everywhere.
    """
    price = least.copy()
    gain = arcs.worth - _held_worth(arcs, held)[arcs.mentee]
    order = np.argsort(arcs.place, kind="stable")
    gain, source, target = gain[order], held[arcs.mentee][order], arcs.place[order]
    risen = np.ones(len(price), bool)
    while risen.any():
        some = np.flatnonzero(risen[source] & (price[source] > _UNKNOWN))
        if not len(some):
            break
        first = np.flatnonzero(np.diff(target[some], prepend=-1))
        asked_for = np.maximum.reduceat(gain[some] + price[source[some]], first)
        places = target[some][first]
        higher = asked_for > price[places]
        risen = np.zeros(len(price), bool)
        risen[places[higher]] = True
        price[places[higher]] = asked_for[higher]
    return price


def _held_worth(arcs: _Arcs, held: Numbers) -> Numbers:
    worth = np.zeros(len(held), np.int64)
    mine = arcs.place == held[arcs.mentee]
    worth[arcs.mentee[mine]] = arcs.worth[mine]
    return worth


def _slack(arcs: _Arcs, held: Numbers, price: Numbers) -> Numbers:
    """How much less than assured a mentee would have there; 0 where points leave it open."""
    assured = _held_worth(arcs, held) - price[held]
    slack: Numbers = assured[arcs.mentee] + price[arcs.place] - arcs.worth
    return slack
