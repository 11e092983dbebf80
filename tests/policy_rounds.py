"""Rounds under other policies: deferred acceptance, and floors on groups that cross."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any

from hypothesis import strategies as st

from baraza.matching.domain.v1.certificate import LOW, Instance, canonical, draw_of
from baraza.matching.domain.v1.crossing import Crossing
from baraza.matching.domain.v1.stable import Stable
from rounds import DATA, all_answers, instance

Points = Mapping[int, tuple[int, int]]
"""Of a mentee: mentor's number to points of the mentee and of the mentor."""


def stable_instance(places: Sequence[int], rows: Sequence[Points]) -> dict[str, Any]:
    document = instance("stable-1", places, [{j: p[0] for j, p in row.items()} for row in rows])
    document["format"] = "baraza-matching-stable-instance/1"
    del document["floors"]
    for row, points in zip(document["mentees"], rows, strict=True):
        row["mentee_points"] = row.pop("scores")
        row["mentor_points"] = [points[j][1] for j in sorted(points)]
    return document


def crossing_instance(
    places: Sequence[int],
    rows: Sequence[Mapping[int, int]],
    groups: Sequence[tuple[Sequence[int], int]],
) -> dict[str, Any]:
    """Groups are members by position, and a floor."""
    document = instance("crossing-1", places, rows)
    document["format"] = "baraza-matching-crossing-instance/1"
    del document["floors"], document["groups"]
    for row in document["mentees"]:
        del row["group"]
    document["crossing"] = [
        {"id": f"q-{q:02d}", "members": sorted(members), "floor": floor}
        for q, (members, floor) in enumerate(groups)
    ]
    return document


@st.composite
def stable_rounds(draw: st.DrawFn, *, mentees: int = 6) -> bytes:
    """Up to 6 x 4, few different points, so that the draw decides often; 0 places too."""
    places = draw(st.lists(st.integers(0, 3), max_size=4))
    points = st.sampled_from([0, 1, 2, 700])
    pair = st.tuples(points, points)
    row = st.dictionaries(st.integers(1, max(1, len(places))), pair) if places else st.just({})
    return canonical(stable_instance(places, draw(st.lists(row, max_size=mentees))))


@st.composite
def crossing_rounds(draw: st.DrawFn) -> bytes:
    """Up to 6 x 4 and three groups that share members, with floors that may be out of reach."""
    places = draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
    score = st.sampled_from([0, 1, 2, 5, 700])
    row = st.dictionaries(st.integers(1, len(places)), score)
    rows = draw(st.lists(row, min_size=1, max_size=6))
    who = st.integers(0, len(rows) - 1)
    groups = [
        (sorted(members), draw(st.integers(0, len(members))))
        for members in draw(st.lists(st.sets(who), max_size=3))
    ]
    return canonical(crossing_instance(places, rows, groups))


