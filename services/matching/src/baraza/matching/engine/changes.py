"""One input of a round that is supposed to have been otherwise."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import TypeAlias

from baraza.matching.domain.explaining import Parts
from baraza.matching.domain.v1.certificate import MOST_POINTS, Instance, Row

PLACES_MOST = 1 << 20
_NEEDS = "a weight or a part can be changed where the scores exhibit is given"


class BadChange(ValueError):
    """This cannot be supposed of this round."""


@dataclass(frozen=True)
class Places:
    """Of a mentor."""

    mentor: str
    places: int


@dataclass(frozen=True)
class Score:
    """Of a candidate pair; what a hard rule excludes is bought by no points."""

    mentee: str
    mentor: str
    score: int


@dataclass(frozen=True)
class Target:
    """Of a group: so many of its members its floor reaches for."""

    group: str
    target: int


@dataclass(frozen=True)
class Weight:
    """Each number of one part of the scores, rounded down; 110 is 10 % more."""

    part: str
    per_cent: int


@dataclass(frozen=True)
class Part:
    """One part of one candidate pair's score: an hour more, a wish that the mentor can fill.

    Measured from the part as it was frozen: of one pair, change each part once.
    """

    part: str
    mentee: str
    mentor: str
    points: int


Change: TypeAlias = Places | Score | Target | Weight | Part


@dataclass(frozen=True)
class Supposed(Instance):
    """An instance with other inputs, under the draws of the round."""

    luck: bytes

    @property
    def seed(self) -> bytes:
        return self.luck


def supposed(asked: Instance, changes: Sequence[Change], parts: Parts | None = None) -> Supposed:
    """The instance with these inputs changed, one after the other; raises `BadChange`."""
    luck = asked.seed
    for change in changes:
        asked = changed(asked, change, parts)
    return Supposed(**{one.name: getattr(asked, one.name) for one in fields(Instance)}, luck=luck)


def changed(asked: Instance, change: Change, parts: Parts | None) -> Instance:
    """The instance with this one input changed; raises `BadChange`."""
    match change:
        case Places(mentor, places):
            at = _at(asked.mentors, mentor, "mentor")
            _must(0 <= places <= PLACES_MOST, f"{places} places")
            return replace(asked, places=_with(asked.places, at, places))
        case Score(mentee, mentor, score):
            who, at = _pair(asked, mentee, mentor)
            row = _scored(asked.mentees[who], _with(asked.mentees[who].scores, at, score))
            return replace(asked, mentees=(*asked.mentees[:who], row, *asked.mentees[who + 1 :]))
        case Part(part, mentee, mentor, points):
            if parts is None:
                raise BadChange(_NEEDS)
            who, at = _pair(asked, mentee, mentor)
            row, name = asked.mentees[who], _at(parts.names, part, "part of the scores")
            score = row.scores[at] - parts.of[who, row.mentors[at]][name] + points
            return changed(asked, Score(mentee, mentor, score), None)
        case Target(group, target):
            at = _at(asked.groups, group, "group")
            _must(0 <= target <= asked.sizes[at], f"{group} has {asked.sizes[at]} members")
            return replace(asked, targets=_with(asked.targets, at, target))
        case Weight(part, per_cent):
            if parts is None:
                raise BadChange(_NEEDS)
            at = _at(parts.names, part, "part of the scores")
            _must(per_cent >= 0, f"{per_cent} per cent")
            return replace(asked, mentees=tuple(_weighed(asked, parts, at, per_cent)))


def _pair(asked: Instance, mentee: str, mentor: str) -> tuple[int, int]:
    """Of a candidate pair the mentee's position, and the mentor's among its candidates."""
    who = _at([row.id for row in asked.mentees], mentee, "mentee")
    whom, candidates = _at(asked.mentors, mentor, "mentor"), asked.mentees[who].mentors
    _must(whom in candidates, f"{mentee} and {mentor} are no possible pair")
    return who, candidates.index(whom)


def _weighed(asked: Instance, parts: Parts, at: int, per_cent: int) -> Iterator[Row]:
    for who, row in enumerate(asked.mentees):
        points = [parts.of[who, mentor][at] for mentor in row.mentors]
        scores = [
            score - worth + worth * per_cent // 100
            for score, worth in zip(row.scores, points, strict=True)
        ]
        yield _scored(row, tuple(scores))


def _scored(row: Row, scores: tuple[int, ...]) -> Row:
    _must(all(0 <= score < MOST_POINTS for score in scores), f"{row.id}: a score out of range")
    return replace(row, scores=scores)


def _with(values: Sequence[int], at: int, value: int) -> tuple[int, ...]:
    return (*values[:at], value, *values[at + 1 :])


def _at(names: Sequence[str], name: str, what: str) -> int:
    if name not in names:
        raise BadChange(f"no {what} {name} in this round")
    return names.index(name)


def _must(true: bool, what: str) -> None:
    if not true:
        raise BadChange(what)
