"""What `report` says to a person who reads, besides the page."""

from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.words.found import found


def reported(told: Mapping[str, Any]) -> Iterator[str]:
    if "file" in told:
        yield f"{told['file']}: {told['bytes']:,} bytes, SHA-256 {told['sha256']}"
        yield (
            f"{told['origin']}: {told['decisions']:,} decisions in {told['size']:,} entries, "
            f"{told['standing']}; {told['overdue']} overdue"
        )
        yield f"Decisions drawn: {', '.join(map(str, told['drawn'])) or 'none'}."
    yield from found(told)
