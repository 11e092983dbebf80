"""What `match` and `match why` say to a person who reads."""

from collections.abc import Iterator, Mapping
from typing import Any


def matched(told: Mapping[str, Any]) -> Iterator[str]:
    """The numbered reason of `matching.md` 9, or what was proven."""
    if told.get("reason", 0) is not None:
        yield from _found(told)
        return
    yield from _PROVEN[told["policy"]](told)
    yield f"Instance {told['instance']}"
    yield f"Result   {told['result']}"
    yield from (line for line in _found(told) if not line.startswith("gap:"))
    if "log" in told:
        yield from _held(told)


def why(told: Mapping[str, Any]) -> Iterator[str]:
    """The sentences of an explanation; without one, what was found instead."""
    yield from told.get("says") or _found(told)


def _found(told: Mapping[str, Any]) -> Iterator[str]:
    for finding in told["findings"]:
        yield f"{finding['code'].replace('_', ' ')}: {finding['detail']}"


def _held(told: Mapping[str, Any]) -> Iterator[str]:
    """Where the log tells of the round."""
    at = {fact: index for fact, index in told["log"].items() if index is not None}
    if all(finding["code"] == "gap" for finding in told["findings"]):
        yield "The log agrees: sealed before the draw, drawn by the announced chance, scores and"
        yield "exclusions by the rules. That its files are whole is for `verify` to say."
    yield f"In the log: {', '.join(f'{fact} at {index}' for fact, index in at.items())}."
    if "RoundSettled" not in at:
        yield "The log has not settled the round."
    if "RoundVoided" in at:
        yield f"It is void since entry {at['RoundVoided']}: nobody is a pair by it."


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
