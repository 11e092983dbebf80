"""What reports have shown: a later one may not be told apart from it by a few (I26)."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from typing import Any

from baraza.decider import Seen
from baraza.registration import messages as m
from baraza.registration.domain.v1.evidence import Shown
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.values import replace


def shown_as(report: m.OfReport) -> tuple[str, str]:
    """Posts are the same ones, whichever programme tells of them."""
    return report.kind, "" if report.kind == "retention" else report.programme or ""


def beside(state: State, report: m.OfReport) -> list[Shown]:
    """The earlier reports that this one may be laid beside, oldest first of each programme.

    All programmes together and one of them differ by the others, so they are looked at as one.
    """
    kind, which = shown_as(report)
    return [
        shown
        for (of_kind, programme), reports in sorted(state.doings.reports.items())
        if of_kind == kind and (not which or programme in {"", which})
        for shown in reports
    ]


def _reported(state: State, fact: m.ReportPublished, _: Seen) -> State:
    """What a group's rows have shown; a later report of it may not be told apart from them."""
    shown = state.doings.shown
    rows: dict[str, tuple[int, int] | None] = {}
    for row in fact.rows:
        rows[row.group] = None
        if row.count is not None and row.of is not None:
            rows[row.group] = (row.count, row.of)
            key = (*shown_as(fact), row.group)
            shown = shown.insert(key, (*shown.get(key, ()), row.count, row.of))
    of = shown_as(fact)
    reports = state.doings.reports.insert(of, (*state.doings.reports.get(of, ()), rows))
    return replace(state, doings=replace(state.doings, shown=shown, reports=reports))


CHANGES: Mapping[type, Callable[[State, Any, Seen], State]] = {
    m.ReportPublished: _reported,
}
