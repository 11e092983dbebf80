"""Inputs near to good ones: bytes, lines, numbers and members altered, one seed one input."""

import json
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from baraza.transparency import canonical

LONGEST = 40_000
"""Bytes of an input; what is far larger is tried by itself."""

TOKENS = tuple(
    text.encode("utf-8", "surrogatepass")
    for text in (
        *("\n", "\n\n", "\r\n", "\r", "\t", " ", "\x00", "\x0b", "\x1f", "\x7f", "\x85", "\xa0"),
        *("\u2028", "\u2029", "\u3000", "\ufeff", "\ud800", "\U0001f600", "\u0663", "\uff11"),
        *("— ", "\u2013 ", "- ", "—\xa0", "+", "=", "==", "/", "_", "A===", "AB==", "\\", '"', "'"),
        *("NaN", "Infinity", "null", "true", "{}", "[]", '""', '{"commit":""}', "[" * 40),
        *("[" * 3_000, '{"a":' * 40, "\\ud800", "\\u0041", "\\u0000", '"v":1', '"\\ud83d\\ude00"'),
        *("person.p12345", "voice.v12345", "p" + "0" * 32, "baraza.example/2027", "../../etc"),
        *("baraza.entry/v1\n", "baraza.shown/v1\n", "baraza.receipt/v1\n", "baraza.hand/v1\n"),
        *("c2sp.org/tlog-proof@v1\n", "baraza.evidence/v1\n", "extra ", "index ", "old ", "kind "),
        *("log ", "witness ", "group ", "quorum ", "none", "any", "all", "#", "0-0", "1-0", "5-9"),
    )
)
NUMBERS = (
    *(b"0", b"00", b"-0", b"+1", b"-1", b"1.0", b"1e5", b"1E400", b"0x10", b"1_000", b" 1"),
    *(b"9007199254740991", b"9007199254740992", b"18446744073709551616"),
    *(b"9" * 18, b"9" * 19, b"9" * 40, b"9" * 5_000, "\u0663".encode(), "\uff11".encode()),
)
VALUES: Sequence[Any] = (
    *(None, True, False, 0, -1, 1, 2**53, 2**64, 10**400, 1.5, float("nan"), float("inf")),
    *("", "p12345", "person.p12345", "\ud800", "\x00", "x" * 200, "0" * 64, "é", "\U0001f600"),
    *([], {}, [[]], [None], {"commit": "0" * 64}, {"exhibit": 1, "media": 2, "size": "3"}),
    *({"exhibit": "../x", "media": "", "size": -1}, {"": {"": {"": ""}}}, [0] * 300),
)


def mutated(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """The same with one to four alterations."""
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        data = chance.choice(_ALTERATIONS)(chance, data, others)
    return data[:LONGEST]


def _bit(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    if not data:
        return b"\x80"
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]


def _byte(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]


def _token(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    first, last = _span(chance, data)
    return data[:first] + chance.choice(TOKENS + NUMBERS) + data[chance.choice((first, last)) :]


def _cut(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    first, last = _span(chance, data)
    return data[:first] + data[last:]


def _twice(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    first, last = _span(chance, data)
    return data[:last] + data[first:last] * chance.choice((1, 1, 1, 2, 70)) + data[last:]


def _shorter(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _spliced(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    return data[: _span(chance, data)[0]] + other[_span(chance, other)[1] :]


def _lines(chance: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """A line gone, moved, doubled, or taken from elsewhere."""
    lines, other = data.split(b"\n"), chance.choice(others).split(b"\n")
    at = chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            del lines[at]
        case 1:
            lines.insert(chance.randrange(len(lines)), lines.pop(at))
        case 2:
            lines.insert(at, lines[at])
        case _:
            lines[at] = chance.choice(other)
    return b"\n".join(lines)


def _number(chance: Random, data: bytes, _: Sequence[bytes]) -> bytes:
    digits = [at for at, byte in enumerate(data) if 0x30 <= byte <= 0x39]
    if not digits:
        return data + b"0"
    at = chance.choice(digits)
    return data[:at] + chance.choice(NUMBERS) + data[at + chance.randrange(2) :]


def _span(chance: Random, data: bytes) -> tuple[int, int]:
    first = chance.randrange(len(data) + 1)
    return first, min(len(data), first + chance.choice((0, 1, 2, 5, 20, 100, 1_000)))


_ALTERATIONS: Sequence[Callable[[Random, bytes, Sequence[bytes]], bytes]] = (
    *(_bit, _bit, _byte, _token, _token, _cut, _twice, _shorter, _spliced, _lines, _lines),
    _number,
)


def altered(chance: Random, value: Any) -> Any:
    """A JSON value with something else at one place; the rest is as it was."""
    match value:
        case Mapping() if value and chance.random() < 0.85:
            name = chance.choice(sorted(value))
            match chance.randrange(8):
                case 0:
                    return {k: v for k, v in value.items() if k != name}
                case 1:
                    return {**value, chance.choice(("", "x", name + " ", "p12345", "id")): 1}
                case _:
                    return {**value, name: altered(chance, value[name])}
        case [_, *_] if chance.random() < 0.85:
            at = chance.randrange(len(value))
            match chance.randrange(4):
                case 0:
                    return [*value[:at], *value[at + 1 :]]
                case 1:
                    return [*value, value[at]]
                case _:
                    return [*value[:at], altered(chance, value[at]), *value[at + 1 :]]
        case str() if value and chance.random() < 0.6:
            return mutated(chance, value.encode("utf-8", "surrogatepass"), TOKENS).decode(
                "utf-8", chance.choice(("replace", "surrogateescape"))
            )
        case bool():
            return chance.choice(VALUES)
        case int() if chance.random() < 0.6:
            return chance.choice((value + 1, value - 1, -value, value * 2**40, str(value)))
    return chance.choice(VALUES)


def dumped(value: Any) -> bytes:
    """JSON as a stranger may write it: any number, any surrogate, members in their order."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def altered_json(chance: Random, seeds: Sequence[bytes]) -> bytes:
    """The same structure with another value somewhere, mostly in canonical form."""
    value = altered(chance, json.loads(chance.choice(seeds)))
    try:
        return canonical(value) if chance.random() < 0.8 else dumped(value)
    except (ValueError, TypeError, RecursionError):
        return dumped(value)
