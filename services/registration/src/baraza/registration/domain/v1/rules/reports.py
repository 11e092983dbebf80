"""Reports: figures that follow from the log alone, computed where they are published."""

from collections.abc import Collection, Iterator, Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.book import in_force
from baraza.registration.domain.v1 import equity, headlines
from baraza.registration.domain.v1.counting import as_one
from baraza.registration.domain.v1.figures import (
    Cell,
    chain_hidden,
    close,
    hidden,
    nested_hidden,
    retention,
)
from baraza.registration.domain.v1.guarding import guarded, hidden_before
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.shown import beside, shown_as
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.texts import Definitions, read
from baraza.registration.domain.v1.who import operator
from baraza.registration.messages import Fact, PublishReport, ReportPublished, Row

CLOSING = frozenset({"closing", "interim"})
"""The points of the headline reports."""
RETENTION = frozenset({"baseline", "closing"})


def publish_report(state: State, command: PublishReport, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By an operator, or the service itself. 2. Once. 3. Of a point that has come.

    4. A row that would tell of a few people, by itself or beside what was shown before, is hidden
    (I26).
    """
    # 1.
    if ours(asked, "registration") and (wrong := operator(state.book, asked, command.programme)):
        return wrong
    # 2.
    if command.report in state.reports:
        return Refused("already_done")
    # 3.
    if not _is_a_point(command):
        return Refused("figures_not_from_log")
    text = in_force(state.book, "definitions", command.programme, asked.time)
    definitions = read(Definitions, text.rules if text else {})
    rows = _rows_of(as_one(state), command, definitions, asked)
    if rows is None:
        return Refused("too_early")
    # 4.
    suppressed = sum(1 for row in rows if row.count is None)
    return [said(ReportPublished, command, rows=tuple(rows), suppressed=suppressed)]


def _is_a_point(command: PublishReport) -> bool:
    match command.kind:
        case "retention":
            return command.point in RETENTION
        case "equity":
            return command.point in equity.POINTS
        case _:
            return command.point in CLOSING


def _rows_of(
    state: State, command: PublishReport, definitions: Definitions, asked: Asked
) -> list[Row] | None:
    """None: the point has not come."""
    small = definitions.hidden_below
    match command.kind:
        case "retention":
            return list(_retention(state, command, definitions, asked))
        case "equity":
            return _equity(state, command, small, asked)
        case "development":
            chains = headlines.development(state, command.programme, asked.time)
            return [
                row
                for chain in chains
                for row in _told(state, command, chain, chain_hidden(chain, small), small)
            ]
        case "identification":
            found = headlines.identification(state, command.programme)
            return None if found is None else _one_table(state, command, found, small)
        case "investment":
            return _openly(headlines.investment(state, command.programme))
        case "delivery":
            return _openly(headlines.delivery(state, command.programme))
        case _:
            return _one_table(state, command, _cells_of(state, command, asked), small)


def _cells_of(state: State, command: PublishReport, asked: Asked) -> Sequence[Cell]:
    """Of a report that is one table about people."""
    match command.kind:
        case "roles_filled":
            return headlines.roles_filled(state, command.programme)
        case "forecast":
            return headlines.forecast(state, command.programme, asked.time)
        case "formats":
            return headlines.formats(state, command.programme)
        case _:
            return headlines.new_ties(state, command.programme)


def _openly(cells: Sequence[Cell]) -> list[Row]:
    """Money and workshops of organisations: nobody is counted, so nothing is hidden."""
    return list(_rows(cells, ()))


def _one_table(
    state: State, command: PublishReport, cells: Sequence[Cell], small: int
) -> list[Row]:
    earlier = hidden_before(cells, beside(state, command))
    before = _too_close(state, command, cells, small) | earlier
    return list(_rows(cells, hidden(cells, small, before=before)))


def _retention(
    state: State, command: PublishReport, definitions: Definitions, asked: Asked
) -> Iterator[Row]:
    """Posts on the day of the report; at the closing also what participants and mentors hold, by
    the pool by which they came."""
    terms = [*headlines.posts(state)]
    if command.point == "closing":
        terms.extend(headlines.cohorts(state, command.programme))
    day, small = asked.time.date().isoformat(), definitions.hidden_below
    for cells in retention(terms, definitions.retention_months, day).values():
        yield from _told(state, command, cells, nested_hidden(cells, small), small)


def _equity(state: State, command: PublishReport, small: int, asked: Asked) -> list[Row] | None:
    """By role all of them, then by dimension and group."""
    found = equity.tables(state, command.programme, command.point, asked.time)
    if not found:
        return None
    earlier = beside(state, command)
    rows: list[Row] = []
    for table in found:
        gone = guarded(table.total, table.cells, earlier, small)
        if all(row.group != table.role for row in rows):
            rows.extend(_rows([table.total], () if gone is not None else {table.role}))
        dark = {cell.group for cell in table.cells} if gone is None else gone
        rows.extend(_rows(table.cells, dark))
    return rows


def _told(
    state: State,
    command: PublishReport,
    cells: Sequence[Cell],
    gone: Collection[str],
    small: int,
) -> Iterator[Row]:
    return _rows(cells, {*gone, *_too_close(state, command, cells, small)})


def _too_close(
    state: State, command: PublishReport, cells: Sequence[Cell], small: int
) -> frozenset[str]:
    """The groups of which an earlier report showed nearly the same: the difference is a few.

    All programmes together and one of them differ by the others, so they are looked at as one.
    """
    kind, which = shown_as(command)
    known: dict[str, list[int]] = {}
    for (of_kind, programme, group), numbers in state.doings.shown.items():
        if of_kind == kind and (not which or programme in {"", which}):
            known.setdefault(group, []).extend(numbers)
    return frozenset(cell.group for cell in cells if close(cell, known.get(cell.group, ()), small))


def _rows(cells: Sequence[Cell], gone: Collection[str]) -> Iterator[Row]:
    for cell in cells:
        if cell.group in gone:
            yield Row(group=cell.group)
        else:
            yield Row(group=cell.group, count=cell.count, of=cell.of)
