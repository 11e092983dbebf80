"""The consistency proof between two sizes, from the complete subtrees that the ledger keeps."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from baraza.ledger import tables
from baraza.transparency.tree import Frontier


def consistency_proof(connection: Connection, old: int, size: int) -> tuple[bytes, ...]:
    """As RFC 6962 has it (`ledger.md` 6.1), in time that grows with the depth of the tree."""
    if not 0 <= old <= size:
        raise ValueError(f"{old} is not a size before {size}")
    if old in {0, size}:
        return ()
    return tuple(_root(connection, first, last) for first, last in _ranges(0, size, old))


def _ranges(first: int, last: int, old: int) -> Iterator[tuple[int, int]]:
    """Which runs of leaves the proof names by their roots, in its order."""
    whole, named = True, []
    while old != last:
        middle = first + (1 << (last - first - 1).bit_length() - 1)
        if old <= middle:
            named.append((middle, last))
            last = middle
        else:
            named.append((first, middle))
            first, whole = middle, False
    if not whole:
        yield first, last
    yield from reversed(named)


def _root(connection: Connection, first: int, last: int) -> bytes:
    """The root over a run that begins at a multiple of its largest subtree."""
    peaks, at = [], first
    for level in reversed(range((last - first).bit_length())):
        if (last - first) >> level & 1:
            peaks.append(_node(connection, level, at >> level))
            at += 1 << level
    return Frontier(last - first, tuple(peaks)).root()


def _node(connection: Connection, level: int, pos: int) -> bytes:
    node = tables.node.c
    found: bytes = connection.execute(
        select(node.hash).where(node.level == level, node.pos == pos)
    ).scalar_one()
    return found
