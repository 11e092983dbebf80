"""The plan of a programme as people see it, and how one version differs from the last."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from rpds import HashTrieMap

from baraza.scheduling.domain.v1.horizon import firm
from baraza.scheduling.messages import Difference

Items = Mapping[str, str]
"""What is planned, and when: a workshop's window (two days and a slash) or its start, a sitting's
day. A window is no promise, so it is never firm."""


@dataclass(frozen=True)
class Published:
    """A version of the plan as it was published."""

    version: int
    at: datetime
    items: HashTrieMap[str, str] = field(default_factory=HashTrieMap)

    def next(self, differences: Iterable[Difference], at: datetime) -> Published:
        """The version after these differences."""
        items = self.items
        for row in differences:
            if row.after is not None:
                items = items.insert(row.what, row.after)
            elif row.kind == "dropped":
                items = items.discard(row.what)
        return Published(self.version + 1, at, items)


def differences(last: Published | None, items: Items, at: datetime) -> tuple[Difference, ...]:
    """Row by row, in the order of names, what a version published now changes."""
    before: Items = {} if last is None else last.items
    rows = []
    for what in sorted({*before, *items}):
        row = _difference(what, before.get(what), items.get(what), last, at)
        if row is not None:
            rows.append(row)
    return tuple(rows)


def _difference(
    what: str, before: str | None, after: str | None, last: Published | None, at: datetime
) -> Difference | None:
    if before is None:
        return Difference(kind="added", what=what, after=after)
    if after is None:
        return Difference(kind="dropped", what=what, before=before)
    if before != after:
        return Difference(kind="moved", what=what, before=before, after=after)
    if last is not None and relied_on(after, at) and not relied_on(after, last.at):
        return Difference(kind="firmed", what=what, before=before, after=after)
    return None


def relied_on(when: str, published: datetime) -> bool:
    """Is this firm in a plan published at this time?"""
    return "/" not in when and firm(date.fromisoformat(when[:10]), published)
