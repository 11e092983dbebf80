"""What the commands of a witness say to a person who reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.words.found import found


def key_made(told: Mapping[str, Any]) -> Iterator[str]:
    """The vkey alone: it goes into policies as it is."""
    yield told["vkey"]


def ended(_: Mapping[str, Any]) -> Iterator[str]:
    yield '{"ended": true}'


def refused(told: Mapping[str, Any]) -> Iterator[str]:
    for one in told.get("refused", ()):
        says = "convicts by itself" if one["convicts"] else "needs the log itself beside it"
        yield (
            f"{one['number']}. {one['origin']} size {one['size']}, refused at {one['at']} while "
            f"{one['held_size']} was held; {says}"
        )
    if "refused" in told and not told["refused"]:
        yield "Nothing was refused: every checkpoint that came extended the one before."
    if told.get("file"):
        yield f"Evidence {told['written']} is in {told['file']}: baraza-audit check-evidence"
    if told["findings"]:
        yield from found(told)
