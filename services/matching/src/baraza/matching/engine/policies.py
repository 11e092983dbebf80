"""Each published question with the search that answers it."""

from collections.abc import Mapping
from dataclasses import dataclass

from baraza.matching.domain.v1.lottery import drawn_again
from baraza.matching.domain.v1.policy import Policy, policy_of
from baraza.matching.engine import crossing, settling, stable
from baraza.matching.engine.crossing import NoAnswerFound
from baraza.matching.engine.settling import NotUnique


@dataclass(frozen=True)
class Settled:
    """An instance with one answer, its result, and the void results of earlier draws."""

    instance: bytes
    result: bytes
    void: tuple[bytes, ...] = ()


class Unanswered(Exception):
    """No answer was found that keeps every floor on crossing groups: the round has none.

    The body that set the floors may lower one by a recorded decision.
    """

    def __init__(self, instance: bytes, short: Mapping[str, int], void: tuple[bytes, ...]) -> None:
        """`short`: places lacking by group, in the attempt that left the fewest lacking."""
        super().__init__("no answer found that keeps every floor")
        self.instance, self.short, self.void = instance, short, void


def settle(instance: bytes, *, draws: int = 16, engine: str = "reference") -> Settled:
    """Solve, drawing again as long as the draw does not decide. A second draw is a rarity.

    Raises `Unanswered`, and `NotUnique` where no draw decides.
    """
    void: tuple[bytes, ...] = ()
    while True:
        try:
            return Settled(instance, solve(instance, engine=engine), void)
        except NoAnswerFound as none:
            short = {group: floor - matched for group, matched, floor in none.short}
            raise Unanswered(instance, short, void) from None
        except NotUnique as tied:
            void = (*void, tied.result)
            if len(void) == draws:
                raise
            instance = drawn_again(instance, tied.result)


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
