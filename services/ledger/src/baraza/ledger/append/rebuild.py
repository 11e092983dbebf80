"""What is known of the log, read back from its entries when a ledger starts (`ledger.md` 5.5)."""

from collections.abc import Iterator, Mapping

from sqlalchemy import Connection, delete, func, insert, or_, select

from baraza.decider import Entry
from baraza.ledger import tables
from baraza.ledger.append.group import FOUNDED, chunks, key_rows, published_by
from baraza.ledger.append.request import Standing
from baraza.transparency.keys import KeyRing
from baraza.transparency.leaf import Leaf

_ROWS = 5_000


def stand(connection: Connection, size: int, recorded_at: int) -> tuple[Standing, list[bytes]]:
    """Keys, contracts and clock from the log's own entries; the complete subtrees of its tree."""
    ring = KeyRing()
    contracts: dict[str, str] = {}
    published: dict[str, tuple[str, int]] = {}
    clock = None
    for index, entry in own_entries(connection, founding=True):
        document = entry.document
        ring = ring.learn(index, document)
        new = published_by(document)
        contracts.update(new)
        published.update((t, (new[t], index)) for t in new if t not in published)
        clock = document["data"]["clock"] if document["type"] == FOUNDED else clock
    _rebuild_small(connection, ring, published)
    return Standing(size, recorded_at, ring, contracts, clock), peaks(connection, size)


def rebuild_entities(connection: Connection) -> None:
    """Make the versions of entities anew where they do not reach the last event."""
    version = tables.entry.c.entity_version
    last = connection.execute(
        select(func.max(tables.entry.c.idx)).where(version.is_not(None))
    ).scalar()
    if last == connection.execute(select(func.max(tables.entity.c.last_idx))).scalar():
        return
    connection.execute(delete(tables.entity))
    newest = (
        select(tables.entry.c.entity, func.max(version), func.max(tables.entry.c.idx))
        .where(version.is_not(None))
        .group_by(tables.entry.c.entity)
    )
    for some in chunks(connection.execute(newest).all(), _ROWS):
        connection.execute(
            insert(tables.entity),
            [{"entity": row[0], "version": row[1], "last_idx": row[2]} for row in some],
        )


def _rebuild_small(
    connection: Connection, ring: KeyRing, published: Mapping[str, tuple[str, int]]
) -> None:
    schemas = [{"type": t, "sha256": d, "from_idx": i} for t, (d, i) in published.items()]
    for table, rows in ((tables.signing_key, key_rows(ring)), (tables.schema, schemas)):
        count = connection.execute(select(func.count()).select_from(table)).scalar_one()
        if count != len(rows):
            connection.execute(delete(table))
            connection.execute(insert(table), rows)


def own_entries(connection: Connection, *, founding: bool = False) -> Iterator[tuple[int, Entry]]:
    """The ledger's own facts in order, and the command that founded the log if asked for."""
    where = or_(tables.entry.c.idx == 0, tables.OF_LEDGER) if founding else tables.OF_LEDGER
    rows = connection.execute(
        select(tables.entry.c.idx, tables.entry.c.leaf).where(where).order_by(tables.entry.c.idx)
    )
    for index, leaf in rows:
        yield index, Entry.read(Leaf.parse(leaf).wire)


def peaks(connection: Connection, size: int) -> list[bytes]:
    """The roots of the complete subtrees of this size, largest first."""
    found = []
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            pos = (size >> level) - 1
            where = tables.node.c.level == level, tables.node.c.pos == pos
            found.append(connection.execute(select(tables.node.c.hash).where(*where)).scalar_one())
    return found
