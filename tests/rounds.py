"""Rounds to test with: small ones from strategies, real ones from the development data."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from operator import lt
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from baraza.matching.domain.v1.certificate import BASE, LOW, Instance, canonical, draw_of

DATA = Path(
    os.environ.get("BARAZA_TEST_DATA", Path(__file__).parents[1] / ".." / "shared" / "data")
)


def instance(
    round_: str,
    places: Sequence[int],
    candidates: Sequence[Mapping[int, int]],
    *,
    groups: Sequence[str] = ("all",),
    group_of: Sequence[int] | None = None,
    targets: Sequence[int] | None = None,
) -> dict[str, Any]:
    """The common form of the development data: ids by number, candidates by mentor's number."""
    labels = group_of or [0] * len(candidates)
    return {
        "format": "baraza-matching-instance/1",
        "round": round_,
        "weights": "test/1",
        "scores_exhibit": None,
        "groups": list(groups),
        "floors": {"targets": list(targets or [0] * len(groups))},
        "mentors": [{"id": f"r-{j:04d}", "places": c} for j, c in enumerate(places, 1)],
        "mentees": [
            {
                "id": f"e-{i:04d}",
                "group": groups[label],
                "mentors": [j - 1 for j in sorted(row)],
                "scores": [row[j] for j in sorted(row)],
            }
            for i, (row, label) in enumerate(zip(candidates, labels, strict=True), 1)
        ],
        "lottery": {
            "beacon": "test",
            "pulse": 1,
            "checkpoint_root": "0" * 64,
            "checkpoint_size": 1,
            "draw": 0,
            "randomness": "11" * 32,
        },
    }


@st.composite
def small_rounds(
    draw: st.DrawFn, *, mentees: int = 6, mentors: int = 4, floors: bool = False
) -> bytes:
    """Up to 6 x 4, few different scores, so that ties are common; 0 places, no candidates too.

    With `floors`, every group has a target from 0 to its size.
    """
    places = draw(st.lists(st.integers(0, 3), max_size=mentors))
    score = st.sampled_from([0, 1, 2, 5, 700])
    row = st.dictionaries(st.integers(1, max(1, len(places))), score) if places else st.just({})
    rows = draw(st.lists(row, max_size=mentees))
    groups = draw(st.integers(1, 3))
    group_of = draw(st.lists(st.integers(0, groups - 1), min_size=len(rows), max_size=len(rows)))
    labels = [f"g{at}" for at in range(groups)]
    sizes = [group_of.count(at) for at in range(groups)]
    targets = [draw(st.integers(0, size)) for size in sizes] if floors else None
    asked = instance("small-1", places, rows, groups=labels, group_of=group_of, targets=targets)
    return canonical(asked)


def all_answers(asked: Instance, *, drawn: bool = True) -> Iterator[tuple[int, dict[str, str]]]:
    """Every matching that keeps the places, with its composite total."""
    seed, room = asked.seed, list(asked.places)

    def onward(at: int, total: int, pairs: dict[str, str]) -> Iterator[tuple[int, dict[str, str]]]:
        if at == len(asked.mentees):
            yield total, dict(pairs)
            return
        yield from onward(at + 1, total, pairs)
        row = asked.mentees[at]
        for j, score in zip(row.mentors, row.scores, strict=True):
            if room[j]:
                room[j] -= 1
                lucky = draw_of(seed, row.id, asked.mentors[j]) if drawn else 0
                weight = ((BASE + score) << LOW) + lucky
                yield from onward(at + 1, total + weight, pairs | {row.id: asked.mentors[j]})
                room[j] += 1

    return onward(0, 0, {})


def best_floors(asked: Instance) -> list[int]:
    """Level 1 by its words: of all matchings, the vector whose sorted rates are the largest."""
    vectors = {matched_by_group(asked, pairs) for _, pairs in all_answers(asked, drawn=False)}
    capped: set[tuple[int, ...]] = {tuple(map(min, vector, asked.targets)) for vector in vectors}
    rated = [g for g, size in enumerate(asked.sizes) if size]

    def worth(vector: tuple[int, ...]) -> tuple[list[Fraction], tuple[int, ...]]:
        return sorted(Fraction(vector[g], asked.sizes[g]) for g in rated), vector

    best = max(capped, key=worth)
    return [*best]


def matched_by_group(asked: Instance, pairs: Mapping[str, str]) -> tuple[int, ...]:
    groups = [row.group for row in asked.mentees if row.id in pairs]
    return tuple(groups.count(g) for g in range(len(asked.groups)))


