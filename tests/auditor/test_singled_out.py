"""Who could be told apart by what is shown (`requirements.md` I51)."""

from collections.abc import Iterable
from typing import Any

import pytest

from baraza.auditor.singled import singled_out
from forge import Forge

ONE = "0" * 31 + "1"
TWO = "0" * 31 + "2"


def entries(*said: dict[str, Any]) -> Iterable[tuple[int, bytes]]:
    """Facts of the toy, whatever they say."""
    forge = Forge.founded()
    for data in said:
        forge.count(data=data)
    return enumerate(forge.leaves)


def index_of(*said: dict[str, Any], shown: int) -> int:
    """The event of the decision that says it, counted from the first of these."""
    return len([*entries()]) + 2 * shown + 1


def found(*said: dict[str, Any], shown: Iterable[int]) -> list[str]:
    those = [index_of(*said, shown=one) for one in shown]
    return singled_out(entries(*said), those)


POST = {"matter": ONE, "region": "africa", "person": "p11111"}
SAME = {"matter": TWO, "region": "africa", "person": "p22222"}
OPEN = {"matter": ONE, "region": "africa"}


def test_somebody_who_is_named_is_found() -> None:
    (told,) = found(POST, shown=[0])[:1]

    assert "names p11111" in told


def test_what_one_person_alone_has_to_do_with_tells_them_apart_if_it_fits_no_other() -> None:
    assert found(POST, OPEN, shown=[1])
    assert found(POST, SAME, OPEN, shown=[2]) == []  # it fits two
    assert found(POST, {**SAME, "region": "europe"}, OPEN, shown=[2])
    assert found(POST, {**SAME, "matter": ONE}, OPEN, shown=[2]) == []  # it goes with both
    assert found(POST, {"matter": ONE}, shown=[1]) == []  # it says nothing of them


def test_shown_entries_are_joined() -> None:
    born = {"matter": ONE, "languages": ["sw", "fr"], "person": "p11111"}
    other = {**SAME, "languages": ["sw"]}
    half, rest = {"matter": ONE, "languages": ["fr"]}, OPEN

    assert found(POST, born, other, rest, shown=[3]) == []
    assert found(POST, born, other, rest, half, shown=[3, 4])


@pytest.mark.parametrize("cell", [{"group": "africa", "count": 1}, {"pool": "board", "invited": 1}])
def test_a_cell_of_one_is_found(cell: dict[str, Any]) -> None:
    (told,) = found({"rows": [cell]}, shown=[0])

    assert "counts one" in told
    assert told.endswith(("count, where it is group africa", "invited, where it is pool board"))
    assert found({"rows": [{**cell, "count": 7, "invited": 5}]}, shown=[0]) == []
    assert found({"count": 1}, shown=[0]) == []  # of nothing in particular


def test_what_cannot_be_read_says_nothing() -> None:
    assert singled_out([(0, b"no leaf")], [0]) == []
