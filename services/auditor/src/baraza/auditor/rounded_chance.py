"""What the chance that a round announced comes to, from the log alone (`matching.md` 6, reason 22).

Nothing here believes what was recorded as its value: a pulse is read again and its signature held
against the key that a body adopted, and contributions are held against what was committed to.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from baraza.decider import Entry
from baraza.matching.domain.v1.beacons import Adopted, NotThePulse, genuine
from baraza.matching.domain.v1.certificate import Rejected
from baraza.matching.domain.v1.contributions import LEAST, combined, commitment

BEACON = 22
COMMITTED, REVEALED = "ChanceCommitted", "ChanceRevealed"


def published(announced: Mapping[str, Any], body: bytes, adopted: Sequence[Adopted]) -> str:
    """The value of the pulse that was named, by its own signature."""
    not_before = datetime.fromisoformat(str(announced["pulse_at"]))
    try:
        return genuine(body, announced["beacon"], announced["pulse"], not_before, adopted).value
    except NotThePulse as why:
        raise Rejected(BEACON, f"the pulse does not prove its value: {why}") from None


def together(
    round_: str,
    announced: Mapping[str, Any],
    told: Sequence[tuple[int, Entry]],
    frozen: int,
    recorded: int,
) -> str:
    """What the contributions come to.

    1. Enough of the bodies that were named had committed before the freeze, each once. 2. All of
    them revealed after it, before the chance was recorded. 3. Each what it had committed to.
    """
    # 1.
    committed = dict(_once(told, COMMITTED, "digest", range(frozen)))
    named = set(announced.get("contributors") or ())
    if len(committed) < LEAST or not committed.keys() <= named:
        raise Rejected(BEACON, "too few bodies of those named had committed before the freeze")
    # 2.
    revealed = dict(_once(told, REVEALED, "contribution", range(frozen + 1, recorded)))
    if revealed.keys() != committed.keys():
        raise Rejected(BEACON, "not everybody who had committed revealed in time, and nobody else")
    # 3.
    for body, contribution in sorted(revealed.items()):
        if commitment(round_, body, contribution) != committed[body]:
            raise Rejected(BEACON, f"{body} revealed something else than it had committed to")
    return combined(revealed.values())


def _once(
    told: Sequence[tuple[int, Entry]], name: str, field: str, when: range
) -> Iterator[tuple[str, str]]:
    """By body. Said twice, or in another time, it is no part of any chance."""
    seen: set[str] = set()
    for index, entry in told:
        if entry.name != name:
            continue
        body = str(entry.data["body"])
        if index not in when or body in seen:
            raise Rejected(BEACON, f"{body} took part at another time, or twice")
        seen.add(body)
        yield body, str(entry.data[field])
