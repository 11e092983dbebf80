"""Times as people compare them: a rate, and the milliseconds that most keep within."""

from collections.abc import Sequence
from typing import Any


def summed(times: Sequence[float], seconds: float) -> dict[str, Any]:
    """Of operations that took so many seconds each, within so many seconds in all."""
    return {
        "count": len(times),
        "per_second": round(len(times) / seconds, 1) if seconds else 0.0,
        **percentiles(times),
    }


def percentiles(times: Sequence[float]) -> dict[str, float]:
    """In milliseconds; without any time there is nothing to say."""
    ordered = sorted(times)
    return {f"p{part}_ms": _at(ordered, part) for part in (50, 95, 99)} if ordered else {}


def _at(ordered: Sequence[float], part: int) -> float:
    return round(ordered[min(len(ordered) * part // 100, len(ordered) - 1)] * 1000, 2)
