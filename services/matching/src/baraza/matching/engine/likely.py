"""The best places by number and points, found among few candidates and shown to be best of all.

Of fifty candidates of a mentee most are never looked at twice. So the library is given the most
promising ones; the least prices of its answer tell which of the others would be taken at these
prices, and are near enough to be taken at others. They are added, and it is asked again, until no
candidate beats the prices: then these are the least prices of the whole question.
"""

import numpy as np

from baraza.matching.domain.v1.certificate import BASE
from baraza.matching.engine.arcs import (
    Arcs,
    Numbers,
    Some,
    best_places,
    least_prices,
    slack_at,
)

FIRST = 4
"""Of each mentee on average, at the first question; more by each of the next."""
MORE = 8
QUESTIONS = 5
"""Then all of them are asked at once."""
AT_ONCE = 20_000
"""Arcs of a round that is asked at once."""


def best(arcs: Arcs, room: Numbers, mentees: int) -> tuple[Numbers, Numbers, Numbers]:
    """The place of each mentee, the least price of each place, the slack of each arc."""
    asked = _Lowered(arcs, room, mentees)
    chosen = (
        np.ones(len(arcs.mentee), np.bool_) if len(arcs.mentee) < AT_ONCE else asked.promising()
    )
    for question in range(QUESTIONS + 1):
        if question == QUESTIONS:
            chosen[:] = True
        held, price = asked.answered(chosen)
        slack = slack_at(arcs, held, price) if held.max(initial=0) < len(room) else None
        if slack is not None and slack.min(initial=0) >= 0:
            return held, price, slack
        chosen |= asked.nearest(held, price)
    raise AssertionError("no candidate beats the prices of all candidates")


class _Lowered:
    """The same question with smaller numbers, and with a place beyond all for whoever could not
    even keep the floors with the candidates that were chosen.

    Being matched is worth more than all points that can be had together, and no more than that:
    the answer is the same as with 2^40, which the library takes longer for. The place beyond
    costs as much, so that it stays empty where it can.
    """

    def __init__(self, arcs: Arcs, room: Numbers, mentees: int) -> None:
        self._arcs, self._mentees = arcs, mentees
        self._room = np.append(room, mentees)
        self._beyond = len(room)
        self._bypass = arcs.worth == 0
        self._points = np.where(self._bypass, 0, arcs.worth - BASE)
        most = int(self._points.max(initial=0))
        matched = min(BASE, 1 + mentees * most)
        self._worth = np.where(self._bypass, 0, self._points + matched)
        self._matched = matched

    def promising(self) -> Some:
        """Those of most points beside the best of their mentee, and every bypass."""
        first = np.flatnonzero(np.diff(self._arcs.mentee, prepend=-1))
        behind = np.maximum.reduceat(self._points, first)[self._arcs.mentee] - self._points
        chosen: Some = self._bypass | _lowest(behind, FIRST * self._mentees)
        return chosen

    def answered(self, chosen: Some) -> tuple[Numbers, Numbers]:
        """Places and least prices, of the whole question's worth, as if only these were there."""
        some = self._arcs.some(chosen)
        lowered = Arcs(some.mentee, some.place, self._worth[chosen])
        everywhere = np.zeros(len(self._room), np.bool_)
        held = best_places(
            self._with_beyond(lowered, self._matched), self._room, everywhere, self._mentees
        )
        if held.max(initial=0) < self._beyond:
            return held, least_prices(some, held, np.zeros(self._beyond, np.int64))
        beyond = self._with_beyond(some, BASE)
        return held, least_prices(beyond, held, np.zeros(len(self._room), np.int64))

    def nearest(self, held: Numbers, price: Numbers) -> Some:
        """All that beat these prices, and those that come nearest to it."""
        if len(price) > self._beyond:
            whole = self._with_beyond(self._arcs, BASE)
            slack = slack_at(whole, held, price)[: len(self._arcs.mentee)]
        else:
            slack = slack_at(self._arcs, held, price)
        return (slack < 0) | _lowest(slack, MORE * self._mentees)

    def _with_beyond(self, arcs: Arcs, cost: int) -> Arcs:
        return Arcs(
            np.append(arcs.mentee, np.arange(self._mentees)),
            np.append(arcs.place, np.full(self._mentees, self._beyond)),
            np.append(arcs.worth, np.full(self._mentees, -cost)),
        )


def _lowest(values: Numbers, count: int) -> Some:
    """So many of the least, and all that equal the last of them."""
    if count >= len(values):
        return np.ones(len(values), np.bool_)
    lowest: Some = values <= np.partition(values, count)[count]
    return lowest