def made_crossing(seed: int, mentees: int, mentors: int, per_cent: int) -> bytes:
    """A larger round: regions, two genders, three sizes; floors at so much of the equal share."""
    chance = Random(seed)  # noqa: S311 - rounds to test with
    places = [chance.randint(1, 3) for _ in range(mentors)]
    rows = [
        {j: chance.randint(0, 9_000) for j in chance.sample(range(1, mentors + 1), 8)}
        for _ in range(mentees)
    ]
    kinds = [[chance.randrange(n) for _ in rows] for n in (5, 2, 3)]
    sets = [
        [who for who, kind in enumerate(of) if kind == each]
        for of, n in zip(kinds, (5, 2, 3), strict=True)
        for each in range(n)
    ]
    share = min(sum(places), mentees)
    groups = [(one, len(one) * share * per_cent // (mentees * 100)) for one in sets]
    return canonical(crossing_instance(places, rows, groups))


Order = dict[tuple[str, str], tuple[int, int]]


def both_orders(asked: Stable) -> tuple[Order, Order]:
    """What each candidate pair is worth to its mentee and to its mentor."""
    mine: Order = {}
    theirs: Order = {}
    for row, points in zip(asked.asked.mentees, asked.mentor_points, strict=True):
        for j, own, other in zip(row.mentors, row.scores, points, strict=True):
            mentor = asked.asked.mentors[j]
            draw = draw_of(asked.asked.seed, row.id, mentor)
            mine[row.id, mentor] = (own, draw)
            theirs[row.id, mentor] = (other, draw)
    return mine, theirs


def stable_answers(asked: Stable) -> Iterator[dict[str, str]]:
    """Every matching in which no pair has a grievance, by the words of the definition."""
    orders = both_orders(asked)
    for _, pairs in all_answers(asked.asked, drawn=False):
        if not any(grievances(asked, pairs, orders)):
            yield pairs


def grievances(
    asked: Stable, pairs: Mapping[str, str], orders: tuple[Order, Order]
) -> Iterator[tuple[str, str]]:
    room = dict(zip(asked.asked.mentors, asked.asked.places, strict=True))
    mine, theirs = orders
    for mentee, mentor in mine:
        has = pairs.get(mentee)
        if has is not None and mine[mentee, mentor] <= mine[mentee, has]:
            continue
        held = [one for one, other in pairs.items() if other == mentor]
        if len(held) < room[mentor] or any(
            theirs[one, mentor] < theirs[mentee, mentor] for one in held
        ):
            yield mentee, mentor


def permuted(asked: Instance, chance: Random) -> tuple[Instance, list[int], list[list[int]]]:
    """The same question with its lists in another order, as no file may have them.

    Also the old position of each mentee, and the old place in its row of each candidate.
    """
    mentors = chance.sample(range(len(asked.mentors)), len(asked.mentors))
    now = {old: new for new, old in enumerate(mentors)}
    mentees = chance.sample(range(len(asked.mentees)), len(asked.mentees))
    rows, within = [], []
    for old in mentees:
        row = asked.mentees[old]
        order = chance.sample(range(len(row.mentors)), len(row.mentors))
        within.append(order)
        rows.append(
            replace(
                row,
                mentors=tuple(now[row.mentors[at]] for at in order),
                scores=tuple(row.scores[at] for at in order),
            )
        )
    other = replace(
        asked,
        mentors=tuple(asked.mentors[old] for old in mentors),
        places=tuple(asked.places[old] for old in mentors),
        mentees=tuple(rows),
    )
    return other, mentees, within


def answers_that_keep(asked: Crossing) -> list[tuple[int, dict[str, str]]]:
    """Of the matchings of most pairs, those that keep every floor, with their composites."""
    every = [(total, dict(pairs)) for total, pairs in all_answers(asked.asked)]
    most = max(len(pairs) for _, pairs in every)
    return [
        (total, pairs)
        for total, pairs in every
        if len(pairs) == most
        and all(
            sum(asked.asked.mentees[who].id in pairs for who in group.members) >= group.floor
            for group in asked.groups
        )
    ]


def points_of(total: int) -> int:
    return (total >> LOW) & ((1 << 40) - 1)


def issue_159_ordered(places: int) -> dict[str, Any]:
    """The residents and hospitals of the development data, each side with its own order."""
    told = json.loads((DATA / "joss-matching" / "issue_159.json").read_text())
    hospitals = {int(name): list(row) for name, row in told["hospitals"].items()}
    residents = {int(name): list(row) for name, row in told["residents"].items()}
    number = {hospital: at for at, hospital in enumerate(sorted(hospitals), 1)}
    rows = [
        {
            number[h]: (1_000 - residents[r].index(h), 1_000 - hospitals[h].index(r))
            for h in residents[r]
            if r in hospitals.get(h, [])
        }
        for r in sorted(residents)
    ]
    return stable_instance([places] * len(hospitals), rows)
