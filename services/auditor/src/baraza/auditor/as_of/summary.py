"""The whole log as it stood: what it told, counted."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from baraza.auditor.as_of.view import View


def log_as_of(view: View) -> Mapping[str, Any]:
    """How many facts of each kind counted, and how many entities they were about."""
    facts: Counter[str] = Counter()
    entities: set[str] = set()
    decisions = refusals = 0
    newest = None
    for _, entry in view.entries():
        newest = entry.document["time"]
        if entry.kind == "command":
            decisions += 1
            continue
        facts[f"{entry.service}.{entry.name}"] += 1
        if entry.name == "CommandRefused":
            refusals += 1
        else:
            entities.add(entry.entity)
    return {
        **view.told(),
        "decisions": decisions,
        "refusals": refusals,
        "entities": len(entities),
        "newest": newest,
        "facts": dict(sorted(facts.items())),
    }
