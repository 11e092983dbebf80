"""What `replay` says to a person who reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.words.found import found


def replayed(told: Mapping[str, Any]) -> Iterator[str]:
    if "decisions" in told:
        yield (
            f"{told['decisions']} decisions decided again: {told['same']} the same, "
            f"{told['different']} different, {told['unverifiable']} unverifiable."
        )
        if "to" in told:
            yield f"The log has {told['size']:,} entries, not {told['to']:,}: all were replayed."
        lag = told["basis_lag"]
        yield f"Decided at most {lag['max']} entries before they were recorded, 99% {lag['p99']}."
        for name, state in told["state"].items():
            yield f"{name} at {state['position']}: {state['digest']}"
        for name, attested in told["attested"].items():
            if attested["first_different"] is None:
                yield f"{name} attested its state {attested['same']} times, rightly."
        first = told["first_different"]
        if first:
            yield f"First difference, entry {first['index']} ({first['why']}):"
            yield f"  recorded: {first['recorded']}"
            yield f"  expected: {first['expected']}"
    yield from found(told)
