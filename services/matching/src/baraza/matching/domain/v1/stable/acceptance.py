"""Deferred acceptance: mentees propose, mentors keep the best who asked so far (Gale, Shapley).

The answer is the one stable answer that is best for every mentee; in what order they propose
does not change it.
"""

from collections.abc import Iterable
from heapq import heappush, heappushpop

from baraza.matching.domain.v1.certificate import Instance
from baraza.matching.domain.v1.stable.instance import Wish, Wishes


def accepted(
    asked: Instance, wishes: Wishes, proposing: Iterable[int] | None = None
) -> list[int | None]:
    """The mentor's position of each mentee, or None; each candidate is asked at most once."""
    orders = [
        iter(sorted(range(len(row.mentors)), key=wishes.of_mentee[who].__getitem__, reverse=True))
        for who, row in enumerate(asked.mentees)
    ]
    keeps: list[list[tuple[Wish, int]]] = [[] for _ in asked.mentors]  # heaps, least wanted first
    mate: list[int | None] = [None] * len(asked.mentees)
    todo = list(range(len(asked.mentees)) if proposing is None else proposing)
    while todo:
        who = todo.pop()
        at = next(orders[who], None)
        if at is None:
            continue  # everybody was asked: without a mentor
        mentor = asked.mentees[who].mentors[at]
        offer = (wishes.of_mentor[who][at], who)
        mate[who] = mentor
        if len(keeps[mentor]) < asked.places[mentor]:
            heappush(keeps[mentor], offer)
            continue
        turned_down = heappushpop(keeps[mentor], offer)[1]
        mate[turned_down] = None
        todo.append(turned_down)
    return mate
