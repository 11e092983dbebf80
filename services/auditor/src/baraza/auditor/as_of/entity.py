"""One entity as it stood: its facts in order, and of each member the last that was said."""

from collections.abc import Mapping
from typing import Any

from baraza.auditor.as_of.view import View
from baraza.auditor.moments import instant_of
from baraza.auditor.sentences import Names, fact

MOST = 10_000
"""Facts of one entity that are told; of more, the last."""


def entity_as_of(view: View, key: str) -> Mapping[str, Any]:
    """Version 0 where no fact about it counts."""
    names = Names()
    facts: list[dict[str, Any]] = []
    members: dict[str, dict[str, Any]] = {}
    version = 0
    for one, entry in view.entries():
        if entry.kind != "event":
            continue
        names.see(entry)
        if entry.entity != key:
            continue
        version = entry.document["entityversion"]
        members |= {name: {"value": v, "index": one.index} for name, v in entry.data.items()}
        facts.append(
            {
                "index": one.index,
                "version": version,
                "fact": entry.name,
                "happened_at": entry.document["time"],
                "recorded_at": instant_of(one.recorded_at),
                "says": fact(entry, names),
            }
        )
        del facts[:-MOST]
    return {**view.told(), "entity": key, "version": version, "members": members, "facts": facts}
