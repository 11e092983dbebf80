"""A pair that was put together after its round, in the prices that the round left.

Nothing is solved again: the prices say what the pair would have cost the programme, had the round
made it (`matching.md` 12). What has changed since then they do not know.
"""

from dataclasses import dataclass

from baraza.matching.domain.explaining.costs import exact_cost
from baraza.matching.domain.explaining.solved import Answered, Solved, Worth


@dataclass(frozen=True)
class Kept:
    """`slack` is a lower bound of the exact `cost`; without one the floors leave no such answer.

    Neither, where the two were no candidate pair of the round, or its answer was not `priced`:
    stable answers are not.
    """

    mentee: str
    mentor: str
    priced: bool = True
    slack: Worth | None = None
    cost: Worth | None = None


def kept(solved: Answered, mentee: str, mentor: str) -> Kept:
    """Of two people by their ids, whoever the round gave to whom."""
    if not isinstance(solved, Solved):
        return Kept(mentee, mentor, priced=False)
    who, whom = solved.mentees.get(mentee), solved.mentors.get(mentor)
    if who is None or whom is None or whom not in solved.asked.mentees[who].mentors:
        return Kept(mentee, mentor)
    cost = exact_cost(solved, who, whom)
    slack = Worth.of(solved.slack(who, whom))
    return Kept(mentee, mentor, slack=slack, cost=None if cost is None else Worth.of(cost))
