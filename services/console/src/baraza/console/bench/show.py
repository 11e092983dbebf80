"""What was measured, in lines for people."""

from collections.abc import Iterator, Mapping
from typing import Any


def lines(told: Mapping[str, Any]) -> Iterator[str]:
    """For people; `--json` has every number."""
    for name, asked in told["asks"].items():
        who = f"{name} at once" if name.isdecimal() else name.replace("_", " at ") + "/s"
        yield f"asks, {who}: {_times(asked)}"
    yield f"appends at the ledger: {told['appends']['entries_per_second']:,} entries/s"
    for name, bare in told["floor"].items():
        yield f"floor, {name.replace('_', ' ')}: {_times(bare)}"
    for name, seen in told["visible"].items():
        yield f"seen in a read model, {name}: {_times(seen)}"
    replay, start = told["replay"], told["start"]
    yield f"replay: {replay['entries_per_second']:,} entries/s, {replay['different']} different"
    yield f"start from {start['entries']:,} entries: {start['seconds']} s"
    yield f"memory: {told['memory_mb'].get('sum', 'not known')} MB in all"
    for name, target in told["targets"].items():
        wanted = f"<= {target['at_most']}" if "at_most" in target else f">= {target['at_least']}"
        word = "reached" if target["reached"] else "NOT reached"
        yield f"{name} {wanted}: {target['seen']}, {word}"


def _times(of: Mapping[str, Any]) -> str:
    most = ", ".join(
        f"{part} {of[f'{part}_ms']} ms" for part in ("p50", "p95", "p99") if of["count"]
    )
    return f"{of['per_second']:,}/s {most}".rstrip()
