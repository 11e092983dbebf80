"""What `match` says to a person who reads."""

from collections.abc import Iterator, Mapping
from typing import Any


def matched(told: Mapping[str, Any]) -> Iterator[str]:
    """The numbered reason of `matching.md` 9, or what was proven."""
    if told["exit"]:
        for finding in told["findings"]:
            yield f"{finding['code'].replace('_', ' ')}: {finding['detail']}"
        return
    yield f"{told['matched']} matched, {told['welfare']} points, floors {told['floors']}."
    yield "Proven: this is the best answer to the question, and no other is as good."
    yield f"Instance {told['instance']}"
    yield f"Result   {told['result']}"
