"""Both engines write the same bytes."""

import sys
from random import Random

import pytest
from hypothesis import given, settings

from baraza.matching import engine
from baraza.matching.domain.v1.certificate import canonical, read_instance
from baraza.matching.engine import flow
from rounds import instance, small_rounds


@settings(max_examples=300, deadline=None)
@given(small_rounds(floors=True))
def test_small_rounds_come_out_the_same(asked: bytes) -> None:
    assert engine.search(read_instance(asked), engine="ortools") == engine.search(
        read_instance(asked)
    )


@pytest.mark.parametrize("seed", range(20))
def test_larger_rounds_come_out_the_same(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - rounds to test with
    places = [chance.randint(0, 4) for _ in range(30)]
    rows = [
        {j: chance.choice([0, 100, 200, 5_000]) for j in chance.sample(range(1, 31), 8)}
        for _ in range(100)
    ]
    group_of = [chance.randrange(4) for _ in rows]
    asked = canonical(
        instance(
            f"larger-{seed}",
            places,
            rows,
            groups=["a", "b", "c", "d"],
            group_of=group_of,
            targets=[group_of.count(g) for g in range(4)],
        )
    )

    assert engine.solve(asked, engine="ortools") == engine.solve(asked)


def test_costs_that_the_library_could_not_hold_are_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(flow, "COSTS_BELOW", 1 << 61)

    with pytest.raises(engine.TooLarge, match="take --engine reference"):
        engine.solve(canonical(instance("large", [1], [{1: 5}])), engine="ortools")


def test_an_engine_that_is_not_installed_says_how_to_have_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "baraza.matching.engine.flow", None)
    monkeypatch.delattr("baraza.matching.engine.flow")

    with pytest.raises(engine.NoEngine, match="pip install"):
        engine.solve(canonical(instance("none", [1], [{1: 5}])), engine="ortools")
