"""The two exhibits beside an instance, read as far as the files themselves can be held to account.

What follows from the facts of the log is another matter: `round.check_frozen` makes both again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Self

from baraza.matching.domain.v1.certificate import Instance, Rejected, digest, strict
from baraza.matching.domain.v1.points import MENTEES_OWN, MENTORS_OWN
from baraza.matching.domain.v1.round import CODES, EXCLUSIONS, PERSONAL, SCORES
from baraza.matching.domain.v1.stable import INSTANCE as STABLE

_SCORES, _EXCLUSIONS = 24, 25  # reasons of `matching.md` 9


@dataclass(frozen=True)
class Parts:
    """Of which parts the score of each candidate pair is the sum."""

    names: tuple[str, ...]
    of: Mapping[tuple[int, int], tuple[int, ...]]  # by positions of mentee and mentor

    @classmethod
    def read(cls, asked: Instance, exhibit: bytes) -> "Parts":
        """Raises `Rejected` 24: another file, not a row for each candidate, or a wrong sum."""
        if digest(exhibit) != asked.document["scores_exhibit"]:
            raise Rejected(_SCORES, "these are not the scores that the instance names")
        document = _object(exhibit, {"weights", "parts", "rows"}, SCORES, asked, _SCORES)
        names = document["parts"]
        if document["weights"] != asked.document["weights"] or not _all(names, str):
            raise Rejected(_SCORES, "weights or the names of the parts")
        rows = document["rows"]
        if type(rows) is not list or not all(_counts(row, 2 + len(names)) for row in rows):
            raise Rejected(_SCORES, "a row is mentee, mentor, and a number for each part")
        due = ((i, j) for i, row in enumerate(asked.mentees) for j in row.mentors)
        if [(row[0], row[1]) for row in rows] != list(due):
            raise Rejected(_SCORES, "not one row for each candidate pair, ascending")
        for (i, j, *points), (stated, counted) in zip(rows, _stated(asked, names), strict=True):
            made = [sum(points[at] for at in which) for which in counted]
            if made != stated:
                who, whom = asked.mentees[i].id, asked.mentors[j]
                what = f"the parts make {_and(made)}, not {_and(stated)}"
                raise Rejected(_SCORES, f"{who} and {whom}: {what}")
        return cls(tuple(names), {(i, j): tuple(points) for i, j, *points in rows})


@dataclass(frozen=True)
class Exclusions:
    """Which pairs are no candidates for reasons of their own, and how many by which rule."""

    counts: Mapping[str, int]
    personal: frozenset[tuple[int, int]]

    @classmethod
    def read(cls, asked: Instance, exhibit: bytes) -> Self:
        """Raises `Rejected` 25: another form or round, a pair listed that is a candidate, or counts
        that do not come to all pairs that are none."""
        document = _object(exhibit, {"counts", "personal"}, EXCLUSIONS, asked, _EXCLUSIONS)
        counts, listed = document["counts"], document["personal"]
        if type(counts) is not dict or not set(counts) <= set(CODES):
            raise Rejected(_EXCLUSIONS, "an unknown code")
        if not all(type(count) is int and count > 0 for count in counts.values()):
            raise Rejected(_EXCLUSIONS, "a count is a number from 1")
        if type(listed) is not list or not all(_counts(pair, 2) for pair in listed):
            raise Rejected(_EXCLUSIONS, "a personal pair is mentee and mentor")
        if any(before >= after for before, after in pairwise(listed)):
            raise Rejected(_EXCLUSIONS, "personal pairs are not ascending")
        for i, j in listed:
            if i >= len(asked.mentees) or j >= len(asked.mentors):
                raise Rejected(_EXCLUSIONS, f"no such pair: {i}, {j}")
            if j in asked.mentees[i].mentors:
                who, whom = asked.mentees[i].id, asked.mentors[j]
                raise Rejected(_EXCLUSIONS, f"{who} and {whom} are excluded, and candidates")
        if counts.get(PERSONAL, 0) != len(listed):
            raise Rejected(_EXCLUSIONS, "personal pairs are not counted as listed")
        candidates = sum(len(row.mentors) for row in asked.mentees)
        none = len(asked.mentees) * len(asked.mentors) - candidates
        if sum(counts.values()) != none:
            raise Rejected(_EXCLUSIONS, f"{sum(counts.values())} counted, {none} no candidates")
        return cls(counts, frozenset((i, j) for i, j in listed))

    def codes(self, asked: Instance, mentee: int, mentor: int) -> tuple[str, ...]:
        """The rules by which this pair may be excluded: one where the files tell which.

        Rules that rest on what a person entered are told by code for all pairs together; whoever
        has the log derives them for each.
        """
        if (mentee, mentor) in self.personal:
            return (PERSONAL,)
        if asked.mentees[mentee].id == asked.mentors[mentor]:
            return ("self",)
        among = CODES[1:3] if asked.places[mentor] == 0 else CODES[1:]
        return tuple(code for code in among if code in self.counts and code != PERSONAL)


def _stated(
    asked: Instance, names: Sequence[str]
) -> Iterator[tuple[list[int], Sequence[Sequence[int]]]]:
    """What an instance says of each candidate pair, and the parts that have to make each of it:
    the score, or the points of either side."""
    if asked.document["format"] != STABLE:
        every = [range(len(names))]
        for row in asked.mentees:
            yield from (([score], every) for score in row.scores)
        return
    own = [[at for at, name in enumerate(names) if name in side] for side in _SIDES]
    for each in asked.document["mentees"]:
        both = zip(each["mentee_points"], each["mentor_points"], strict=True)
        yield from (([*points], own) for points in both)


def _and(numbers: Sequence[int]) -> str:
    return " and ".join(map(str, numbers))


_SIDES = (MENTEES_OWN, MENTORS_OWN)


def _object(
    exhibit: bytes, members: set[str], format_: str, asked: Instance, reason: int
) -> dict[str, Any]:
    try:
        found = strict(exhibit)
    except ValueError as wrong:
        raise Rejected(reason, f"the exhibit is not well formed: {wrong}") from None
    if type(found) is not dict or set(found) != members | {"format", "round"}:
        raise Rejected(reason, "the exhibit has other members")
    if (found["format"], found["round"]) != (format_, asked.document["round"]):
        raise Rejected(reason, "the exhibit has another format, or is of another round")
    return found


def _all(values: Any, kind: type) -> bool:
    return type(values) is list and all(type(value) is kind for value in values)


def _counts(row: Any, length: int) -> bool:
    return _all(row, int) and len(row) == length and all(number >= 0 for number in row)
