"""JSON as the log takes it (`ledger.md` 3.1): nothing a second reader could read otherwise."""

import json
from collections.abc import Sequence
from typing import Any, Final, NoReturn

from baraza import canonical as canonicals

DEPTH_MAX = 32
_INTEGER_MAX = 2**53


class BadJson(ValueError):
    """The bytes are not JSON by the log's rules. Send UTF-8 without floats or repeated members."""


class TooDeep(BadJson):
    """Arrays and objects lie more than 32 deep in one another. Put the substance in an exhibit."""


class NotCanonical(BadJson):
    """The bytes are not the canonical form (RFC 8785) of what they say."""


def parse(data: bytes) -> Any:
    """The value, or `BadJson`: every rule of 3.1 but the canonical form."""
    try:
        text = data.decode()
        value, end = _DECODER.raw_decode(text)
    except BadJson:
        raise
    except RecursionError:
        raise TooDeep(f"deeper than {DEPTH_MAX}") from None
    except ValueError as bad:
        raise BadJson(str(bad)) from None
    if end != len(text):
        raise BadJson("bytes after the value")
    if b"\\u" in data:
        _refuse_lone_surrogates(value)
    if _too_deep(data, value):
        raise TooDeep(f"deeper than {DEPTH_MAX}")
    return value


def parse_canonical(data: bytes) -> Any:
    """The value of bytes that are in canonical form; `NotCanonical` if they are not."""
    value = _at_once(data)
    return _slowly(data) if value is _UNSURE else value


def _at_once(data: bytes) -> Any:
    """The value where it is surely canonical, else `_UNSURE`: what is wrong, nobody looked for.

    A member that is named twice stands once in what is written again, so that only numbers need a
    look of their own. Measured: twice as fast as to look at each object while it is read.
    """
    try:
        text = data.decode()
        value, _ = _QUICK.raw_decode(text)
        sure = canonicals.encoded(value) == text and not _beyond_basic(data)
    except (ValueError, RecursionError):
        return _UNSURE
    return value if sure and not _too_deep(data, value) else _UNSURE


def _slowly(data: bytes) -> Any:
    value = parse(data)
    # The encoder of the standard library, several times as fast, gives the same bytes for all that
    # `parse` lets through, but for member names beyond the first 65,536 characters: RFC 8785 sorts
    # those by UTF-16 units.
    same = canonical(value) if _beyond_basic(data) else _ENCODER.encode(value).encode()
    if same != data:
        raise NotCanonical("not the canonical form of the value")
    return value


def canonical(value: Any) -> bytes:
    """The canonical bytes (RFC 8785)."""
    return canonicals.canonical(value)


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise BadJson("a member is named twice")
    return members


def _integer(text: str) -> int:
    if len(text) > 17 or abs(number := int(text)) >= _INTEGER_MAX:
        raise BadJson("an integer of 2^53 or more")
    return number


def _no_number(text: str) -> NoReturn:
    raise BadJson(f"not an integer: {text[:20]}")


def _refuse_lone_surrogates(value: Any) -> None:
    try:
        _ENCODER.encode(value).encode()
    except UnicodeEncodeError:
        raise BadJson("a lone surrogate") from None


def _too_deep(data: bytes, value: Any) -> bool:
    return data.count(b"{") + data.count(b"[") > DEPTH_MAX and _deeper(value, DEPTH_MAX)


def _deeper(value: Any, depth: int) -> bool:
    if isinstance(value, dict):
        return depth == 0 or any(_deeper(item, depth - 1) for item in value.values())
    if isinstance(value, list):
        return depth == 0 or any(_deeper(item, depth - 1) for item in value)
    return False


def _beyond_basic(data: bytes) -> bool:
    return not data.isascii() and any(byte >= 0xF0 for byte in data)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_no_number,
    parse_constant=_no_number,
)
_QUICK = json.JSONDecoder(parse_int=_integer, parse_float=_no_number, parse_constant=_no_number)
_UNSURE: Final = object()
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)
