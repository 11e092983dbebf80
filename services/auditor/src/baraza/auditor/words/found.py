"""What every command says at its end: each finding, and what they come to."""

from collections.abc import Iterator, Mapping
from typing import Any

_SAID = {0: "All claims hold.", 1: "A CLAIM IS FALSE.", 3: "Not everything could be checked."}


def found(told: Mapping[str, Any]) -> Iterator[str]:
    for finding in told["findings"]:
        place = "" if finding["index"] is None else f" at entry {finding['index']}"
        check = f"{finding['check']} " if finding["check"] else ""
        yield f"- {check}{finding['code']}{place}: {finding['detail']}"
    if told["findings_more"]:
        yield f"- and {told['findings_more']} more"
    yield _SAID.get(told["exit"], "")


def only_read(told: Mapping[str, Any]) -> Iterator[str]:
    """The end of what a command read and did not verify."""
    if told["exit"]:
        yield from found(told)
    else:
        yield "Told as the files tell it; whether they are sound, `verify` says."
