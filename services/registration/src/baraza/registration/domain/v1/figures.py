"""Figures by group, and which of them must not be shown so that nobody is singled out (I26)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from baraza.registration.domain.v1.calendar import lasted


@dataclass(frozen=True)
class Cell:
    """Of so many in a group, so many; `of` may be the count itself where there is no whole."""

    group: str
    count: int
    of: int

    @property
    def rest(self) -> int:
        return self.of - self.count


def hidden(cells: Sequence[Cell], small: int, before: Collection[str] = ()) -> frozenset[str]:
    """The groups of a report whose totals are known elsewhere.

    A row is hidden whole: where its count, or the few who are left over, are under `small`; and
    where it was hidden at an earlier point of the same report. What is hidden can be had by
    subtraction from the totals only as a sum; so as long as one row alone is hidden, or the sums
    are small themselves, the smallest row that is still shown goes too. Nothing is hidden, or the
    rest is safe, or all is hidden.
    """
    gone = {cell.group for cell in cells if singles_out(cell, small) or cell.group in before}
    shown = sorted((c for c in cells if c.group not in gone), key=lambda c: (c.of, c.group))
    while gone and shown and not _mixed([c for c in cells if c.group in gone], small):
        gone.add(shown.pop(0).group)
    return frozenset(gone)


def singles_out(cell: Cell, small: int) -> bool:
    """Does it tell of a few, or leave a few over?"""
    return cell.count < small or 0 < cell.rest < small


def _mixed(cells: Sequence[Cell], small: int) -> bool:
    """Do the sums of what is hidden say nothing about any one row?"""
    count, rest = sum(c.count for c in cells), sum(c.rest for c in cells)
    return len(cells) > 1 and count >= small and not 0 < rest < small


@dataclass(frozen=True)
class Term:
    """A verified post; one that runs is known to have lasted until the day it is looked at."""

    post_kind: str
    starts_on: str
    ends_on: str | None


def retention(
    terms: Iterable[Term], marks: Sequence[int], day: str
) -> Mapping[str, Sequence[Cell]]:
    """By kind of post: of the terms that could have lasted so many months, those that did."""
    by_kind: dict[str, list[Term]] = {}
    for term in terms:
        if term.starts_on <= day:
            by_kind.setdefault(term.post_kind, []).append(term)
    return {
        kind: [_lasted(kind, by_kind[kind], months, day) for months in sorted(marks)]
        for kind in sorted(by_kind)
    }


def _lasted(kind: str, terms: Sequence[Term], months: int, day: str) -> Cell:
    """A term that still runs and is younger than the mark says nothing about it yet."""
    over = [_until(term, day) for term in terms]
    ended = [term.ends_on is not None and term.ends_on < day for term in terms]
    whole = [
        lasted(term.starts_on, until, months)
        for term, until, done in zip(terms, over, ended, strict=True)
        if done or lasted(term.starts_on, day, months)
    ]
    return Cell(f"{kind}_{months}_months", sum(whole), len(whole))


def _until(term: Term, day: str) -> str:
    return day if term.ends_on is None or term.ends_on > day else term.ends_on


def nested_hidden(cells: Sequence[Cell], small: int) -> frozenset[str]:
    """The rows of one kind count the same people at later marks: their differences are cells too.

    A row is shown only if it singles nobody out, and neither does what changed since any row
    that is shown before it.
    """
    shown: list[Cell] = []
    for cell in cells:
        steps = [abs(a - b) for old in shown for a, b in _columns(old, cell)]
        if not singles_out(cell, small) and not any(0 < step < small for step in steps):
            shown.append(cell)
    return frozenset(c.group for c in cells) - {c.group for c in shown}


def _columns(old: Cell, new: Cell) -> tuple[tuple[int, int], ...]:
    return (old.count, new.count), (old.of, new.of), (old.rest, new.rest)


def chain_hidden(cells: Sequence[Cell], small: int) -> frozenset[str]:
    """The rows of a chain, each with the ones who are left of the row before as its whole.

    How many there were at its beginning is known elsewhere. A row is shown only if none of its
    numbers differs by a few from any number that can be known.
    """
    known = [cell.of for cell in cells[:1]]
    gone: set[str] = set()
    for cell in cells:
        if singles_out(cell, small) or close(cell, known, small):
            gone.add(cell.group)
        else:
            known.extend((cell.count, cell.of))
    return frozenset(gone)


def close(cell: Cell, known: Iterable[int], small: int) -> bool:
    """Does some difference to what is known tell of a few people?"""
    return any(0 < abs(a - b) < small for a in (cell.count, cell.of) for b in known)
