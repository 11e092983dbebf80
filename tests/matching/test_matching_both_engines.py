"""Both engines write the same bytes, over hundreds of rounds of every kind, with floors."""

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings

from baraza.matching import engine
from baraza.matching.domain.v1.certificate import canonical, read_instance, verify
from baraza.matching.engine import floors, levels, likely, policies
from policy_rounds import made_crossing
from rounds import instance, small_rounds

Kind = Callable[[Random], dict[str, Any]]


def _made(
    chance: Random,
    size: tuple[int, int],
    places: Sequence[int],
    scores: Sequence[int],
    candidates: tuple[int, int],
    groups: int = 4,
) -> dict[str, Any]:
    """Groups of unequal sizes, whose members reach unequally many mentors, full leximin."""
    mentees, mentors = size
    group_of = chance.choices(range(groups), range(1, groups + 1), k=mentees)
    rows = []
    for group in group_of:
        reach = max(1, mentors * (group + 2) // (groups + 1))
        few = min(reach, mentors, chance.randint(*candidates))
        rows.append(
            {
                j: chance.choice(scores)
                for j in chance.sample(range(1, min(reach, mentors) + 1), few)
            }
        )
    sizes = [group_of.count(g) for g in range(groups)]
    targets = [chance.choice([size, size, size * 2 // 3, 0]) for size in sizes]
    return instance(
        f"both-{chance.random()}",
        [chance.choice(places) for _ in range(mentors)],
        rows,
        groups=[f"g{g}" for g in range(groups)],
        group_of=group_of,
        targets=targets,
    )


KINDS: dict[str, Kind] = {
    "scarce": lambda c: _made(c, (80, 20), [0, 1, 2], range(11_000), (1, 8)),
    "ample": lambda c: _made(c, (40, 30), [1, 2, 4], range(11_000), (1, 8)),
    "all equal": lambda c: _made(c, (60, 20), [1, 2], [0], (2, 8)),
    "few scores": lambda c: _made(c, (70, 25), [0, 1, 3], [0, 1, 700], (0, 9)),
    "largest scores": lambda c: _made(c, (50, 20), [1, 2], [0, (1 << 20) - 1], (1, 6)),
    "dense": lambda c: _made(c, (40, 12), [1, 2, 3], range(50), (12, 12)),
    "sparse": lambda c: _made(c, (90, 60), [1], range(300), (0, 2)),
    "one mentor": lambda c: _made(c, (30, 1), [5, 9], range(9), (1, 1)),
    "many groups": lambda c: _made(c, (60, 15), [1, 2], range(90), (1, 5), groups=12),
    "one group": lambda c: _made(c, (60, 15), [1, 2], range(90), (1, 5), groups=1),
}


def both(kind: str, seed: int) -> None:
    asked = canonical(KINDS[kind](Random(f"{kind} {seed}")))  # noqa: S311 - rounds to test with

    result = engine.solve(asked)

    verify(asked, result)
    assert engine.solve(asked, engine="ortools") == result


@pytest.fixture(params=["few and then more", "all at once"])
def as_if_large(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small rounds as large ones are solved: few candidates first, short leaps first."""
    if request.param == "few and then more":
        monkeypatch.setattr(likely, "AT_ONCE", 0)
        monkeypatch.setattr(likely, "FIRST", 1)
        monkeypatch.setattr(likely, "MORE", 1)
        monkeypatch.setattr(levels, "FEW", 1)
        monkeypatch.setattr(floors, "STEPS", 2)


@pytest.mark.usefixtures("as_if_large")
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("kind", KINDS)
def test_rounds_of_every_kind_come_out_the_same(kind: str, seed: int) -> None:
    both(kind, seed)


@pytest.mark.long
@pytest.mark.usefixtures("as_if_large")
@pytest.mark.parametrize("kind", KINDS)
def test_forty_rounds_of_every_kind_come_out_the_same(kind: str) -> None:
    for seed in range(100, 140):
        both(kind, seed)


def test_small_rounds_come_out_the_same_as_if_they_were_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, number in (("AT_ONCE", 0), ("FIRST", 1), ("MORE", 1), ("QUESTIONS", 2)):
        monkeypatch.setattr(likely, name, number)
    monkeypatch.setattr(levels, "FEW", 1)
    monkeypatch.setattr(floors, "STEPS", 1)

    @settings(max_examples=150, deadline=None)
    @given(small_rounds(floors=True))
    def same(asked: bytes) -> None:
        read = read_instance(asked)
        assert engine.search(read, engine="ortools") == engine.search(read)

    same()


@pytest.mark.parametrize("seed", range(3))
def test_floors_on_crossing_groups_come_out_the_same(seed: int) -> None:
    asked = made_crossing(seed, 30, 10, 85)

    result = policies.solve(asked)

    assert policies.solve(asked, engine="ortools") == result
    assert json.loads(result)["gap"] >= 0


def test_a_leap_that_was_short_is_made_again_and_only_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One candidate of each mentee shows nothing of what two of them could have."""
    rows = [{1: 0, j: 0} for j in range(2, 42)]
    asked = read_instance(
        canonical(instance("short", [1] * 41, rows, groups=["all"], targets=[40]))
    )
    monkeypatch.setattr(levels, "FEW", 1)
    monkeypatch.setattr(floors, "STEPS", 3)
    leaps: list[bool] = []
    one = levels.Levels(asked)

    def leap(matched: Sequence[int], open_: Sequence[int], *, thorough: bool) -> Any:
        leaps.append(thorough)
        return one.leap(matched, open_, thorough=thorough)

    assert floors.leximin(asked, leap) == floors.leximin(asked)
    assert leaps == [False, True]
