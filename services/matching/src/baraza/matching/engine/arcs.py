"""Who may take which place, for how much, as numbers that OR-Tools and numpy take; and prices.

The library's numbers are 64 bits wide. No status of it is trusted for an answer: what comes out
is verified like every other.
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # type: ignore[import-untyped]

from baraza.matching.domain.v1.certificate import BASE, Instance

Numbers = NDArray[np.int64]
Some = NDArray[np.bool_]

UNKNOWN = -(1 << 62)
"""Below every price: there is none yet."""


@dataclass(frozen=True)
class Arcs:
    """Sorted by mentee."""

    mentee: Numbers
    place: Numbers
    worth: Numbers

    def some(self, which: Some) -> "Arcs":
        return Arcs(self.mentee[which], self.place[which], self.worth[which])


def worths(asked: Instance) -> Arcs:
    """Number and points of each candidate; nothing for the bypass of a mentee's group, which
    stands after the candidates of its mentee."""
    places, scores, counts = array("i"), array("i"), array("i")
    for row in asked.mentees:
        places.extend(row.mentors)
        scores.extend(row.scores)
        counts.append(len(row.mentors))
    own = np.array(counts, np.int64)
    mentee = np.repeat(np.arange(len(own), dtype=np.int64), own + 1)
    bypass = np.cumsum(own + 1) - 1
    candidate = np.ones(len(mentee), np.bool_)
    candidate[bypass] = False
    place, worth = np.zeros((2, len(mentee)), np.int64)
    place[candidate] = places
    place[bypass] = len(asked.mentors) + np.array([row.group for row in asked.mentees], np.int64)
    worth[candidate] = scores
    worth[candidate] += BASE
    return Arcs(mentee, place, worth)


def rooms(asked: Instance, floors: Sequence[int]) -> Numbers:
    """Of mentors, then of bypasses."""
    bypasses = [n - low for n, low in zip(asked.sizes, floors, strict=True)]
    return np.array([*asked.places, *bypasses], np.int64)


def best_places(arcs: Arcs, room: Numbers, full: Some, mentees: int) -> Numbers:
    """The place of each mentee in a flow of greatest worth that fills the places named `full`."""
    flow = solver(arcs, room, full, mentees)
    if flow.solve() != flow.OPTIMAL:
        raise AssertionError("every mentee has a place, if only a bypass")
    used = flow.flows(np.arange(len(arcs.mentee))) > 0
    held = np.full(mentees, -1, np.int64)
    held[arcs.mentee[used]] = arcs.place[used]
    return held


def solver(arcs: Arcs, room: Numbers, full: Some, mentees: int) -> Any:
    """What the library is given, before it solves."""
    flow: Any = SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        arcs.mentee, mentees + arcs.place, np.ones(len(arcs.mentee), np.int64), -arcs.worth
    )
    sink = mentees + len(room)
    open_ = np.flatnonzero(~full)
    flow.add_arcs_with_capacity_and_unit_cost(
        mentees + open_, np.full(len(open_), sink), room[open_], np.zeros(len(open_), np.int64)
    )
    needed = np.where(full, room, 0)
    supplies = np.concatenate([np.ones(mentees, np.int64), -needed, [int(needed.sum()) - mentees]])
    flow.set_nodes_supplies(np.arange(sink + 1), supplies)
    return flow


def least_prices(arcs: Arcs, held: Numbers, least: Numbers) -> Numbers:
    """The least prices from `least` on at which nobody would rather be elsewhere.

    A mentee who holds place a would be at k for `worth` of k less `worth` of a more; k costs at
    least that beside what a costs. Prices rise until it is so everywhere: no way is longer than
    there are places.
    """
    price = least.copy()
    gain = arcs.worth - held_worth(arcs, held)[arcs.mentee]
    order = np.argsort(arcs.place, kind="stable")
    gain, source, target = gain[order], held[arcs.mentee[order]], arcs.place[order]
    risen = np.ones(len(price), np.bool_)
    for _ in range(len(price) + 1):
        some = np.flatnonzero(risen[source] & (price[source] > UNKNOWN))
        if not len(some):
            return price
        first = np.flatnonzero(np.diff(target[some], prepend=-1))
        asked_for = np.maximum.reduceat(gain[some] + price[source[some]], first)
        places = target[some][first]
        higher = asked_for > price[places]
        risen = np.zeros(len(price), np.bool_)
        risen[places[higher]] = True
        price[places[higher]] = asked_for[higher]
    raise AssertionError("a flow of greatest worth has prices")


def held_worth(arcs: Arcs, held: Numbers) -> Numbers:
    worth = np.zeros(len(held), np.int64)
    mine = arcs.place == held[arcs.mentee]
    worth[arcs.mentee[mine]] = arcs.worth[mine]
    return worth


def slack_at(arcs: Arcs, held: Numbers, price: Numbers) -> Numbers:
    """How much less than assured a mentee would have there; 0 where points leave it open."""
    assured = held_worth(arcs, held) - price[held]
    slack: Numbers = assured[arcs.mentee] + price[arcs.place] - arcs.worth
    return slack
