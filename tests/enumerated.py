"""What is best by the words of the question: every matching of a small round is looked at.

Nothing here is shared with an engine or with the verifier but the reading of the file and the
draws: levels are compared as they are published, one after the other, and not as one number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from baraza.matching.domain.v1.certificate import Instance, canonical, draw_of
from rounds import instance

Levels = tuple[int, int, int]
"""Mentees matched, points, draws: each complete before the next is looked at."""


@dataclass(frozen=True)
class Best:
    floors: tuple[int, ...]
    levels: Levels
    answers: tuple[Mapping[str, str], ...]  # all that reach these levels
    number_without_floors: int


def best(asked: Instance, *, drawn: bool = True) -> Best:
    """All four levels of the question, by complete enumeration."""
    every = list(_matchings(asked, drawn=drawn))
    capped = {tuple(map(min, counts, asked.targets)) for counts, _, _ in every}
    floors = max(capped, key=lambda vector: (_rates(asked, vector), vector))
    kept = [one for one in every if all(map(int.__ge__, one[0], floors))]
    top = max(levels for _, levels, _ in kept)
    return Best(
        floors=floors,
        levels=top,
        answers=tuple(pairs for _, levels, pairs in kept if levels == top),
        number_without_floors=max(levels[0] for _, levels, _ in every),
    )


def _rates(asked: Instance, vector: tuple[int, ...]) -> list[Fraction]:
    rated = zip(vector, asked.sizes, strict=True)
    return sorted(Fraction(count, size) for count, size in rated if size)


def _matchings(
    asked: Instance, *, drawn: bool
) -> Iterator[tuple[tuple[int, ...], Levels, Mapping[str, str]]]:
    """Every matching that keeps the places: matched by group, levels, pairs."""
    seed, room = asked.seed, list(asked.places)
    draws = {
        (row.id, j): draw_of(seed, row.id, asked.mentors[j]) if drawn else 0
        for row in asked.mentees
        for j in row.mentors
    }
    counts = [0] * len(asked.groups)
    pairs: dict[str, str] = {}

    def onward(at: int, levels: Levels) -> Iterator[tuple[tuple[int, ...], Levels, dict[str, str]]]:
        if at == len(asked.mentees):
            yield tuple(counts), levels, dict(pairs)
            return
        yield from onward(at + 1, levels)
        row = asked.mentees[at]
        for j, score in zip(row.mentors, row.scores, strict=True):
            if room[j]:
                room[j] -= 1
                counts[row.group] += 1
                pairs[row.id] = asked.mentors[j]
                matched, points, lucky = levels
                yield from onward(at + 1, (matched + 1, points + score, lucky + draws[row.id, j]))
                del pairs[row.id]
                counts[row.group] -= 1
                room[j] += 1

    return onward(0, (0, 0, 0))


def made(seed: int) -> bytes:
    """A round of up to 6 x 4 by its number: scarce places, few different scores, so that ties are
    common; groups of unequal size, with targets of nothing, of some or of all their members."""
    chance = Random(seed)  # noqa: S311 - rounds to test with
    mentees, mentors = chance.choice([1, 2, 3, 4, 5, 5, 6, 6, 6]), chance.choice([1, 2, 3, 3, 4, 4])
    places = [chance.choice([0, 1, 1, 1, 2, 3]) for _ in range(mentors)]
    scores = chance.choice([[0], [0, 1], [0, 1, 2, 5, 700], [1_048_575, 0, 11_000]])
    dense = chance.choice([0.3, 0.5, 0.8])
    rows = [
        {j: chance.choice(scores) for j in range(1, mentors + 1) if chance.random() < dense}
        for _ in range(mentees)
    ]
    labels = ["all"] if chance.random() < 0.2 else ["a", "b", "c"][: chance.choice([2, 2, 3])]
    weights = [5, 2, 1][: len(labels)]
    group_of = chance.choices(range(len(labels)), weights, k=mentees)
    chance.shuffle(labels)
    sizes = [group_of.count(g) for g in range(len(labels))]
    targets = [chance.choice([0, size, chance.randint(0, size)]) for size in sizes]
    asked = instance(
        f"made-{seed}", places, rows, groups=labels, group_of=group_of, targets=targets
    )
    return canonical(asked)
