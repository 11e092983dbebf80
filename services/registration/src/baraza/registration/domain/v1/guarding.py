"""Which rows of a table may be shown beside all that was shown before, so that nothing that is
hidden can be had by subtraction (I26).

What can be subtracted: the rows of a table from its total; a later table from an earlier one, row
by row and total from total; and what is left over from the whole of a group. The totals of a table
are known, whether a report shows them or not: rounds and intakes tell theirs.
"""

from collections.abc import Collection, Mapping, Sequence

from baraza.registration.domain.v1.evidence import Shown
from baraza.registration.domain.v1.figures import Cell, close, singles_out


def guarded(
    total: Cell, cells: Sequence[Cell], earlier: Sequence[Shown], small: int
) -> frozenset[str] | None:
    """The groups to be hidden, of a table of which earlier reports told. None: all, the total too.

    1. Whoever has few, leaves few over, was hidden before, or differs from before by a few. 2. As
    long as what is hidden can be had as a sum that is few, or differs from before by a few, the
    smallest row that is still shown goes too. 3. A total that is few or differs by a few from an
    earlier one says so of all rows together.
    """
    # 3.
    totals = [told[total.group] for told in earlier if total.group in told]
    if None in totals or singles_out(total, small) or _few(total, totals, small):
        return None
    # 1.
    gone = {cell.group for cell in cells if _must_go(cell, earlier, small)}
    # 2.
    left = sorted((c for c in cells if c.group not in gone), key=lambda c: (c.of, c.group))
    while gone and left and not _mixed(total, cells, gone, earlier, small):
        gone.add(left.pop(0).group)
    return frozenset(gone)


def hidden_before(cells: Sequence[Cell], earlier: Sequence[Shown]) -> set[str]:
    """What an earlier report did not show could be had from it and a row that is shown now."""
    names = {cell.group for cell in cells}
    return {group for told in earlier for group in told if told[group] is None and group in names}


def _must_go(cell: Cell, earlier: Sequence[Shown], small: int) -> bool:
    before = [told[cell.group] for told in earlier if cell.group in told]
    return singles_out(cell, small) or None in before or _few(cell, before, small)


def _few(cell: Cell, before: Sequence[tuple[int, int] | None], small: int) -> bool:
    """Does it differ from what was shown by a few, in what it counts or in what it leaves over?"""
    shown = [numbers for numbers in before if numbers is not None]
    rests = [of - count for count, of in shown]
    numbers = [number for two in shown for number in two]
    return close(cell, numbers, small) or any(0 < abs(cell.rest - r) < small for r in rests)


def _mixed(
    total: Cell,
    cells: Sequence[Cell],
    gone: Collection[str],
    earlier: Sequence[Shown],
    small: int,
) -> bool:
    """Do the sums of what is hidden say nothing of a few, now and laid beside what was shown?"""
    hidden = [cell for cell in cells if cell.group in gone]
    now = Cell("", sum(cell.count for cell in hidden), sum(cell.of for cell in hidden))
    if len(hidden) < 2 or singles_out(now, small):
        return False
    open_ = [cell.group for cell in cells if cell.group not in gone]
    sums = [_left(told, total.group, open_) for told in earlier if total.group in told]
    return not _few(now, sums, small)


def _left(told: Shown, total: str, open_: Sequence[str]) -> tuple[int, int] | None:
    """What an earlier report leaves for all groups but these: its total without them."""
    count, of = _numbers(told, total)
    for group in open_:
        its_count, its_of = _numbers(told, group)
        count, of = count - its_count, of - its_of
    return count, of


def _numbers(told: Mapping[str, tuple[int, int] | None], group: str) -> tuple[int, int]:
    """Of a group that did not exist then, none; one that was hidden then is hidden now."""
    return told.get(group) or (0, 0)
