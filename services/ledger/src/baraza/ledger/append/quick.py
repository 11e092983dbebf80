"""Statements that run for every append: compiled once, then given to the driver as they are.

Measured: composing, caching and wrapping cost ten times what SQLite itself needs for a row.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Delete, Insert, Select, Update
from sqlalchemy.exc import DBAPIError, StatementError


class Quick:
    """One statement with named parameters, on whatever database the connection is of."""

    def __init__(self, statement: Select[Any] | Insert | Update | Delete) -> None:
        self._statement = statement
        self._texts: dict[str, str] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Once for each row; how many rows of the table that touched."""
        cursor = _cursor(connection)
        try:
            cursor.executemany(self._text(connection), rows)
            return int(cursor.rowcount)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _told(connection, error) from error
        finally:
            cursor.close()

    def each(self, connection: Connection, keys: Iterable[Any]) -> Iterator[Sequence[Any]]:
        """What there is for each `key`, as plain rows."""
        cursor, text = _cursor(connection), self._text(connection)
        try:
            for key in keys:
                yield from cursor.execute(text, {"key": key}).fetchall()
        except connection.dialect.loaded_dbapi.Error as error:
            raise _told(connection, error) from error
        finally:
            cursor.close()

    def _text(self, connection: Connection) -> str:
        name = connection.dialect.name
        if name not in self._texts:
            made: Any = type(connection.dialect)
            dialect = made(paramstyle="named" if name == "sqlite" else "pyformat")
            self._texts[name] = str(self._statement.compile(dialect=dialect))
        return self._texts[name]


def _cursor(connection: Connection) -> Any:
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.cursor()


def _told(connection: Connection, error: Exception) -> StatementError:
    """The driver's error as the library would raise it."""
    dbapi_error: Any = connection.dialect.loaded_dbapi.Error
    return DBAPIError.instance(None, None, error, dbapi_error, dialect=connection.dialect)
