"""What `path` says to a person who reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.sentences import day
from baraza.auditor.words.found import only_read


def pathed(told: Mapping[str, Any]) -> Iterator[str]:
    if "steps" in told:
        steps = told["steps"]
        yield f"{told['person']}: {len(steps):,} steps in a log of {told['size']:,} entries."
        yield from map(_step, steps)
        yield "The number before each is its entry: `explain --index` tells why, `prove` proves it."
    yield from only_read(told)


def _step(step: Mapping[str, Any]) -> str:
    asked = f"Asked to {step['asked_for']}. " if "asked_for" in step else ""
    return f"{step['index']:>7}  {day(step['at']):<17}  {asked}{step['says']}"
