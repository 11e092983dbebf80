"""Is this the unique best answer for its subsidies, and is its gap true? Standard library alone.

By weak duality no matching of as many pairs that keeps the floors has more than welfare + gap
points: whoever keeps them is paid at least `subsidy x floor` for each group, and the answer is
the best of all with these payments. At gap 0 it is the unique best of those that keep them.
"""

from collections.abc import Sequence
from itertools import compress
from typing import Any

from baraza.matching.domain.v1.certificate import Rejected
from baraza.matching.domain.v1.crossing.instance import MOST_SUBSIDY, Crossing, read_instance
from baraza.matching.domain.v1.steps import (
    Rooms,
    bypasses,
    candidates,
    matched_pairs,
    members,
    places,
    prices,
    read_result,
    totals,
)

RESULT = "baraza-matching-crossing-result/1"
_MEMBERS = {"subsidies", "gap", "pairs", "matched", "welfare", "lottery_total", "prices"}


def verify(instance: bytes, result: bytes) -> int:
    """The gap, in points, if `result` is proven within it; else raise `Rejected`.

    Steps and numbers are those of the ordinary certificate. In addition: 7 no group is below its
    floor; 10, 11 one subsidy per group, none negative, none for a floor of 0, below 2^20 for
    every mentee; 16 `welfare` is without subsidies and `gap` is true. The bypass, which has room
    for everybody, has the price 0 and is not written.
    """
    asked = read_instance(instance)
    answer = _read_result(asked, result)
    mate = matched_pairs(asked.asked, answer["pairs"])
    places(asked.asked, mate)
    counts = reached(asked, [whom is not None for whom in mate])
    for group, matched in zip(asked.groups, counts, strict=True):
        if matched < group.floor:
            raise Rejected(7, f"{group.id}: {matched} matched, the floor is {group.floor}")
    subsidies = _subsidies(asked, answer["subsidies"])
    u = prices(answer["prices"]["mentees"], len(asked.asked.mentees))
    v = prices(answer["prices"]["mentors"], len(asked.asked.mentors))
    if any(price < 0 for price in v):
        raise Rejected(11, "a place has a price below 0")
    weighed = asked.subsidised(subsidies)
    bypasses(weighed, mate, u, [0])
    tight, total = candidates(weighed, mate, u, v)
    if total != sum(u) + sum(map(int.__mul__, weighed.places, v)):
        raise Rejected(15, "the total of the pairs differs from the total of the prices")
    bonus = asked.bonus(subsidies)
    paid = sum(compress(bonus, (whom is not None for whom in mate)))
    totals(_with_subsidies(answer, paid), total)
    gap = gap_of(asked, subsidies, counts)
    if type(answer["gap"]) is not int or answer["gap"] != gap:
        raise Rejected(16, f"the gap is {gap} points")
    rooms = Rooms(weighed, mate, tight, (*weighed.places, len(mate)), (*v, 0), u)
    rooms.must_be_least()
    rooms.must_be_unique()
    return gap


def reached(asked: Crossing, matched: Sequence[bool]) -> list[int]:
    """How many of each group are matched."""
    return [sum(matched[who] for who in group.members) for group in asked.groups]


def gap_of(asked: Crossing, subsidies: Sequence[int], counts: Sequence[int]) -> int:
    """What groups above their floors were paid for nothing."""
    return sum(
        subsidy * (count - group.floor)
        for group, subsidy, count in zip(asked.groups, subsidies, counts, strict=True)
    )


def _read_result(asked: Crossing, data: bytes) -> dict[str, Any]:
    answer = read_result(data, RESULT, _MEMBERS, asked.asked.digest)
    try:
        members(answer["prices"], {"mentees", "mentors"})
    except ValueError as wrong:
        raise Rejected(2, f"the result is not well formed: {wrong}") from None
    return answer


def _subsidies(asked: Crossing, subsidies: Any) -> list[int]:
    """One per group; a group without a floor needs none, so that none can be made up for it."""
    if type(subsidies) is not list or len(subsidies) != len(asked.groups):
        raise Rejected(10, "one subsidy per group")
    if not all(type(each) is int and each < MOST_SUBSIDY for each in subsidies):
        raise Rejected(10, "a subsidy is a number below 2^20")
    if any(each < 0 for each in subsidies):
        raise Rejected(11, "a subsidy below 0")
    if any(each and not group.floor for each, group in zip(subsidies, asked.groups, strict=True)):
        raise Rejected(10, "a subsidy for a group without a floor")
    if any(more >= MOST_SUBSIDY for more in asked.bonus(subsidies)):
        raise Rejected(10, "the subsidies of one mentee are 2^20 or more")
    return list(subsidies)


def _with_subsidies(answer: dict[str, Any], paid: int) -> dict[str, Any]:
    """The stated totals as the sum has them; a welfare that is no number stays what it is."""
    welfare = answer["welfare"]
    return answer | {"welfare": welfare + paid if type(welfare) is int else welfare}
