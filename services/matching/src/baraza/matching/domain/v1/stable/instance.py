"""What is asked when both sides order each other: points of either side for each candidate.

More points come first, then the larger draw of the pair, for both sides. An order that the draw
leaves open is reason 18, as in any other round: it is drawn again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from baraza.matching.domain.v1.certificate import MOST_POINTS, Instance, Rejected, draw_of
from baraza.matching.domain.v1.steps import is_count, listed, members, must, ordinary, read_document

INSTANCE = "baraza-matching-stable-instance/1"
_MEMBERS = {"round", "weights", "scores_exhibit", "groups", "mentors", "mentees", "lottery"}
_ROW = {"id", "group", "mentors", "mentee_points", "mentor_points"}

Wish = tuple[int, int, int]
"""Points, the draw, and what stands for both where they are equal: of two the larger is wanted
more. The last is there to make even an answer that is void the same on every machine."""


@dataclass(frozen=True)
class Stable:
    """An instance whose form was checked; candidates of a mentee stand as the file lists them."""

    asked: Instance  # its scores are the mentees' points
    mentor_points: tuple[tuple[int, ...], ...]

    def wishes(self) -> "Wishes":
        asked, seed = self.asked, self.asked.seed
        of_mentee: list[tuple[Wish, ...]] = []
        of_mentor: list[tuple[Wish, ...]] = []
        for who, row in enumerate(asked.mentees):
            draws = [draw_of(seed, row.id, asked.mentors[j]) for j in row.mentors]
            last = [-j for j in row.mentors]
            of_mentee.append(tuple(zip(row.scores, draws, last, strict=True)))
            theirs = self.mentor_points[who]
            of_mentor.append(tuple(zip(theirs, draws, [-who] * len(draws), strict=True)))
        return Wishes(tuple(of_mentee), tuple(of_mentor))


@dataclass(frozen=True)
class Wishes:
    """For each candidate of each mentee: how much the mentee wants it, and it the mentee."""

    of_mentee: tuple[tuple[Wish, ...], ...]
    of_mentor: tuple[tuple[Wish, ...], ...]

    def must_be_drawn(self, asked: Instance) -> None:
        """Reason 18 where two wishes of one person have equal points and equal draws."""
        by_mentor: list[list[Wish]] = [[] for _ in asked.mentors]
        for row, mine, theirs in zip(asked.mentees, self.of_mentee, self.of_mentor, strict=True):
            _must_differ(mine, row.id)
            for j, wish in zip(row.mentors, theirs, strict=True):
                by_mentor[j].append(wish)
        for mentor, wishes in zip(asked.mentors, by_mentor, strict=True):
            _must_differ(wishes, mentor)


def read_instance(data: bytes) -> Stable:
    """Step 1. The instance in its one form, else reason 1."""
    try:
        document, its_digest = read_document(data, INSTANCE, _MEMBERS)
        rows = [members(row, _ROW) for row in listed(document["mentees"], "mentees")]
        asked = ordinary(
            document,
            its_digest,
            floors={"targets": [0] * len(listed(document["groups"], "groups"))},
            mentees=[_as_ordinary(row) for row in rows],
        )
        return Stable(asked, tuple(_mentor_points(row) for row in rows))
    except ValueError as wrong:
        raise Rejected(1, f"the instance is not well formed: {wrong}") from None


def _as_ordinary(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "group": row["group"],
        "mentors": row["mentors"],
        "scores": row["mentee_points"],
    }


def _mentor_points(row: dict[str, Any]) -> tuple[int, ...]:
    points = listed(row["mentor_points"], "mentor_points")
    must(len(points) == len(row["mentors"]), "as many points of mentors as mentors")
    must(all(is_count(each) and each < MOST_POINTS for each in points), "points")
    return tuple(points)


def _must_differ(wishes: Sequence[Wish], who: str) -> None:
    if any(a[:2] == b[:2] for a, b in pairwise(sorted(wishes))):
        raise Rejected(18, f"equal points and equal draws for {who}: the draw does not decide")
