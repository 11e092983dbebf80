"""Search for the mentees' best stable answer: proposals in rounds, all who are free at once.

The verifier proposes one by one, and has to come to the same answer.
"""

from baraza.matching.domain.v1.certificate import Rejected, canonical
from baraza.matching.domain.v1.stable import RESULT, Stable, read_instance, verify
from baraza.matching.engine.settling import NotUnique


def solve(instance: bytes) -> bytes:
    """The result of a stable instance, proven before it is handed out.

    Raises `Rejected` with reason 1 for an instance of another form, and `NotUnique` where the
    draw leaves an order open.
    """
    asked = read_instance(instance)
    result = written(asked, search(asked))
    try:
        verify(instance, result)
    except Rejected as why:
        if why.reason == 18:
            raise NotUnique(result) from None
        raise
    return result


def search(asked: Stable) -> list[int]:
    """The mentor's position of each mentee, -1 for none."""
    wishes = asked.wishes()
    rows, places = asked.asked.mentees, asked.asked.places
    orders = [
        sorted(range(len(row.mentors)), key=wishes.of_mentee[who].__getitem__)
        for who, row in enumerate(rows)
    ]
    held = [-1] * len(rows)
    there: list[list[int]] = [[] for _ in places]
    offer = [(-1, -1, -1)] * len(rows)  # how much the mentor wants the mentee who asked last
    free = [who for who, order in enumerate(orders) if order]
    while free:
        asking: list[int] = []
        for who in free:
            at = orders[who].pop()
            mentor = rows[who].mentors[at]
            offer[who], held[who] = wishes.of_mentor[who][at], mentor
            there[mentor].append(who)
            asking.append(mentor)
        free = []
        for mentor in dict.fromkeys(asking):
            there[mentor].sort(key=offer.__getitem__, reverse=True)
            for who in there[mentor][places[mentor] :]:
                held[who] = -1
                if orders[who]:
                    free.append(who)
            del there[mentor][places[mentor] :]
    return held


def written(asked: Stable, held: list[int]) -> bytes:
    pairs = [
        [row.id, asked.asked.mentors[mentor]]
        for row, mentor in zip(asked.asked.mentees, held, strict=True)
        if mentor >= 0
    ]
    return canonical(
        {
            "format": RESULT,
            "instance": asked.asked.digest,
            "pairs": pairs,
            "matched": len(pairs),
        }
    )
