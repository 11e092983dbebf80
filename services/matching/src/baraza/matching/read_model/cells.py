"""Which figures by group may be shown, so that nobody is singled out (I26)."""

from collections.abc import Mapping

SMALL = 5
Counts = tuple[int, int]
"""So many, of so many in the group; the same twice where there is no whole."""


def shown(table: Mapping[str, Counts]) -> dict[str, Counts | None]:
    """The rows of a table whose totals are known; None: it is hidden whole.

    A row is hidden where its count, or the few who are left over, are under five. What is hidden
    can be had from the totals as a sum alone: as long as that sum says something about one row, or
    is small itself, the smallest row that is still shown is hidden too.
    """
    gone = [group for group in sorted(table) if _singles_out(*table[group])]
    left = sorted((of, group) for group, (_, of) in table.items() if group not in gone)
    while gone and left and not _mixed([table[group] for group in gone]):
        gone.append(left.pop(0)[1])
    return {group: None if group in gone else table[group] for group in sorted(table)}


def _singles_out(count: int, of: int) -> bool:
    return count < SMALL or 0 < of - count < SMALL


def _mixed(rows: list[Counts]) -> bool:
    count, rest = sum(count for count, _ in rows), sum(of - count for count, of in rows)
    return len(rows) > 1 and count >= SMALL and not 0 < rest < SMALL
