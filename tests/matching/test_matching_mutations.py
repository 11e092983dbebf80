"""Every single change of a result is refused, each kind by the numbers that are its own."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from baraza.matching import engine
from baraza.matching.domain.v1.certificate import (
    BASE,
    DRAW,
    LOW,
    Instance,
    Rejected,
    canonical,
    draw_of,
    read_instance,
    verify,
)
from enumerated import made
from rounds import instance

EXAMPLES = Path(__file__).parent / "examples"
INSTANCE = (EXAMPLES / "matching-instance.json").read_bytes()
RESULT = (EXAMPLES / "matching-result.json").read_bytes()

ALLOWED: dict[str, set[int]] = {
    "digest": {2},
    "form": {2, 3, 6, 8, 10, 16},
    "pair dropped": {7, 14},
    "pair moved": {4, 5, 14},
    "pair given away": {3, 4, 7, 14},
    "pairs swapped": {4, 14},
    "pair added": {3, 4, 5, 14},
    "order": {3},
    "price": {11, 12, 13, 14, 15, 17},
    "price form": {10},
    "floor": {6, 7, 8, 9, 15},
    "proof": {8},
    "total": {16},
    "all told again": {4, 5, 7, 13, 14, 15, 17},
}
Changed = tuple[str, dict[str, Any]]


def changes(asked: Instance, result: bytes) -> Iterator[Changed]:
    """All results that differ in one thing, by kind of what differs."""
    told = json.loads(result)
    yield from _of_pairs(asked, told)
    for side, at, price in _prices(told):
        yield from _of_price(told, side, at, price)
    yield from _of_floors(asked, told)
    for name in ("matched", "welfare"):
        for other in (told[name] + 1, told[name] - 1, -told[name] - 1):
            yield "total", told | {name: other}
        yield "form", told | {name: str(told[name])}
    drawn = told["lottery_total"]
    for lottery in (str(int(drawn) + 1), str(int(drawn) - 1), "0" + drawn, "-" + drawn, int(drawn)):
        yield "total", told | {"lottery_total": lottery}
    named = told["instance"]
    for at in range(len(named)):
        other = chr(ord(named[at]) ^ 1)
        yield "digest", told | {"instance": named[:at] + other + named[at + 1 :]}
    yield "form", told | {"format": told["format"][:-1] + "2"}
    yield "form", told | {"extra": 0}
    for name in told:
        yield "form", {key: value for key, value in told.items() if key != name}
        yield "form", told | {name: None}


def _of_pairs(asked: Instance, told: dict[str, Any]) -> Iterator[Changed]:
    pairs: list[list[str]] = told["pairs"]
    has = dict(pairs)
    for at, (mentee, mentor) in enumerate(pairs):
        rest = pairs[:at] + pairs[at + 1 :]
        yield from _both(asked, told, "pair dropped", rest)
        yield "order", told | {"pairs": [*pairs[: at + 1], pairs[at], *pairs[at + 1 :]]}
        for other in asked.mentors:
            if other != mentor:
                yield from _both(asked, told, "pair moved", sorted([*rest, [mentee, other]]))
        for row in asked.mentees:
            if row.id not in has:
                yield from _both(asked, told, "pair given away", sorted([*rest, [row.id, mentor]]))
        for after in range(at + 1, len(pairs)):
            yield "order", told | {"pairs": _exchanged(pairs, at, after)}
            if pairs[after][1] != mentor:
                swapped = [[*pair] for pair in pairs]
                swapped[at][1], swapped[after][1] = swapped[after][1], swapped[at][1]
                yield from _both(asked, told, "pairs swapped", swapped)
    for row in asked.mentees:
        for mentor in asked.mentors if row.id not in has else ():
            yield from _both(asked, told, "pair added", sorted([*pairs, [row.id, mentor]]))


def _both(
    asked: Instance, told: dict[str, Any], kind: str, pairs: list[list[str]]
) -> Iterator[Changed]:
    """The pairs alone changed, and then with the totals that they would have."""
    yield kind, told | {"pairs": pairs}
    worth = [_worth(asked, *pair) for pair in pairs]
    if None not in worth:
        total = sum(filter(None, worth))
        told_again = {
            "matched": total >> (LOW + DRAW),
            "welfare": (total >> LOW) & (BASE - 1),
            "lottery_total": str(total & ((1 << LOW) - 1)),
        }
        yield "all told again", told | {"pairs": pairs} | told_again


def _worth(asked: Instance, mentee: str, mentor: str) -> int | None:
    row = next(row for row in asked.mentees if row.id == mentee)
    position = asked.mentors.index(mentor)
    if position not in row.mentors:
        return None
    score = row.scores[row.mentors.index(position)]
    return ((BASE + score) << LOW) + draw_of(asked.seed, mentee, mentor)


def _exchanged(pairs: list[list[str]], one: int, other: int) -> list[list[str]]:
    order = [*pairs]
    order[one], order[other] = order[other], order[one]
    return order


def _prices(told: dict[str, Any]) -> Iterator[tuple[str, int, list[Any]]]:
    for side, rows in told["prices"].items():
        for at, price in enumerate(rows):
            yield side, at, price


def _of_price(told: dict[str, Any], side: str, at: int, price: list[Any]) -> Iterator[Changed]:
    hi, lo = price[0], int(price[1])
    for other in ([hi + 1, price[1]], [hi - 1, price[1]], [hi, str(lo + 1)], [hi, str(lo - 1)]):
        yield "price", _priced(told, side, at, other)
    forms: list[Any] = [
        [hi + 1, str(lo - (1 << LOW))],
        [hi - 1, str(lo + (1 << LOW))],
        [hi, lo % 1000],
        [str(hi), price[1]],
        [bool(hi % 2), price[1]],
        [hi, "0" + price[1]],
        [hi, "+" + price[1]],
        [hi, "-0"],
        [hi, "007"],
        [hi, ""],
        [hi, price[1] + " "],
        [hi],
        [hi, price[1], 0],
        None,
    ]
    for other in forms:
        yield "price form", _priced(told, side, at, other)
    rows = told["prices"][side]
    for fewer in (rows[:at] + rows[at + 1 :], [*rows[:at], price, *rows[at:]]):
        yield "price form", told | {"prices": told["prices"] | {side: fewer}}


def _priced(told: dict[str, Any], side: str, at: int, other: Any) -> dict[str, Any]:
    rows = [*told["prices"][side]]
    rows[at] = other
    return told | {"prices": told["prices"] | {side: rows}}


def _of_floors(asked: Instance, told: dict[str, Any]) -> Iterator[Changed]:
    floors, proofs = told["floors"], told["floor_proofs"]
    for at, floor in enumerate(floors):
        for other in (floor + 1, floor - 1, str(floor), None):
            yield "floor", told | {"floors": [*floors[:at], other, *floors[at + 1 :]]}
        yield "floor", told | {"floors": floors[:at] + floors[at + 1 :]}
    for at, proof in enumerate(proofs):
        yield "proof", told | {"floor_proofs": proofs[:at] + proofs[at + 1 :]}
        yield "proof", told | {"floor_proofs": [*proofs[: at + 1], *proofs[at:]]}
        for name, every in (("with", asked.groups), ("mentors", range(len(asked.mentors)))):
            for other in _one_other(proof[name], list(every)):
                wrong = [*proofs[:at], proof | {name: other}, *proofs[at + 1 :]]
                yield "proof", told | {"floor_proofs": wrong}


def _one_other(some: list[Any], every: list[Any]) -> Iterator[list[Any]]:
    """One less, one more, or in another order."""
    for one in every:
        yield [each for each in every if (each in some) != (each == one)]
    if len(some) > 1:
        yield some[::-1]
    for at, one in enumerate(some):
        for other in (None, bool(one), str(one) + "0"):
            yield [*some[:at], other, *some[at + 1 :]]


def refusals(asked: bytes, result: bytes, some: int | None = None) -> Counter[tuple[str, int]]:
    """How often which kind of change was refused by which number; all of them were, or some that
    were drawn."""
    verify(asked, result)
    every = list(changes(read_instance(asked), result))
    if some is not None:
        every = Random(some).sample(every, some)  # noqa: S311 - any of them
    found: Counter[tuple[str, int]] = Counter()
    for kind, told in every:
        other = canonical(told)
        if other == result:
            continue
        with pytest.raises(Rejected) as why:
            verify(asked, other)
        assert str(why.value).startswith(f"reason {why.value.reason}: ")
        assert why.value.reason in ALLOWED[kind], (kind, str(why.value), told)
        found[kind, why.value.reason] += 1
    return found


def test_every_change_of_the_example_is_refused_by_the_numbers_of_its_kind() -> None:
    found = refusals(INSTANCE, RESULT)

    assert {kind for kind, _ in found} == ALLOWED.keys()
    assert sum(found.values()) > 330


def unique_rounds(seeds: range) -> Iterator[tuple[bytes, bytes]]:
    for seed in seeds:
        asked = made(seed)
        yield asked, engine.solve(asked)


def test_every_change_of_small_results_is_refused_by_the_numbers_of_its_kind() -> None:
    found = sum((refusals(*one) for one in unique_rounds(range(12))), Counter[tuple[str, int]]())

    assert sum(found.values()) > 2_000


@pytest.mark.long
@pytest.mark.timeout(900)
def test_every_change_of_hundreds_of_results_is_refused_by_the_numbers_of_its_kind() -> None:
    found = sum(
        (refusals(*one) for one in unique_rounds(range(5_000, 5_300))), Counter[tuple[str, int]]()
    )

    assert sum(found.values()) > 60_000
    assert {number for _, number in found} >= {2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16}


@pytest.mark.parametrize("seed", range(3))
def test_changes_of_a_larger_result_are_refused_by_the_numbers_of_their_kind(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - rounds to test with
    rows = [
        {j: chance.choice([0, 300, 700]) for j in chance.sample(range(1, 21), chance.randint(0, 7))}
        for _ in range(60)
    ]
    group_of = chance.choices(range(3), [4, 2, 1], k=60)
    asked = canonical(
        instance(
            f"larger-{seed}",
            [chance.randint(0, 3) for _ in range(20)],
            rows,
            groups=["a", "b", "c"],
            group_of=group_of,
            targets=[group_of.count(g) for g in range(3)],
        )
    )

    assert sum(refusals(asked, engine.solve(asked), 300).values()) > 290
