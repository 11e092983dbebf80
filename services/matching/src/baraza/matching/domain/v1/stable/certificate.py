"""Is this result stable, and the best stable one for every mentee? Standard library alone.

`verify` needs no prices: that no pair has a grievance is one pass over the candidates, and the
best stable answer is computed here again, in as many steps as there are candidates.
Floors are not promised: floors and stability may exclude each other.
"""

from baraza.matching.domain.v1.certificate import Rejected
from baraza.matching.domain.v1.stable.acceptance import accepted
from baraza.matching.domain.v1.stable.instance import Stable, Wish, Wishes, read_instance
from baraza.matching.domain.v1.steps import matched_pairs, places, read_result

RESULT = "baraza-matching-stable-result/1"
GRIEVANCE, NOT_THE_BEST = 26, 27


def verify(instance: bytes, result: bytes) -> None:
    """Return if `result` is the mentees' best stable answer to `instance`; else raise `Rejected`.

    1 the instance has its form; 2 the result is about it; 3 known people in order; 4 each pair is
    a candidate, 5 no mentor above its places; 16 `matched` counts them; 26 no candidate pair
    would both gain by leaving for each other; 27 no stable answer is better for any mentee;
    18 the draws leave no order open.
    """
    asked = read_instance(instance)
    answer = read_result(result, RESULT, {"pairs", "matched"}, asked.asked.digest)
    mate = matched_pairs(asked.asked, answer["pairs"])
    places(asked.asked, mate)
    if type(answer["matched"]) is not int or answer["matched"] != len(answer["pairs"]):
        raise Rejected(16, "matched differs from the pairs")
    wishes = asked.wishes()
    _no_grievance(asked, wishes, mate)
    best = accepted(asked.asked, wishes)
    for row, has, could in zip(asked.asked.mentees, mate, best, strict=True):
        if has != could:
            raise Rejected(NOT_THE_BEST, f"{row.id} has a better mentor in a stable answer")
    wishes.must_be_drawn(asked.asked)


def _no_grievance(asked: Stable, wishes: Wishes, mate: list[int | None]) -> None:
    """No candidate whom the mentee wants more, and that has room or holds someone wanted less."""
    load = [0] * len(asked.asked.mentors)
    least: list[Wish | None] = [None] * len(load)  # of those whom a mentor holds
    mine: list[Wish | None] = []
    for who, whom in enumerate(mate):
        if whom is None:
            mine.append(None)
            continue
        at = asked.asked.mentees[who].mentors.index(whom)
        mine.append(wishes.of_mentee[who][at])
        load[whom] += 1
        worst, wish = least[whom], wishes.of_mentor[who][at]
        least[whom] = wish if worst is None else min(worst, wish)
    for who, row in enumerate(asked.asked.mentees):
        has = mine[who]
        for at, mentor in enumerate(row.mentors):
            if has is not None and wishes.of_mentee[who][at] <= has:
                continue
            worst = least[mentor]
            would = worst is not None and wishes.of_mentor[who][at] > worst
            if would or load[mentor] < asked.asked.places[mentor]:
                name = asked.asked.mentors[mentor]
                raise Rejected(GRIEVANCE, f"{row.id} and {name} would both gain together")
