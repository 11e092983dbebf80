"""What `demo` says: a lie, the command that found it, and what it found."""

from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.words.found import found

WIDE = 76
"""Characters of a finding's detail; the command itself tells the whole."""


def demonstrated(told: Mapping[str, Any]) -> Iterator[str]:
    if "lies" in told:
        yield (
            f"A log of {told['entries']} entries was made, and told wrongly in "
            f"{told['forged']} ways. In the honest log nothing may be found: "
            f"{'nothing was' if told['honest'] else 'SOMETHING WAS'}."
        )
        for number, one in enumerate(told["lies"], 1):
            yield ""
            yield from _lie(number, one)
        yield ""
        yield f"{told['found']} of {told['forged']} forged logs were found."
        if "folder" in told["lies"][0]:
            yield "Look at them: each lies in a folder of its own, with its lie as it was told."
    if told["findings"]:
        yield from found(told)


def _lie(number: int, one: Mapping[str, Any]) -> Iterator[str]:
    yield f"{number:>2}  {one['what']}"
    finding = one["finding"]
    if not one["found"] or finding is None:
        yield f"    NOT FOUND by {one['command']} (exit {one['exit']})"
        return
    place = "" if finding["index"] is None else f" at entry {finding['index']}"
    check = f"{finding['check']} " if finding["check"] else ""
    detail = finding["detail"]
    short = detail if len(detail) <= WIDE else f"{detail[:WIDE]} ..."
    yield f"    {one['command']}: {check}{finding['code']}{place}"
    yield f"    {short}"
    if "folder" in one:
        yield f"    {one['folder']}"
