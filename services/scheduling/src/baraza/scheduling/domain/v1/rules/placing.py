"""Is a start the least bad that there is, and what does it cost whom?"""

from datetime import datetime

from baraza.decider import Refused
from baraza.scheduling.domain.v1.choice import Choice
from baraza.scheduling.domain.v1.fairness import points_of, rank
from baraza.scheduling.domain.v1.slots import on_grid, quarter_of
from baraza.scheduling.messages import Band


def not_the_least_bad(choice: Choice, at: datetime) -> Refused | None:
    """Why a workshop cannot start then. None: it can, and nobody knows a better time.

    1. Its leader is free. 2. It is a quarter of the window. 3. No other is better by the points
    in force (R1, R35).
    """
    start = quarter_of(at)
    # 1.
    if start in choice.busy:
        return Refused("trainer_double_booked")
    # 2.
    if not on_grid(at) or start not in choice.window:
        return Refused("outside_programme")
    # 3.
    least = choice.least_bad()
    if least is None or start == least:
        return None
    worst = {"worst": _worst(choice, start), "least": _worst(choice, least)}
    return Refused("worse_than_stated_bound", choice.rule, worst)


def _worst(choice: Choice, start: int) -> int:
    """The total of the band that is worst off, were it to start then."""
    totals, _ = rank(points_of(choice.week, choice.groups, start), choice.groups)
    return totals[0] if totals else 0


def bands_at(choice: Choice, at: datetime) -> tuple[Band, ...]:
    """What this start costs each zone band, and what the programme has cost it with that."""
    points = points_of(choice.week, choice.groups, quarter_of(at))
    return tuple(
        Band(hours_east=g.hours_east, members=g.members, points=p, carry=g.carry + p)
        for g, p in zip(choice.groups, points, strict=True)
    )
