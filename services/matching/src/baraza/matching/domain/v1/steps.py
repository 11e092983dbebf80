"""Reading and checking that every policy shares with the ordinary certificate.

The ordinary certificate is one closed file that a stranger may carry away. Other policies do not
write its steps a second time: here stand those that they take, by names of their own, and what
one proves the other proves by the same lines. Standard library alone.
"""

from dataclasses import replace
from typing import Any

from baraza.matching.domain.v1.certificate import (
    INSTANCE,
    Instance,
    Rejected,
    _bypasses,
    _candidates,
    _instance,
    _pairs,
    _places,
    _priced,
    _Rooms,
    _totals,
    digest,
    not_too_many,
    sealed_bytes,
    strict,
)
from baraza.matching.domain.v1.certificate import _ascending_ids as ascending_ids
from baraza.matching.domain.v1.certificate import _count as is_count
from baraza.matching.domain.v1.certificate import _list as listed
from baraza.matching.domain.v1.certificate import _members as members
from baraza.matching.domain.v1.certificate import _must as must

Rooms = _Rooms
bypasses = _bypasses
candidates = _candidates
matched_pairs = _pairs
places = _places
prices = _priced
totals = _totals

__all__ = [
    "Rooms",
    "ascending_ids",
    "bypasses",
    "candidates",
    "is_count",
    "listed",
    "matched_pairs",
    "members",
    "must",
    "ordinary",
    "places",
    "prices",
    "read_document",
    "read_result",
    "totals",
]


def ordinary(
    document: dict[str, Any], its_digest: str, *, but: frozenset[str] = frozenset(), **instead: Any
) -> Instance:
    """The instance with some members written as the ordinary format has them, and those left out
    that it has not, checked as such.

    Draws follow from the document itself, for what was sealed is what its round announced.
    Raises ValueError where the form is another.
    """
    whole = document | instead | {"format": INSTANCE}
    whole = {name: value for name, value in whole.items() if name not in but}
    asked = _instance(whole, listed(whole.get("mentees"), "mentees"), its_digest)
    return replace(asked, document=document, sealed=digest(sealed_bytes(document)))


def read_result(data: bytes, format_: str, names: set[str], instance: str) -> dict[str, Any]:
    """Step 2: canonical, of known members, about this instance; else reason 2."""
    try:
        answer = members(strict(data), {"format", "instance", *names})
        must(answer["format"] == format_, "format")
    except ValueError as wrong:
        raise Rejected(2, f"the result is not well formed: {wrong}") from None
    if answer["instance"] != instance:
        raise Rejected(2, "the result is about another instance")
    return answer


def read_document(data: bytes, format_: str, names: set[str]) -> tuple[dict[str, Any], str]:
    """Canonical bytes of this format with these members, and their digest; else ValueError."""
    not_too_many(data)
    document = members(strict(data), {"format", *names})
    must(document["format"] == format_, "format")
    return document, digest(data)
