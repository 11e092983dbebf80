"""The result as a file: the same bytes for the same answer, whoever found it."""

from collections.abc import Iterable, Sequence
from typing import Any

from baraza.matching.domain.v1.certificate import (
    BASE,
    DRAW,
    LOW,
    RESULT,
    Instance,
    canonical,
    draw_of,
    split,
)
from baraza.matching.engine.floors import Floors


def written(asked: Instance, floors: Floors, held: Sequence[int], price: Sequence[int]) -> bytes:
    """`held`: the place of each mentee; `price`: of each place, mentors before bypasses."""
    mentors = len(asked.mentors)
    got = list(_composites(asked, held))
    total = sum(got)
    return canonical(
        {
            "format": RESULT,
            "instance": asked.digest,
            "floors": list(floors.vector),
            "floor_proofs": [_proof(asked, *proof) for proof in floors.proofs],
            "pairs": [
                [row.id, asked.mentors[place]]
                for row, place in zip(asked.mentees, held, strict=True)
                if place < mentors
            ],
            "matched": total >> (LOW + DRAW),
            "welfare": (total >> LOW) & (BASE - 1),
            "lottery_total": str(total & ((1 << LOW) - 1)),
            "prices": {
                "mentees": _prices(w - price[place] for w, place in zip(got, held, strict=True)),
                "mentors": _prices(price[:mentors]),
                "groups": _prices(price[mentors:]),
            },
        }
    )


def _composites(asked: Instance, held: Sequence[int]) -> Iterable[int]:
    """What each mentee's place counts in the one sum; a bypass counts nothing."""
    seed, mentors = asked.seed, len(asked.mentors)
    for row, place in zip(asked.mentees, held, strict=True):
        if place >= mentors:
            yield 0
        else:
            score = row.scores[row.mentors.index(place)]
            yield ((BASE + score) << LOW) + draw_of(seed, row.id, asked.mentors[place])


def _proof(
    asked: Instance, group: int, together: Sequence[int], mentors: Sequence[int]
) -> dict[str, Any]:
    return {
        "group": asked.groups[group],
        "with": [asked.groups[g] for g in together],
        "mentors": list(mentors),
    }


def _prices(prices: Iterable[int]) -> list[list[int | str]]:
    return [split(price) for price in prices]
