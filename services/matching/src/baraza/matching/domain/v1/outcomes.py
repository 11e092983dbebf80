"""What a settled round says to each mentee, in one order, cut into batches."""

from collections.abc import Sequence
from dataclasses import dataclass

from baraza.forms.v1 import settlement
from baraza.matching.domain.v1.certificate import strict
from baraza.matching.domain.v1.policy import question
from baraza.matching.domain.v1.shortage import Unmatched, unmatched


@dataclass(frozen=True)
class Matched:
    mentee: str
    mentor: str
    score: int


Outcome = Matched | Unmatched


def outcomes(instance: bytes, result: bytes) -> list[Outcome]:
    """One for each mentee, ascending; the two files must have been verified."""
    asked = question(instance)
    at = {mentor: position for position, mentor in enumerate(asked.mentors)}
    mate = dict(strict(result)["pairs"])
    without = {each.mentee: each for each in unmatched(instance, result)}
    found: list[Outcome] = []
    for row in asked.mentees:
        if row.id not in mate:
            found.append(without[row.id])
            continue
        score = row.scores[row.mentors.index(at[mate[row.id]])]
        found.append(Matched(row.id, mate[row.id], score))
    return found


def batches(count: int) -> int:
    """In how many decisions so many outcomes are released."""
    return len(settlement.batches(range(count)))


def batch(instance: bytes, result: bytes, number: int) -> Sequence[Outcome]:
    """The outcomes of one batch, from 1."""
    return settlement.batches(outcomes(instance, result))[number - 1]
