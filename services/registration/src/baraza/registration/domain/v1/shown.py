"""What reports have shown: a later one may not be told apart from it by a few (I26)."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from typing import Any

from baraza.decider import Seen
from baraza.registration import messages as m
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.values import replace


def shown_as(report: m.OfReport) -> tuple[str, str]:
    """Posts are the same ones, whichever programme tells of them."""
    return report.kind, "" if report.kind == "retention" else report.programme or ""


def _reported(state: State, fact: m.ReportPublished, _: Seen) -> State:
    """What a group's rows have shown; a later report of it may not be told apart from them."""
    shown = state.doings.shown
    for row in fact.rows:
        if row.count is not None and row.of is not None:
            key = (*shown_as(fact), row.group)
            shown = shown.insert(key, (*shown.get(key, ()), row.count, row.of))
    return replace(state, doings=replace(state.doings, shown=shown))


CHANGES: Mapping[type, Callable[[State, Any, Seen], State]] = {
    m.ReportPublished: _reported,
}
