"""Why a mentee has this mentor, or not that one, or none: first causes, from stored numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from baraza.matching.domain.explaining.costs import Rearranged, rearranged
from baraza.matching.domain.explaining.exhibits import Exclusions, Parts
from baraza.matching.domain.explaining.solved import Answered, Solved, Worth
from baraza.matching.domain.v1.shortage import Shortage

Cause = Literal["excluded", "floors", "number", "points", "draw"]


@dataclass(frozen=True)
class Chosen:
    """The mentor that a mentee has."""

    mentee: str
    mentor: str
    score: int
    rank: int  # of this score among the mentee's candidates; equal ones share a rank
    candidates: int
    price: Worth  # of one more place with this mentor
    parts: Mapping[str, int] | None = None  # None: the scores exhibit was not given


@dataclass(frozen=True)
class NotThat:
    """A mentor that a mentee does not have, and the first cause of it.

    `cost` is what the programme would lose with this pair, everything else as good as it can be
    then; of `draws` it is the sums of those who would be elsewhere, with the pair and as it is.
    """

    mentee: str
    mentor: str
    has: str | None
    cause: Cause
    codes: tuple[str, ...] = ()
    cost: Worth | None = None
    draws: tuple[int, int] | None = None
    against: tuple[str, ...] = ()  # who would be elsewhere, the mentee not among them


@dataclass(frozen=True)
class Without:
    """A mentee without a mentor."""

    mentee: str
    reason: Literal["no_candidate", "shortage"]
    excluded: Mapping[str, int] = field(default_factory=dict)
    """Mentors by the codes that exclude them, several joined where the files do not tell which;
    empty where the exclusions exhibit was not given."""
    shortage: Shortage | None = None
    digest: str | None = None  # of the shortage set, as the fact names it
    candidates: tuple[NotThat, ...] = ()


def chosen(solved: Solved, mentee: int, parts: Parts | None = None) -> Chosen | None:
    """None: this mentee has no mentor."""
    mentor, row = solved.held[mentee], solved.asked.mentees[mentee]
    if not solved.is_mentor(mentor):
        return None
    score = solved.score(mentee, mentor)
    return Chosen(
        mentee=row.id,
        mentor=solved.asked.mentors[mentor],
        score=score,
        rank=1 + sum(other > score for other in row.scores),
        candidates=len(row.scores),
        price=Worth.of(solved.price[mentor]),
        parts=dict(zip(parts.names, parts.of[mentee, mentor], strict=True)) if parts else None,
    )


def why_not(
    solved: Solved, mentee: int, mentor: int, exclusions: Exclusions | None = None
) -> NotThat:
    """Of a mentor that this mentee does not have."""
    if mentor in solved.asked.mentees[mentee].mentors:
        return _not(solved, mentee, mentor, rearranged(solved, mentee, (mentor,))[mentor])
    codes = exclusions.codes(solved.asked, mentee, mentor) if exclusions else ()
    return NotThat(*solved.names(mentee, mentor), "excluded", codes)


def why_none_of(solved: Solved, mentee: int) -> tuple[NotThat, ...]:
    """Every candidate that this mentee does not have, those with more points first."""
    row = solved.asked.mentees[mentee]
    others = [
        (-score, mentor)
        for mentor, score in zip(row.mentors, row.scores, strict=True)
        if mentor != solved.held[mentee]
    ]
    found = rearranged(solved, mentee, row.mentors) if others else {}
    return tuple(_not(solved, mentee, mentor, found[mentor]) for _, mentor in sorted(others))


def without(solved: Solved, mentee: int, exclusions: Exclusions | None = None) -> Without | None:
    """None: this mentee has a mentor."""
    row = solved.asked.mentees[mentee]
    if solved.is_mentor(solved.held[mentee]):
        return None
    excluded = excluded_by(solved, mentee, exclusions) if exclusions else {}
    if not row.mentors:
        return Without(row.id, "no_candidate", excluded)
    short = shortage(solved, mentee)
    its_digest = short.digest(solved.asked.document["round"])
    others = why_none_of(solved, mentee)
    return Without(row.id, "shortage", excluded, short, its_digest, others)


def shortage(solved: Solved, mentee: int) -> Shortage:
    """The Hall set that is reached from this mentee alone."""
    asked = solved.asked
    mentees, seen = [mentee], set[int]()
    for who in mentees:  # the list grows while it is walked
        for mentor in asked.mentees[who].mentors:
            if mentor not in seen:
                seen.add(mentor)
                mentees += solved.there[mentor]
    return Shortage(
        tuple(asked.mentees[who].id for who in sorted(mentees)),
        tuple(asked.mentors[mentor] for mentor in sorted(seen)),
        sum(asked.places[mentor] for mentor in seen),
    )


def _not(solved: Solved, mentee: int, mentor: int, found: Rearranged | None) -> NotThat:
    names = solved.names(mentee, mentor)
    if found is None:
        return NotThat(*names, "floors")
    cost = Worth.of(found.cost)
    against = tuple(solved.asked.mentees[who].id for who, _ in found.moves[1:])
    if cost.matched or cost.points:
        cause: Cause = "number" if cost.matched else "points"
        return NotThat(*names, cause, cost=cost, against=against)
    then = sum(_draw(solved, who, place) for who, place in found.moves)
    now = sum(_draw(solved, who, solved.held[who]) for who, _ in found.moves)
    return NotThat(*names, "draw", cost=cost, draws=(then, now), against=against)


def _draw(solved: Solved, who: int, place: int) -> int:
    return solved.draw(who, place) if solved.is_mentor(place) else 0


def excluded_by(solved: Answered, mentee: int, exclusions: Exclusions) -> dict[str, int]:
    """The mentors whom this mentee may not have, by the codes of the rules."""
    found: dict[str, int] = {}
    candidates = set(solved.asked.mentees[mentee].mentors)
    for mentor in range(len(solved.asked.mentors)):
        if mentor not in candidates:
            code = " or ".join(exclusions.codes(solved.asked, mentee, mentor))
            found[code] = found.get(code, 0) + 1
    return found
