"""Why a mentee has no place: no candidate at all, or too few places for too many (section 10).

Under `stable` nothing is counted for all together: there a mentee with candidates is without a
mentor exactly if each of these is full with mentees whom it wants more. That no pair has a
grievance proves it (reason 26), for this mentee would gain with any of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from baraza.matching.domain.v1.certificate import canonical, digest, strict
from baraza.matching.domain.v1.policy import Policy, policy_of, question

SHORTAGE = "baraza-matching-shortage/1"


@dataclass(frozen=True)
class Shortage:
    """A Hall set: these mentees have only these mentors, with fewer places than mentees."""

    mentees: tuple[str, ...]
    mentors: tuple[str, ...]
    places: int

    def digest(self, round_: str) -> str:
        """What the fact names; anybody can make the set again from instance and result."""
        return digest(
            canonical(
                {
                    "format": SHORTAGE,
                    "round": round_,
                    "mentees": list(self.mentees),
                    "mentors": list(self.mentors),
                    "places": self.places,
                }
            )
        )


@dataclass(frozen=True)
class Unmatched:
    mentee: str
    reason: Literal["no_candidate", "shortage", "outranked"]
    shortage: Shortage | None = None


def unmatched(instance: bytes, result: bytes) -> tuple[Unmatched, ...]:
    """Every mentee without a place, ascending, with the reason. The result must have verified."""
    asked, policy = question(instance), policy_of(instance)
    at = {mentor: j for j, mentor in enumerate(asked.mentors)}
    mate = {mentee: at[mentor] for mentee, mentor in strict(result)["pairs"]}
    held: list[list[int]] = [[] for _ in asked.mentors]
    for i, row in enumerate(asked.mentees):
        if row.id in mate:
            held[mate[row.id]].append(i)
    candidates = [row.mentors for row in asked.mentees]
    found = []
    for i, row in enumerate(asked.mentees):
        if row.id in mate:
            continue
        if not row.mentors:
            found.append(Unmatched(row.id, "no_candidate"))
            continue
        if policy is Policy.STABLE:
            found.append(Unmatched(row.id, "outranked"))
            continue
        mentees, mentors = _reached(i, candidates, held)
        short = Shortage(
            tuple(asked.mentees[k].id for k in mentees),
            tuple(asked.mentors[j] for j in mentors),
            sum(asked.places[j] for j in mentors),
        )
        found.append(Unmatched(row.id, "shortage", short))
    return tuple(found)


def _reached(
    start: int, candidates: Sequence[Sequence[int]], held: Sequence[Sequence[int]]
) -> tuple[list[int], list[int]]:
    """Its candidates, the mentees they hold, their candidates, and so on; both ascending."""
    mentees, seen = [start], [False] * len(held)
    for mentee in mentees:  # the list grows while it is walked
        for mentor in candidates[mentee]:
            if not seen[mentor]:
                seen[mentor] = True
                mentees += held[mentor]
    return sorted(mentees), [j for j, there in enumerate(seen) if there]
