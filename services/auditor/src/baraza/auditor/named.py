"""What an entry's data names as evidence, and with which size (`ledger.md` 4.5)."""

from collections.abc import Iterator, Mapping
from typing import Any


def named_exhibits(data: Any) -> Iterator[tuple[str, int | None]]:
    """Digest and size of each `{"exhibit", "media", "size"}`; a schema file has no size."""
    if type(data) is dict or isinstance(data, Mapping):
        if len(data) == 3 and data.keys() == {"exhibit", "media", "size"}:
            yield str(data["exhibit"]), data["size"] if isinstance(data["size"], int) else -1
        contracts = data.get("contracts")
        if isinstance(contracts, Mapping):
            yield from ((str(digest), None) for digest in contracts.values())
        for value in data.values():
            if type(value) is not str and type(value) is not int:
                yield from named_exhibits(value)
    elif isinstance(data, list):
        for value in data:
            yield from named_exhibits(value)


def named_digests(data: Any) -> set[str]:
    return {digest for digest, _ in named_exhibits(data)}
