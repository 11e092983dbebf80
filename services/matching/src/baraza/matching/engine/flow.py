"""Engine for large rounds: two minimum cost flows by OR-Tools, and prices by relaxation.

The first flow is over what a pair is worth (number and points), the second over the draws of the
pairs that the first leaves open. The library's numbers are 64 bits wide, so that the composite of
both would not fit; prices are made from each part and put together here.
"""

from collections.abc import Sequence
from time import process_time

import numpy as np

from baraza.matching.domain.v1.certificate import LOW, Instance, draw_of
from baraza.matching.engine.arcs import (
    UNKNOWN,
    Arcs,
    Numbers,
    best_places,
    least_prices,
    rooms,
    solver,
    worths,
)
from baraza.matching.engine.floors import Floors, leximin
from baraza.matching.engine.lacking import TooLarge
from baraza.matching.engine.levels import Levels
from baraza.matching.engine.likely import best

COSTS_BELOW = 1 << 41
_LIBRARY_MOST = 1 << 62


def priced(asked: Instance, floors: Sequence[int]) -> tuple[list[int], list[int]]:
    """The place of each mentee, mentors before bypasses, and the least price of each place."""
    mentees, places = len(asked.mentees), len(asked.places)
    if COSTS_BELOW * (mentees + places + len(floors) + 4) >= _LIBRARY_MOST:
        raise TooLarge(mentees, places)
    arcs, room = worths(asked), rooms(asked, floors)
    held, price, slack = best(arcs, room, mentees)
    tight = arcs.some(slack == 0)
    drawn = Arcs(tight.mentee, tight.place, _draws(asked, tight))
    held = best_places(drawn, room, price > 0, mentees)
    lucky = least_prices(drawn, held, np.where(price > 0, UNKNOWN, 0))
    return held.tolist(), [
        (points << LOW) + draw for points, draw in zip(price.tolist(), lucky.tolist(), strict=True)
    ]


def floors(asked: Instance) -> Floors:
    """The same floors as every engine's, by fewer steps."""
    return leximin(asked, Levels(asked).leap)


def _draws(asked: Instance, arcs: Arcs) -> Numbers:
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
    """Seconds of a processor that the library takes for number and points, given the arcs."""
    arcs, room = worths(asked), rooms(asked, floors)
    flow = solver(arcs, room, np.zeros(len(room), np.bool_), len(asked.mentees))
    began = process_time()
    flow.solve()
    return process_time() - began
