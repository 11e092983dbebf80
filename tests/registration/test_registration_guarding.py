"""No hidden cell of equity follows from all that was published, by any linear combination (I26)."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.registration.domain.v1.evidence import Shown
from baraza.registration.domain.v1.figures import Cell
from baraza.registration.domain.v1.guarding import guarded

SMALL = 5
ALL = "all"
Table: TypeAlias = Mapping[str, tuple[int, int]]
Variable: TypeAlias = tuple[int, str, str]
"""A report, a group, and `count` or `of`."""
Row: TypeAlias = dict[Variable, int]


def published(tables: Sequence[Table]) -> list[Shown]:
    """Each as it is shown beside those before it."""
    told: list[Shown] = []
    for table in tables:
        total = Cell(ALL, sum(c for c, _ in table.values()), sum(n for _, n in table.values()))
        cells = [Cell(group, *numbers) for group, numbers in table.items()]
        gone = guarded(total, cells, told, SMALL)
        rows: dict[str, tuple[int, int] | None] = {
            cell.group: None if gone is None or cell.group in gone else (cell.count, cell.of)
            for cell in cells
        }
        told.append({ALL: None if gone is None else (total.count, total.of), **rows})
    return told


def equations(tables: Sequence[Table], told: Sequence[Shown]) -> list[tuple[Row, int]]:
    """Everything that a reader of all reports knows for certain: rows shown, and every total."""
    found: list[tuple[Row, int]] = []
    for k, (table, shown) in enumerate(zip(tables, told, strict=True)):
        for at, column in enumerate(("count", "of")):
            found.append(({(k, group, column): 1 for group in table}, _sum(table, at)))
            for group, numbers in table.items():
                if shown[group] is not None:
                    found.append(({(k, group, column): 1}, numbers[at]))
    return found


def _sum(table: Table, at: int) -> int:
    return sum(numbers[at] for numbers in table.values())


class Known:
    """The row space of the equations, by exact elimination."""

    def __init__(self, found: Sequence[tuple[Row, int]]) -> None:
        self.pivots: dict[Variable, tuple[dict[Variable, Fraction], Fraction]] = {}
        for row, value in found:
            left, rest = self._reduced({v: Fraction(n) for v, n in row.items()}, Fraction(value))
            if left:
                pivot = next(iter(left))
                by = left[pivot]
                self.pivots[pivot] = ({v: n / by for v, n in left.items()}, rest / by)

    def of(self, target: Row) -> Fraction | None:
        """Its value, where some combination of what is known gives it."""
        left, value = self._reduced({v: Fraction(n) for v, n in target.items()}, Fraction(0))
        return None if left else -value

    def _reduced(
        self, row: dict[Variable, Fraction], value: Fraction
    ) -> tuple[dict[Variable, Fraction], Fraction]:
        while pivot := next((v for v in row if v in self.pivots), None):
            by, (equation, amount) = row[pivot], self.pivots[pivot]
            for variable, number in equation.items():
                row[variable] = row.get(variable, Fraction(0)) - by * number
                if not row[variable]:
                    del row[variable]
            value -= by * amount
        return row, value


def sensitive(tables: Sequence[Table]) -> list[Row]:
    """Cells of a few: what a row counts and leaves over, and what changed between two reports."""
    found: list[Row] = []
    for k, table in enumerate(tables):
        for group, (count, of) in table.items():
            mine: Row = {(k, group, "count"): 1}
            if 0 < count < SMALL:
                found.append(mine)
            if 0 < of - count < SMALL:
                found.append({(k, group, "of"): 1, (k, group, "count"): -1})
            for j, before in enumerate(tables[:k]):
                if group in before:
                    for at, column in enumerate(("count", "of")):
                        if 0 < abs(table[group][at] - before[group][at]) < SMALL:
                            found.append({(k, group, column): 1, (j, group, column): -1})
    return found


GROUPS = ("a", "b", "c", "d", "e")
CELL = st.tuples(st.integers(0, 20), st.integers(0, 12)).map(lambda two: (two[0], sum(two)))
FIRST = st.dictionaries(st.sampled_from(GROUPS), CELL, min_size=2, max_size=5)
STEP = st.lists(st.sampled_from([0, 0, 0, 1, -1, 2, -3, 5, -6, 9]), min_size=5, max_size=5)


def walked(first: Table, steps: Sequence[Sequence[int]], whole: bool) -> list[Table]:
    """The same people at later points, or counted once more: some more here, some fewer there."""
    tables: list[Table] = [first]
    for step in steps:
        before = tables[-1]
        after = {}
        for by, (group, (count, of)) in zip(step, before.items(), strict=False):
            now = of if whole else max(0, of + by)
            after[group] = (min(max(0, count + by), now), now)
        tables.append(after)
    return tables


@forall(FIRST, st.lists(STEP, max_size=4), st.booleans())
def test_no_cell_of_a_few_follows_from_the_reports(
    first: Table, steps: list[list[int]], whole: bool
) -> None:
    tables = walked(first, steps, whole)
    told = published(tables)
    if all(rows is None for shown in told for rows in shown.values()):
        return  # what follows then follows from the totals, which were known before
    known = Known(equations(tables, told))
    alone = Known(equations(tables, [dict.fromkeys(shown) for shown in told]))
    for cell in sensitive(tables):
        assert known.of(cell) is None or alone.of(cell) is not None, (tables, told, cell)


@forall(FIRST, st.lists(STEP, max_size=4), st.booleans())
def test_every_hidden_count_of_a_few_may_be_one_of_at_least_six(
    first: Table, steps: list[list[int]], whole: bool
) -> None:
    """Its count in one report, where the others tell the wholes of all groups."""
    tables = walked(first, steps, whole)
    for table, shown in zip(tables, published(tables), strict=True):
        dark = [group for group in table if shown[group] is None]
        if len(dark) == len(table):
            continue
        count = sum(table[group][0] for group in dark)
        for group in dark:
            others = sum(table[other][1] for other in dark if other != group)
            least, most = max(0, count - others), min(table[group][1], count)
            few = 0 < table[group][0] < SMALL or 0 < table[group][1] - table[group][0] < SMALL
            enough = min(SMALL, table[group][1], others)  # a group of four is four at most
            assert not few or most - least >= enough, (table, shown)


@forall(FIRST, st.lists(STEP, max_size=4), st.booleans())
def test_what_is_shown_is_no_cell_of_a_few(
    first: Table, steps: list[list[int]], whole: bool
) -> None:
    tables = walked(first, steps, whole)
    told = published(tables)
    for k, shown in enumerate(told):
        for group, numbers in shown.items():
            if numbers is None or group == ALL:
                continue
            count, of = numbers
            assert count >= SMALL
            assert not 0 < of - count < SMALL
            earlier = [before[group] for before in told[:k]]
            assert None not in earlier
            for old in earlier:
                assert old is None or not 0 < abs(count - old[0]) < SMALL


@forall(FIRST, st.lists(STEP, min_size=1, max_size=4), st.booleans())
def test_what_is_hidden_has_not_changed_by_a_few_all_together(
    first: Table, steps: list[list[int]], whole: bool
) -> None:
    """Beside a report that showed everything else: its total without that is their sum."""
    tables = walked(first, steps, whole)
    told = published(tables)
    for k, (table, shown) in enumerate(zip(tables, told, strict=True)):
        dark = [group for group in table if shown[group] is None]
        if not dark or len(dark) == len(table):
            continue
        for before in tables[:k]:
            for at in (0, 1):
                change = sum(table[group][at] - before[group][at] for group in dark)
                assert not 0 < abs(change) < SMALL, (tables, told)


def test_a_row_that_was_hidden_to_keep_another_stays_hidden() -> None:
    """Shown a little later it would give the other away."""
    first = {"a": (2, 9), "b": (7, 20), "c": (12, 30), "d": (20, 40)}
    later = {"a": (7, 14), "b": (7, 20), "c": (17, 35), "d": (20, 40)}

    told = published([first, later])

    assert told[0] == {ALL: (41, 99), "a": None, "b": None, "c": (12, 30), "d": (20, 40)}
    assert told[1] == {ALL: (51, 109), "a": None, "b": None, "c": (17, 35), "d": (20, 40)}


def test_a_total_that_grew_by_a_few_is_told_no_more_and_no_row_with_it() -> None:
    first = {"a": (10, 20), "b": (10, 20), "c": (12, 30)}
    later = {"a": (10, 20), "b": (12, 20), "c": (12, 30)}

    told = published([first, later])

    assert None not in told[0].values()
    assert set(told[1].values()) == {None}
