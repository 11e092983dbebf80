"""What witnesses have said of checkpoints: stored once, and laid under the note they stand by."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from baraza.ledger import tables
from baraza.transparency.notes import Verifier


@dataclass(frozen=True)
class Cosignature:
    """One verified line."""

    size: int
    verifier: Verifier
    at: int  # seconds since 1970
    line: str


def store(connection: Connection, found: Sequence[Cosignature]) -> None:
    """Keep these; one that is kept already stays as it is."""
    table = tables.cosignature
    for one in found:
        row = {
            "size": one.size,
            "key_name": one.verifier.name,
            "key_id": one.verifier.key_id,
            "time": one.at,
        }
        same = select(table.c.size).where(*(table.c[name] == value for name, value in row.items()))
        if connection.execute(same).first() is None:
            connection.execute(insert(table), {**row, "line": one.line})


def whole(connection: Connection, note: str, size: int) -> str:
    """The note of this size with each witness's newest line under it, in the order of names."""
    table = tables.cosignature.c
    rows = connection.execute(
        select(table.key_name, table.key_id, table.time, table.line)
        .where(table.size == size)
        .order_by(table.key_name, table.key_id, table.time)
    )
    newest = {(name, key_id): line for name, key_id, _, line in rows}
    return note + "".join(newest.values())


def known(connection: Connection, verifier: Verifier) -> int:
    """The largest size of which this witness's cosignature is kept; 0 where none is."""
    table = tables.cosignature.c
    size = connection.execute(
        select(func.max(table.size)).where(
            table.key_name == verifier.name, table.key_id == verifier.key_id
        )
    ).scalar()
    return size or 0
