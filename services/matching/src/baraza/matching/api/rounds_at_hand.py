"""Settled rounds, read and proven once, from which questions are explained."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from baraza.matching.api.discreet import Discreet
from baraza.matching.domain.explaining import Answered, Parts, Solved
from baraza.matching.domain.explaining.told import answered
from baraza.matching.domain.v1 import crossing, stable
from baraza.matching.domain.v1.certificate import Rejected, strict, verify
from baraza.matching.domain.v1.policy import Policy, policy_of
from baraza.messaging.parts import Evidence
from baraza.messaging.problems import TooLarge

EXPLAINED_MOST: Final = 250_000
"""Candidate pairs of a round that is explained here; a larger one is from its files."""
SOLVED_MOST: Final = 50_000
"""Candidate pairs of a round that is solved again here, by the engine that needs nothing else."""
_KEPT = 4
Found = TypeVar("Found", bound=Answered)
_FILES = ("instance", "result", "scores", "exclusions")


@dataclass(frozen=True)
class Verdict:
    """What the verifier said, now. A gap is left to crossing groups alone."""

    reason: int | None
    text: str
    gap: int = 0


@dataclass
class AtHand:
    """One settled round."""

    round: str
    policy: Policy
    files: Mapping[str, bytes]
    verdict: Verdict
    answered: Answered | None  # None: not proven
    parts: Parts | None
    exclusions: Discreet | None
    memo: dict[str, Any] = field(default_factory=dict)
    """Answers that took solving."""

    @property
    def answer(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = strict(self.files["result"])
        return found

    @property
    def lottery(self) -> Mapping[str, Any]:
        block: Mapping[str, Any] = strict(self.files["instance"])["lottery"]
        return block

    @property
    def the_parts(self) -> Parts:
        """Of a round that is explained."""
        if self.parts is None:
            raise NotExplained(self)
        return self.parts

    def once(self, name: str, made: Callable[[], Any]) -> Any:
        """What takes solving is solved once while the round is at hand."""
        if name not in self.memo:
            self.memo[name] = made()
        return self.memo[name]

    @property
    def candidates(self) -> int:
        rows = self.answered.asked.mentees if self.answered else ()
        return sum(len(row.mentors) for row in rows)


class RoundsAtHand:
    """The last few that were asked about. Reading, proving and solving are off the event loop."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._kept: OrderedDict[tuple[str, ...], AtHand] = OrderedDict()
        self._one = asyncio.Lock()

    async def get(self, row: Mapping[str, Any]) -> AtHand:
        """Of a settled round's row; proven when it was first asked about. Raises `TooLarge`."""
        digests = tuple(str(row[name]) for name in _FILES)
        async with self._one:
            if digests not in self._kept:
                files = {
                    name: await self._evidence.read(digest)
                    for name, digest in zip(_FILES, digests, strict=True)
                }
                self._kept[digests] = await asyncio.to_thread(_read, row["round"], files)
                if len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(digests)
            return self._kept[digests]


def explained(at_hand: AtHand) -> Answered:
    """What can be explained, each by its own rule. Raises `TooLarge`, and `NotExplained`."""
    if at_hand.answered is None:
        raise NotExplained(at_hand)
    if at_hand.candidates > EXPLAINED_MOST:
        raise TooLarge(_larger(at_hand, EXPLAINED_MOST), candidates=at_hand.candidates)
    return at_hand.answered


def priced(at_hand: AtHand) -> Solved:
    """What prices alone explain. Raises `TooLarge`, and `NotExplained`."""
    found = explained(at_hand)
    if at_hand.policy is not Policy.BEST or not isinstance(found, Solved):
        raise NotExplained(at_hand)
    return found


def solvable(at_hand: AtHand) -> Answered:
    """What can be solved again here. Raises `TooLarge`, and `NotExplained`."""
    return _not_too_large(at_hand, explained(at_hand))


def priced_again(at_hand: AtHand) -> Solved:
    """What prices explain and can be solved again here. Raises `TooLarge`, and `NotExplained`."""
    return _not_too_large(at_hand, priced(at_hand))


def _not_too_large(at_hand: AtHand, found: Found) -> Found:
    if at_hand.candidates > SOLVED_MOST:
        raise TooLarge(_larger(at_hand, SOLVED_MOST), candidates=at_hand.candidates)
    return found


class NotExplained(Exception):
    """Its numbers explain nothing: see what the verifier says, and how the round was decided."""

    def __init__(self, at_hand: AtHand) -> None:
        super().__init__(at_hand.round)
        policy, verdict = at_hand.policy.value, at_hand.verdict
        self.says = (
            f"{at_hand.round} is not proven: {verdict.text}."
            if verdict.reason is not None
            else f"{at_hand.round} was decided by the rule {policy}, which prices do not explain."
        )


def _larger(at_hand: AtHand, most: int) -> str:
    return f"{at_hand.round} has {at_hand.candidates} possible pairs; answered here are {most}"


def _read(round_: str, files: Mapping[str, bytes]) -> AtHand:
    instance, result = files["instance"], files["result"]
    policy = policy_of(instance)
    verdict = _verified(policy, instance, result)
    made = AtHand(round_, policy, files, verdict, None, None, None)
    if verdict.reason is None:
        made.answered = answered(instance, result)
        made.parts = Parts.read(made.answered.asked, files["scores"])
        made.exclusions = Discreet.read(made.answered.asked, files["exclusions"])
    return made


def _verified(policy: Policy, instance: bytes, result: bytes) -> Verdict:
    try:
        match policy:
            case Policy.STABLE:
                stable.verify(instance, result)
                return Verdict(None, "proven stable, and the best stable answer for every mentee")
            case Policy.CROSSING:
                gap = crossing.verify(instance, result)
                text = f"proven within {gap} points of the best that keeps every floor"
                return Verdict(None, text, gap)
            case Policy.BEST:
                verify(instance, result)
                return Verdict(None, "proven the one best answer to its question")
    except Rejected as why:
        return Verdict(why.reason, str(why))
