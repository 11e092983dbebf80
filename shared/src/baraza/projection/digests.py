"""Digests by which read models are compared: of how tables are made, and of what is in them."""

from collections.abc import Mapping
from hashlib import sha256

from sqlalchemy import Connection, Engine, MetaData, Table, select
from sqlalchemy.schema import CreateIndex, CreateTable, ExecutableDDLElement

from baraza.canonical import canonical

Digests = Mapping[str, str]
"""Table name -> hex SHA-256 of its rows."""

CHUNK = 1_000


def definition_of(metadata: MetaData, engine: Engine) -> str:
    """Of the statements that make the tables and their indexes, in the order of their names."""
    said = sha256(b"baraza.definition/v1\n")
    for table in _named(metadata):
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements: list[ExecutableDDLElement] = [CreateTable(table), *map(CreateIndex, indexes)]
        for made in statements:
            said.update(str(made.compile(dialect=engine.dialect)).strip().encode() + b"\n")
    return said.hexdigest()


def rows_of_tables(connection: Connection, metadata: MetaData) -> Digests:
    """Of all rows, table by table: the SHA-256 of a line for each, in the order of the key.

    A line is the canonical JSON of the row's values in the order of the columns; bytes are
    written in hex. Tables without a key are read in the order of all their columns.
    """
    return {table.name: _rows(connection, table) for table in _named(metadata)}


def whole(digests: Digests) -> str:
    """One digest for a whole read model: a line for each table, in the order of their names."""
    said = sha256(b"baraza.rows/v1\n")
    for name, digest in sorted(digests.items()):
        said.update(f"{name} {digest}\n".encode())
    return said.hexdigest()


def _named(metadata: MetaData) -> list[Table]:
    return [table for _, table in sorted(metadata.tables.items())]


def _rows(connection: Connection, table: Table) -> str:
    said = sha256()
    order = list(table.primary_key.columns) or list(table.columns)
    query = select(table).order_by(*order)
    for row in connection.execute(query, execution_options={"yield_per": CHUNK}):
        values = [value.hex() if isinstance(value, bytes) else value for value in row]
        said.update(canonical(values) + b"\n")
    return said.hexdigest()
