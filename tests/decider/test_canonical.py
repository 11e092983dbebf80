"""Canonical bytes are those of the reference, whichever way they were made."""

from enum import IntEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from baraza.canonical import canonical


class Size(IntEnum):
    SMALL = 1


TEXTS = st.text(st.characters(exclude_categories=()), max_size=8)
"""Lone surrogates, controls and characters beyond the first 65,536 too."""
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-(2**53) - 1, 2**53 + 1)
    | st.floats()
    | TEXTS
    | st.sampled_from([Size.SMALL, "\x7f\u2028\u2029</script>", "\U0001f600", "\ue000"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(TEXTS, inner, max_size=5)
    ),
    max_leaves=20,
)


def outcome(made: Any, value: Any) -> Any:
    try:
        return made(value)
    except rfc8785.CanonicalizationError as error:
        return type(error)


@given(VALUES)
def test_the_bytes_are_those_of_the_reference(value: Any) -> None:
    assert outcome(canonical, value) == outcome(rfc8785.dumps, value)


@pytest.mark.parametrize(
    "value",
    [
        {"\U0001f600": 1, "\ue000": 2},  # sorted by UTF-16 units
        {1: "a"},
        {True: "a"},
        {"a": b"bytes"},
        {"a": {1, 2}},
        {"a": 2**53},
        {"a": float("nan")},
        [1e21, 1e-7, -0.0, 1.0],
        Size.SMALL,
        "\ud800",
        {"b": 1, "a": {"d": [], "c": {}}},
    ],
)
def test_what_is_unusual_is_written_or_refused_alike(value: Any) -> None:
    assert outcome(canonical, value) == outcome(rfc8785.dumps, value)