def keeps(asked: Instance, pairs: Mapping[str, str], floors: Sequence[int]) -> bool:
    return not any(map(lt, matched_by_group(asked, pairs), floors))


def best_answers(
    asked: Instance, *, drawn: bool = True, floors: Sequence[int] = ()
) -> tuple[int, list[dict[str, str]]]:
    """The greatest total and every matching that reaches it, of those that keep the floors."""
    best, found = -1, list[dict[str, str]]()
    for total, pairs in all_answers(asked, drawn=drawn):
        if floors and not keeps(asked, pairs, floors):
            continue
        if total > best:
            best, found = total, []
        if total == best:
            found.append(pairs)
    return best, found


# --- the development data, mapped as its page says ---


def glasgow(name: str, round_: str) -> dict[str, Any]:
    lines = (DATA / "preflib" / name).read_text().splitlines()
    projects = next(int(x.split(":")[1]) for x in lines if "NUMBER ALTERNATIVES" in x)
    rows = []
    for line in (x for x in lines if not x.startswith("#")):
        count, _, order = line.partition(":")
        ranked, _, tied = order.partition("{")
        row = {int(p): max(10, 100 - 10 * k) for k, p in enumerate(filter(None, _split(ranked)))}
        row |= {int(p): 1 for p in _split(tied.rstrip("} ")) if p}
        rows += [row] * int(count)
    return instance(round_, [1] * projects, rows)


def _split(order: str) -> list[str]:
    return [part.strip() for part in order.split(",") if part.strip()]


def conference(places: int, *, grouped: bool = False) -> dict[str, Any]:
    lines = (DATA / "preflib" / "00039-00000001.cat").read_text().splitlines()
    papers = next(int(x.split(":")[1]) for x in lines if "NUMBER ALTERNATIVES" in x)
    rows: list[dict[int, int]] = [{} for _ in range(papers)]
    reviewers = [x for x in lines if not x.startswith("#")]
    for reviewer, line in enumerate(reviewers, 1):
        for score, bids in zip((100, 60), _categories(line.partition(":")[2]), strict=False):
            for paper in bids:
                rows[paper - 1][reviewer] = score
    if not grouped:
        return instance(f"csconf1-{places}", [places] * len(reviewers), rows)
    return instance(
        f"csconf1-{places}-groups",
        [places] * len(reviewers),
        rows,
        groups=("g0", "g1", "g2"),
        group_of=[at % 3 for at in range(papers)],
        targets=(18, 18, 18),
    )


def _categories(text: str) -> list[list[int]]:
    """`{1,2},3,{}` -> [[1, 2], [3], []]."""
    found, rest = [], text.strip()
    while rest:
        if rest.startswith("{"):
            inner, _, rest = rest[1:].partition("}")
            found.append([int(x) for x in _split(inner)])
            rest = rest.removeprefix(",").strip()
        else:
            one, _, rest = rest.partition(",")
            found.append([int(one)])
    return found


def ariel() -> dict[str, Any]:
    told = json.loads((DATA / "fairpyx" / "ariel_5783_input.json").read_text())
    courses = {course: at for at, course in enumerate(told["item_capacities"], 1)}
    rows = [
        {
            courses[course]: value
            for course, value in values.items()
            if value and course not in told["agent_conflicts"].get(student, [])
        }
        for student, values in told["valuations"].items()
    ]
    places = [max(1, size // 80) for size in told["item_capacities"].values()]
    return instance("ariel-5783", places, rows)


def issue_159(places: int) -> dict[str, Any]:
    told = json.loads((DATA / "joss-matching" / "issue_159.json").read_text())
    hospitals = {int(name): list(row) for name, row in told["hospitals"].items()}
    residents = {int(name): list(row) for name, row in told["residents"].items()}
    document = instance(f"issue-159-{places}", [], [])
    order = sorted(hospitals)
    document["mentors"] = [{"id": f"r-{h:04d}", "places": places} for h in order]
    for resident in sorted(residents):
        row = residents[resident]
        both = [h for h in order if h in row and resident in hospitals[h]]
        document["mentees"].append(
            {
                "id": f"e-{resident:04d}",
                "group": "all",
                "mentors": [order.index(h) for h in both],
                "scores": [
                    200 - 10 * row.index(h) - 10 * hospitals[h].index(resident) for h in both
                ],
            }
        )
    return document
