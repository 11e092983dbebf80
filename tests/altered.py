"""Files that differ from a given one in a single thing."""

import json
from collections.abc import Iterator
from typing import Any

from baraza.matching.domain.v1.certificate import canonical


def variants(value: Any) -> Iterator[Any]:
    """Values of the same place that differ in one thing."""
    if isinstance(value, bool) or value is None:
        yield 0
    elif isinstance(value, int):
        yield from (value + 1, value - 1, -value - 1, str(value), bool(value % 2), None)
    elif isinstance(value, str):
        yield from (value + "0", value[:-1], "-" + value, "0" + value, 0, None)
        if value.lstrip("-").isdecimal():
            yield from (str(int(value) + 1), str(int(value) - 1), int(value))
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield value[:at] + value[at + 1 :]
            yield [*value[: at + 1], item, *value[at + 1 :]]
            yield [item, *value[:at], *value[at + 1 :]]
            for other in variants(item):
                yield [*value[:at], other, *value[at + 1 :]]
        yield [*value, 0]
        yield None
    else:
        for key, item in value.items():
            yield {k: v for k, v in value.items() if k != key}
            for other in variants(item):
                yield value | {key: other}
        yield value | {"extra": 0}


def mutations(result: bytes) -> list[bytes]:
    every = []
    for other in variants(json.loads(result)):
        try:
            every.append(canonical(other))
        except (TypeError, ValueError):
            continue
    return [other for other in every if other != result]
