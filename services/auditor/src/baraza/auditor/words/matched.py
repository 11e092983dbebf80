"""What `match` says to a person who reads."""

from collections.abc import Iterator, Mapping
from typing import Any


def matched(told: Mapping[str, Any]) -> Iterator[str]:
    """The numbered reason of `matching.md` 9, or what was proven."""
    if told.get("reason", 0) is not None:
        for finding in told["findings"]:
            yield f"{finding['code'].replace('_', ' ')}: {finding['detail']}"
        return
    yield from _PROVEN[told["policy"]](told)
    yield f"Instance {told['instance']}"
    yield f"Result   {told['result']}"


def _best(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"{told['matched']} matched, {told['welfare']} points, floors {told['floors']}."
    yield "Proven: this is the best answer to the question, and no other is as good."


def _stable(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"{told['matched']} matched."
    yield "Proven: no mentee and mentor would both gain by leaving for each other, and no stable"
    yield "answer is better for any mentee."


def _crossing(told: Mapping[str, Any]) -> Iterator[str]:
    yield f"{told['matched']} matched, {told['welfare']} points, every floor kept."
    if told["gap"]:
        yield "Proven within a gap: no answer that matches as many and keeps every floor has more"
        yield f"than {told['welfare'] + told['gap']} points; {told['gap']} more at most."
    else:
        yield "Proven: of all answers that match as many and keep every floor this is the best, and"
        yield "no other is as good."


_PROVEN = {"best": _best, "stable": _stable, "crossing": _crossing}
