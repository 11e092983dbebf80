"""Leaps to the highest rate that all open groups can have, by maximum flows.

A leap need not be the longest: the greedy goes on from wherever it lands. So most flows are over
few candidates of each mentee, and every candidate is given to one only where few do not do.
"""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from ortools.graph.python.max_flow import SimpleMaxFlow  # type: ignore[import-untyped]

from baraza.matching.domain.v1.certificate import Instance
from baraza.matching.engine.arcs import Numbers

FEW = 16
"""Candidates of each mentee in most flows, evenly from its list."""
_RATE = 1 << 42
"""Rates are written over this: two of different counts in groups below 2^20 never fall together."""


class Levels:
    """Flows from groups by way of mentees to mentors: what rate all open groups reach."""

    def __init__(self, asked: Instance) -> None:
        self._asked = asked

    @cached_property
    def _few(self) -> "_Flows":
        return _Flows(self._asked, FEW)

    @cached_property
    def _all(self) -> "_Flows":
        return _Flows(self._asked, None)

    def leap(
        self, matched: Sequence[int], open_: Sequence[int], *, thorough: bool
    ) -> Sequence[int] | None:
        """A matching, by mentee (-1: none), in which the open groups have a rate as high as all of
        them can have with the candidates that are looked at: all where it is `thorough`."""
        flows = self._all if thorough else self._few
        rates = _rates(self._asked, open_)
        places = flows.places

        def counts(at: int) -> list[int]:
            return _counts(self._asked, matched, open_, rates[at])

        # No more than places that somebody may take: mostly the highest of these can be had.
        high = bisect_right(range(len(rates)), places, key=lambda at: sum(counts(at))) - 1
        best = flows.held(counts(high)) if high >= 0 else None
        low, high = 0, high if best is None else 0
        while low < high:
            middle = (low + high) // 2
            found = flows.held(counts(middle))
            if found is None:
                high = middle
            else:
                low, best = middle + 1, found
        return best


class _Flows:
    """So many candidates of each mentee, or all, as what the library is given."""

    def __init__(self, asked: Instance, most: int | None) -> None:
        groups, mentees, mentors = len(asked.groups), len(asked.mentees), len(asked.mentors)
        where, counts = array("i"), array("i")
        for row in asked.mentees:
            step = max(1, len(row.mentors) // most) if most is not None else 1
            kept = row.mentors[::step]
            where.extend(kept)
            counts.append(len(kept))
        first = 1 + groups
        last = first + mentees
        self._mentees, self._first = mentees, groups + mentees
        self._sink = first + mentees + mentors
        self._where: Numbers = np.array(where, np.int64)
        self._who = np.repeat(np.arange(mentees, dtype=np.int64), np.array(counts, np.int64))
        self.places = sum(asked.places[j] for j in np.unique(self._where).tolist())
        of_group = np.array([row.group for row in asked.mentees], np.int64)
        everyone, everybody = np.arange(mentees, dtype=np.int64), np.arange(mentors, dtype=np.int64)
        self._tails = np.concatenate(
            (np.zeros(groups, np.int64), 1 + of_group, first + self._who, last + everybody)
        )
        self._heads = np.concatenate(
            (
                1 + np.arange(groups, dtype=np.int64),
                first + everyone,
                last + self._where,
                np.full(mentors, self._sink, np.int64),
            )
        )
        self._rooms = np.concatenate(
            [np.ones(mentees + len(self._who), np.int64), np.array(asked.places, np.int64)]
        )

    def held(self, counts: Sequence[int]) -> Sequence[int] | None:
        """Each mentee's mentor, or -1, where so many of each group can be matched."""
        solver: Any = SimpleMaxFlow()
        rooms = np.concatenate([np.array(counts, np.int64), self._rooms])
        solver.add_arcs_with_capacity(self._tails, self._heads, rooms)
        solver.solve(0, self._sink)
        if solver.optimal_flow() != sum(counts):
            return None
        used = solver.flows(np.arange(self._first, self._first + len(self._who))) > 0
        held = np.full(self._mentees, -1, np.int64)
        held[self._who[used]] = self._where[used]
        found: list[int] = held.tolist()
        return found


def _rates(asked: Instance, open_: Sequence[int]) -> list[int]:
    """All that a group can have, ascending."""
    each = [
        np.arange(1, asked.targets[g] + 1, dtype=np.int64) * _RATE // asked.sizes[g] for g in open_
    ]
    found: list[int] = np.unique(np.concatenate(each)).tolist()
    return found


def _counts(asked: Instance, matched: Sequence[int], open_: Sequence[int], rate: int) -> list[int]:
    """The least counts at which every open group has this rate, or its target."""
    counts = list(matched)
    for g in open_:
        needed = -(-rate * asked.sizes[g] // _RATE)
        counts[g] = max(counts[g], min(needed, asked.targets[g]))
    return counts
