"""What a read model's query finds, as plain values that outlive the connection."""

from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Column, Connection, Select

Row: TypeAlias = dict[str, Any]
S = TypeVar("S", bound=Select[Any])


def rows_of(connection: Connection, query: Select[Any]) -> list[Row]:
    """All rows, in the query's own order."""
    return [dict(row) for row in connection.execute(query).mappings()]


def row_of(connection: Connection, query: Select[Any]) -> Row | None:
    """The first row. None: there is none."""
    row = connection.execute(query).mappings().first()
    return None if row is None else dict(row)


def where(query: S, column: Column[str], value: str | None) -> S:
    """Only the rows that say this; all of them where it is not told."""
    return query if value is None else query.where(column == value)
