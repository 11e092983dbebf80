"""What the path should reach, and what it costs above its floor."""

from collections.abc import Mapping
from typing import Any

STEADY = "steady_50"


def against(told: Mapping[str, Any]) -> dict[str, Any]:
    """Ratios to the floor, and each target with what was seen. What was not measured is left out.

    Whether a target is reached is said, and decides nothing: a machine may be busy.
    """
    asks = told["asks"]
    busiest = max((name for name in asks if name.isdecimal()), key=int)
    commit, publication = (
        told["floor"][of].get("p50_ms") for of in ("sqlite_commit", "jetstream_publish")
    )
    alone = asks.get("1", asks[busiest]).get("p50_ms")
    steady = asks.get(STEADY, {})
    targets = {
        "ask_p50_ms": most(steady.get("p50_ms"), 10),
        "ask_p99_ms": most(steady.get("p99_ms"), 50),
        "asked_entries_per_second": least(2 * asks[busiest]["per_second"], 1_000),
        "appended_entries_per_second": least(told["appends"]["entries_per_second"], 1_000),
        "replayed_entries_per_second": least(told["replay"]["entries_per_second"], 20_000),
        "memory_mb": most(told["memory_mb"].get("sum"), 1_024),
    }
    return {
        "ratios": {
            "ask_to_sqlite_commit": ratio(alone, commit),
            "ask_to_jetstream_publish": ratio(alone, publication),
        },
        "targets": {name: target for name, target in targets.items() if target["seen"] is not None},
    }


def ratio(seen: float | None, bare: float | None) -> float | None:
    return round(seen / bare, 1) if seen and bare else None


def most(seen: float | None, wanted: float) -> dict[str, Any]:
    return {"seen": seen, "at_most": wanted, "reached": seen is not None and seen <= wanted}


def least(seen: float | None, wanted: float) -> dict[str, Any]:
    return {"seen": seen, "at_least": wanted, "reached": seen is not None and seen >= wanted}
