"""JSON that a second reader could read otherwise does not enter the log."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.transparency import BadJson, NotCanonical, TooDeep, canonical, parse, parse_canonical

NEGATIVE = Path(__file__).parents[1] / "vectors" / "negative"

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)

PIECES = (
    *(b"", b" ", b"\n", b",", b"1", b"-", b"0", b".0", b"e1", b"9" * 16, b"9" * 5_000, b"null"),
    *(b'"', b'"":1,', b'{"a":1,"a":1}', b"\\u0041", b"\\ud800", b"\\", b"\xff", b"\xed\xa0\x80"),
    *("é".encode(), "\uffff".encode(), "\U00010000".encode(), b"NaN", b"Infinity", b"true"),
    *(b"[" * 33, b"[" * 33 + b"]" * 33, b"{}" * 3, b"[" * 3_000, b"\xef\xbb\xbf", b"\x1f"),
)


@pytest.mark.parametrize("file", sorted(NEGATIVE.glob("json-*.json")), ids=lambda file: file.stem)
def test_bytes_that_are_not_canonical_are_refused(file: Path) -> None:
    with pytest.raises(BadJson):
        parse_canonical(file.read_bytes())


@forall(VALUES)
def test_canonical_bytes_are_read_as_what_was_written(value: Any) -> None:
    assert parse_canonical(canonical(value)) == value


@forall(VALUES)
def test_only_canonical_bytes_are_taken(value: Any) -> None:
    """Whatever is taken equals the canonical form of RFC 8785, by the slow encoder."""
    import json

    data = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    if data == canonical(value):
        assert parse_canonical(data) == value
    else:
        with pytest.raises(NotCanonical):
            parse_canonical(data)


@forall(VALUES, st.integers(0, 400), st.integers(0, 12), st.sampled_from(PIECES))
def test_what_is_read_at_once_is_what_a_slow_reader_takes(
    value: Any, place: int, cut: int, piece: bytes
) -> None:
    """Bytes near to good ones: the same value, or the same kind of refusal."""
    whole = canonical(value)
    at = place % (len(whole) + 1)
    data = whole[:at] + piece + whole[at + cut :]

    assert _told(parse_canonical, data) == _told(_slowly, data)


def _slowly(data: bytes) -> Any:
    value = parse(data)
    if canonical(value) != data:
        raise NotCanonical
    return value


def _told(reader: Callable[[bytes], Any], data: bytes) -> Any:
    try:
        return reader(data)
    except BadJson as bad:
        return type(bad)


def test_member_names_are_sorted_as_utf_16() -> None:
    data = '{"\U00010000":1,"\uffff":2}'.encode()

    assert parse_canonical(data) == {"\U00010000": 1, "\uffff": 2}
    with pytest.raises(NotCanonical):
        parse_canonical('{"\uffff":2,"\U00010000":1}'.encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" {}",
        b"{}\n",
        b"{} {}",
        b"[1.0]",
        b"[1e3]",
        b"[NaN]",
        b"[-Infinity]",
        b'{"a":1,"a":1}',
        b"[9007199254740992]",
        b"[" + b"9" * 5000 + b"]",
        b'["\\ud800"]',
        b'["\\udc00x"]',
        b"\xff",
        b"\xef\xbb\xbf{}",
        b"['a']",
        b'{"a":{"b":1,"b":2}}',
        b'["\xed\xa0\x80"]',
        b'["\n"]',
    ],
)
def test_what_readers_disagree_about_is_refused(data: bytes) -> None:
    with pytest.raises(BadJson):
        parse(data)


def test_a_pair_of_surrogates_is_a_letter() -> None:
    assert parse(b'["\\ud83d\\ude00"]') == ["\U0001f600"]


def test_depth_is_bounded() -> None:
    assert parse(b"[" * 32 + b"]" * 32)
    for deep in (33, 100_000):
        with pytest.raises(TooDeep):
            parse(b"[" * deep + b"]" * deep)
    assert parse(b"[" + b"[]," * 99 + b"[]]")
