"""Why a stable answer is as it is: what either side wants more, and who is in the way.

There are no prices. Each mentee has the first mentor of its own order who would have it, given all
others; whoever stands before is full with mentees whom that mentor wants more (`matching.md` 11).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from baraza.matching.domain.explaining.exhibits import Exclusions, Parts
from baraza.matching.domain.explaining.solved import Answered
from baraza.matching.domain.explaining.why import excluded_by
from baraza.matching.domain.v1.certificate import strict
from baraza.matching.domain.v1.policy import together
from baraza.matching.domain.v1.stable import Stable, read_instance
from baraza.matching.domain.v1.stable.instance import Wish, Wishes

Declined = Literal["excluded", "own_order", "outranked"]


@dataclass(frozen=True)
class Taken:
    """The mentor that a mentee has; points are each side's own."""

    mentee: str
    mentor: str
    mentee_points: int
    mentor_points: int
    rank: int  # of this mentor in the mentee's own order, the draw included
    candidates: int
    parts: Mapping[str, int] | None = None  # None: the scores exhibit was not given


@dataclass(frozen=True)
class NotTaken:
    """A mentor that a mentee does not have: excluded, wanted less than the one it has, or full with
    others. `wants` are the points and draws of the mentor for the mentee, then for the least wanted
    of those whom it has; the larger points go first, then the larger draw."""

    mentee: str
    mentor: str
    has: str | None
    cause: Declined
    codes: tuple[str, ...] = ()
    places: int = 0
    least: str | None = None
    wants: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Passed:
    """A mentee without a mentor."""

    mentee: str
    reason: Literal["no_candidate", "outranked"]
    excluded: Mapping[str, int] = field(default_factory=dict)
    candidates: tuple[NotTaken, ...] = ()


@dataclass(frozen=True)
class Ordered(Answered):
    """A stable answer, with both orders."""

    both: Stable

    @classmethod
    def read(cls, instance: bytes, result: bytes) -> "Ordered":
        both = read_instance(instance)
        mentors = {id_: at for at, id_ in enumerate(both.asked.mentors)}
        mate = dict(strict(result)["pairs"])
        held = (mentors.get(mate.get(row.id, ""), len(mentors)) for row in both.asked.mentees)
        return cls(together(both), tuple(held), both)

    @cached_property
    def wishes(self) -> Wishes:
        return self.both.wishes()

    @cached_property
    def there(self) -> tuple[tuple[int, ...], ...]:
        """Who is with each mentor, the least wanted first."""
        found: list[list[tuple[Wish, int]]] = [[] for _ in self.asked.mentors]
        for who, mentor in enumerate(self.held):
            if self.is_mentor(mentor):
                found[mentor].append((self.wanted_by(mentor, who), who))
        return tuple(tuple(who for _, who in sorted(each)) for each in found)

    def wants(self, mentee: int, mentor: int) -> Wish:
        at = self.asked.mentees[mentee].mentors.index(mentor)
        return self.wishes.of_mentee[mentee][at]

    def wanted_by(self, mentor: int, mentee: int) -> Wish:
        at = self.asked.mentees[mentee].mentors.index(mentor)
        return self.wishes.of_mentor[mentee][at]


def taken(solved: Ordered, mentee: int, parts: Parts | None = None) -> Taken | None:
    """None: this mentee has no mentor."""
    mentor, row = solved.held[mentee], solved.asked.mentees[mentee]
    if not solved.is_mentor(mentor):
        return None
    mine = solved.wants(mentee, mentor)
    return Taken(
        mentee=row.id,
        mentor=solved.asked.mentors[mentor],
        mentee_points=mine[0],
        mentor_points=solved.wanted_by(mentor, mentee)[0],
        rank=1 + sum(other > mine for other in solved.wishes.of_mentee[mentee]),
        candidates=len(row.mentors),
        parts=dict(zip(parts.names, parts.of[mentee, mentor], strict=True)) if parts else None,
    )


def not_taken(
    solved: Ordered, mentee: int, mentor: int, exclusions: Exclusions | None = None
) -> NotTaken:
    """Of a mentor that this mentee does not have."""
    names, has = solved.names(mentee, mentor), solved.held[mentee]
    if mentor not in solved.asked.mentees[mentee].mentors:
        codes = exclusions.codes(solved.asked, mentee, mentor) if exclusions else ()
        return NotTaken(*names, "excluded", codes)
    if solved.is_mentor(has) and solved.wants(mentee, has) > solved.wants(mentee, mentor):
        return NotTaken(*names, "own_order")
    there, places = solved.there[mentor], solved.asked.places[mentor]
    if not there:  # a mentor without places
        return NotTaken(*names, "outranked", places=places)
    wants = tuple(solved.wanted_by(mentor, who)[:2] for who in (mentee, there[0]))
    least = solved.asked.mentees[there[0]].id
    return NotTaken(*names, "outranked", places=places, least=least, wants=wants)


def none_taken(solved: Ordered, mentee: int) -> tuple[NotTaken, ...]:
    """Every candidate that this mentee does not have, in the mentee's own order."""
    mentors = solved.asked.mentees[mentee].mentors
    order = sorted(mentors, key=lambda mentor: solved.wants(mentee, mentor), reverse=True)
    return tuple(
        not_taken(solved, mentee, mentor) for mentor in order if mentor != solved.held[mentee]
    )


def passed(solved: Ordered, mentee: int, exclusions: Exclusions | None = None) -> Passed | None:
    """None: this mentee has a mentor."""
    row = solved.asked.mentees[mentee]
    if solved.is_mentor(solved.held[mentee]):
        return None
    excluded = excluded_by(solved, mentee, exclusions) if exclusions else {}
    if not row.mentors:
        return Passed(row.id, "no_candidate", excluded)
    return Passed(row.id, "outranked", excluded, none_taken(solved, mentee))
