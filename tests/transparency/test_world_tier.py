"""Which entries the world may see, and the list of them (`ledger.md` 10.2)."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.transparency.leaf import Leaf
from baraza.transparency.world import BadShown, Shown, is_for_world, is_shown, names_person

VECTORS = Path(__file__).parent.parent / "vectors"
HEAD = b"baraza.shown/v1\n20\n"
CLEAR: dict[str, Any] = {"subject": "round.one", "data": {"places": 3, "texts": ["p", "v12"]}}


def documents() -> list[dict[str, Any]]:
    leaves = [(VECTORS / "leaf" / f"{index}.bin").read_bytes() for index in range(20)]
    return [json.loads(Leaf.parse(leaf).wire) for leaf in leaves]


def schema_of(document: dict[str, Any]) -> Any:
    from base64 import urlsafe_b64decode

    digest = urlsafe_b64decode(document["dataschema"].partition(";")[2] + "=").hex()
    return json.loads((VECTORS / "export" / "exhibit" / digest).read_bytes())


def test_of_the_vectors_exactly_thirteen_are_shown() -> None:
    shown = [index for index, one in enumerate(documents()) if is_shown(one, schema_of(one))]

    expected = (VECTORS / "world" / "shown").read_bytes()
    assert Shown.of(20, shown).text.encode() == expected
    assert len(shown) == 13


def test_the_list_of_the_vectors_is_read_and_written() -> None:
    data = (VECTORS / "world" / "shown").read_bytes()

    shown = Shown.parse(data)

    assert (shown.size, shown.count, shown.text.encode()) == (20, 13, data)
    assert [*shown] == [0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 19]
    assert 19 in shown
    assert 16 not in shown


@given(st.integers(0, 500).flatmap(lambda n: st.tuples(st.just(n), st.sets(st.integers(0, n)))))
def test_every_list_is_read_as_it_was_written(case: tuple[int, set[int]]) -> None:
    last, indexes = case
    shown = Shown.of(last + 1, sorted(indexes))

    again = Shown.parse(shown.text.encode())

    assert again == shown
    assert [*again] == sorted(indexes)
    assert again.count == len(indexes)
    assert all((index in again) == (index in indexes) for index in range(last + 2))


@given(st.sets(st.integers(0, 99)), st.integers(0, 100))
def test_a_list_of_a_smaller_size_is_a_part_of_it(indexes: set[int], size: int) -> None:
    assert [*Shown.of(100, sorted(indexes)).below(size)] == sorted(i for i in indexes if i < size)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"baraza.shown/v2\n20\n",
        b"baraza.shown/v1\n",
        b"baraza.shown/v1\n020\n",
        b"baraza.shown/v1\n20",
        *(
            HEAD + runs
            for runs in (
                b"5",  # no newline
                b"\n",
                b"05\n",
                b"5-5\n",
                b"6-5\n",
                b"3\n3\n",
                b"3\n4\n",  # runs that touch are one
                b"0-3\n2-7\n",
                b"5\n3\n",
                b"20\n",
                b"3-20\n",
                b"-3\n",
                b"3-\n",
                b"3 \n",
                b"3\r\n",
                "٣\n".encode(),
                b"1000000000000000000000\n",
            )
        ),
        b"baraza.shown/v1\n0\n0\n",
        HEAD + b"0-3\n5\n" + b" " * (16 << 20),
    ],
)
def test_a_list_of_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(BadShown):
        Shown.parse(data)


@pytest.mark.parametrize(
    "changed",
    [
        {"actor": "person.p12345"},
        {"actor": "voice.v12345"},
        {"subject": "person.p12345"},
        {"subject": "voice.v12345"},
        {"expect": "registration.person.p12345=1"},
        {"expect": "feedback.round.one=0 feedback.voice.v12345=0"},
        {"data": {"email": {"commit": "0" * 64}}},
        {"data": {"deep": [{"er": [{"commit": {}}]}]}},
        {"data": {"who": "p12345"}},
        {"data": {"who": ["v" + "0" * 32]}},
        {"data": {"who": "person.p12345"}},
        {"data": {"who": "voice.pabcde"}},
        {"data": {"p12345": 3}},
        {"data": {"all": {"voice.v12345": True}}},
    ],
)
def test_whoever_is_named_hides_the_entry(changed: dict[str, Any]) -> None:
    assert not names_person(CLEAR)
    assert names_person(CLEAR | changed)


@pytest.mark.parametrize(
    "data",
    [
        {"text": "p1234"},  # too short for a pseudonym
        {"text": "p" + "0" * 33},
        {"text": "P12345"},
        {"text": "entrant.p12345"},
        {"text": "said of p12345 alone"},
        {"both": {"commit": "0" * 64, "and": 1}},
    ],
)
def test_what_only_looks_like_somebody_names_nobody(data: dict[str, Any]) -> None:
    assert not names_person(CLEAR | {"data": {"beside": data}})


@pytest.mark.parametrize("schema", [{}, {"x-baraza-tier": "bodies"}, {"x-baraza-tier": True}, 3])
def test_a_type_is_for_bodies_where_its_schema_says_nothing_else(schema: Any) -> None:
    assert not is_for_world(schema)
    assert not is_shown(CLEAR, schema)
    assert is_shown(CLEAR, {"x-baraza-tier": "world"})
