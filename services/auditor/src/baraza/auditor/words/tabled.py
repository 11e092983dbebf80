"""What `sql` says to a person who reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.words.found import only_read


def tabled(told: Mapping[str, Any]) -> Iterator[str]:
    if "rows" in told:
        yield f"{told['file']}: a log of {told['size']:,} entries."
        yield from (f"{count:>9,}  {name}" for name, count in sorted(told["rows"].items()))
        yield "Begin with: SELECT text FROM readme; SELECT * FROM examples;"
    yield from only_read(told)
