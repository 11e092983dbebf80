"""Selection: everybody in one published order, and the outcome as bytes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Literal

import rfc8785

from baraza.forms.v1.settlement import draw

Outcome = Literal["selected", "reserve", "declined"]


@dataclass(frozen=True)
class Marked:
    """What the order rests on: a person and the screener's marks."""

    person: str
    marks: tuple[tuple[str, int], ...]  # sorted by criterion


@dataclass(frozen=True)
class Ranked:
    person: str
    rank: int  # from 1
    points: int
    outcome: Outcome
    marks: tuple[tuple[str, int], ...]


def ranked(
    candidates: Iterable[Marked],
    weights: Mapping[str, int],
    *,
    places: int,
    minimum: int,
    randomness: str,
) -> tuple[Ranked, ...]:
    """By points, equal points by public chance; the order they come in changes nothing (I3)."""
    order = sorted(
        candidates,
        key=lambda one: (-points(one, weights), -draw(randomness, one.person), one.person),
    )
    return tuple(
        Ranked(one.person, rank, total, _outcome(rank, total, places, minimum), one.marks)
        for rank, one in enumerate(order, 1)
        for total in (points(one, weights),)
    )


def points(candidate: Marked, weights: Mapping[str, int]) -> int:
    return sum(weights[name] * mark for name, mark in candidate.marks)


def _outcome(rank: int, total: int, places: int, minimum: int) -> Outcome:
    """Below the minimum nobody follows who is above it, so ranks and outcomes agree."""
    if total < minimum:
        return "declined"
    return "selected" if rank <= places else "reserve"


def document(intake: str, criteria: int, randomness: str, order: Sequence[Ranked]) -> bytes:
    """The outcome as an exhibit, in canonical JSON (`baraza-selection/1`)."""
    rows: list[Any] = [
        {
            "person": one.person,
            "rank": one.rank,
            "points": one.points,
            "outcome": one.outcome,
            "marks": dict(one.marks),
        }
        for one in order
    ]
    return rfc8785.dumps(
        {
            "format": "baraza-selection/1",
            "intake": intake,
            "criteria": criteria,
            "randomness": randomness,
            "ranks": rows,
        }
    )


def is_rehearsal(beacon: str) -> bool:
    """Chance that anyone can foresee: only for a log under a virtual clock."""
    return beacon.partition("/")[0] == "rehearsal"


def applied_digest(people: Iterable[str]) -> str:
    """By which an intake is closed: SHA-256 of the canonical list of who applied, sorted (I27)."""
    return sha256(rfc8785.dumps(sorted(people))).hexdigest()
