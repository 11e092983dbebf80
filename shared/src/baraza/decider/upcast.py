"""Facts of older versions, read as the newest: pure, one step at a time (`ledger.md` 12.2)."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from baraza.decider.entry import Entry

Upcast: TypeAlias = Callable[[Mapping[str, Any]], Mapping[str, Any]]
"""The data of one version as the next version would have said it."""
Upcasters: TypeAlias = Mapping[str, Upcast]
"""By the entry type that is read: `baraza.event.matching.PairProposed.v1` makes the data of `.v2`.

A service keeps those of its own facts in `messages`, those of others' facts in `inbox`; its rules
and its read model both read by them, so that there is one chain for each type.
"""


def upcasted(entry: Entry, upcasters: Upcasters) -> Entry:
    """The entry with type and data of the newest version that the chain leads to.

    For reading alone: what was signed, hashed and replayed is the entry as it was recorded.
    """
    type_, data = entry.type, entry.data
    if type_ not in upcasters:
        return entry
    while type_ in upcasters:
        data = upcasters[type_](data)
        type_ = _next(type_)
    return Entry({**entry.document, "type": type_, "data": data})


def _next(type_: str) -> str:
    name, _, version = type_.rpartition(".v")
    return f"{name}.v{int(version) + 1}"
