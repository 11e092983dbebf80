"""Each published question with the search that answers it."""

from baraza.matching.domain.v1.policy import Policy, policy_of
from baraza.matching.engine import crossing, settling, stable


def solve(instance: bytes, *, engine: str = "reference") -> bytes:
    """The proven result of an instance of any policy.

    Deferred acceptance is its own engine. Raises `Rejected` with reason 1 for an instance of
    another form, `NotUnique`, `NoEngine`, and for crossing groups `NoAnswerFound`.
    """
    match policy_of(instance):
        case Policy.STABLE:
            return stable.solve(instance)
        case Policy.CROSSING:
            return crossing.solve(instance, engine=engine)
        case Policy.BEST:
            return settling.solve(instance, engine=engine)
