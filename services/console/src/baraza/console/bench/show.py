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
    yield from _targets(told)


def of_ledger(told: Mapping[str, Any]) -> Iterator[str]:
    """What `bench ledger` measured, for people."""
    for name, appends in told["appends"].items():
        yield f"appends, {name.replace('_', ' ')}: {_entries(appends)}"
    for name, bare in told["floor"].items():
        yield f"floor, {name.replace('_', ' ')}: {bare.get('missing') or _times(bare)}"
    verify, decided = told["verify"], told["decided"]
    yield (
        f"verified: {verify['entries']:,} entries in {verify['seconds']} s, "
        f"{verify['entries_per_second']:,} entries/s, {verify['memory_mb']} MB"
    )
    yield (
        f"verified and decided again: {decided['entries']:,} entries in "
        f"{decided['verify_seconds']} s and {decided['replay_seconds']} s, of which "
        f"{decided['begin_seconds']} s to begin; {decided['entries_per_second']:,} entries/s, "
        f"{decided['different']} different"
    )
    yield from _targets(told)


def _targets(told: Mapping[str, Any]) -> Iterator[str]:
    for name, target in told["targets"].items():
        wanted = f"<= {target['at_most']}" if "at_most" in target else f">= {target['at_least']}"
        word = "reached" if target["reached"] else "NOT reached"
        yield f"{name} {wanted}: {target['seen']}, {word}"


def _entries(of: Mapping[str, Any]) -> str:
    return f"{of['entries_per_second']:,} entries/s, {_times(of)}"


def _times(of: Mapping[str, Any]) -> str:
    most = ", ".join(
        f"{part} {of[f'{part}_ms']} ms" for part in ("p50", "p95", "p99") if of["count"]
    )
    return f"{of['per_second']:,}/s {most}".rstrip()
