"""Which of the published questions an instance asks: a rule set chooses one, and says which."""

from enum import StrEnum

from baraza.matching.domain.v1.crossing.instance import INSTANCE as CROSSING
from baraza.matching.domain.v1.stable.instance import INSTANCE as STABLE


class Policy(StrEnum):
    """`best`: floors, number, points, lottery. `stable`: deferred acceptance. `crossing`: floors
    on groups that overlap, by subsidies and with a stated gap."""

    BEST = "best"
    STABLE = "stable"
    CROSSING = "crossing"


def policy_of(instance: bytes) -> Policy:
    """By its format, without reading all of it; `best` where it names no other.

    Only a member can be written like this in JSON: a quote inside text is escaped. Where the
    member stands is for the reader of that format to check.
    """
    for policy, format_ in ((Policy.STABLE, STABLE), (Policy.CROSSING, CROSSING)):
        if b'"format":"' + format_.encode() + b'"' in instance:
            return policy
    return Policy.BEST
