"""From rows to answers, in an order that never depends on how rows lie."""

from typing import Any, TypeAlias

from sqlalchemy import Column, Connection, Select, select

from baraza.feedback.read_model.tables import ANSWER, COLLECTION, REPORT

Row: TypeAlias = dict[str, Any]


def collection(connection: Connection, name: str) -> Row | None:
    """A collection with every answer's marks; voices stay apart, in no order of asking."""
    rows = _rows(connection, select(COLLECTION).where(COLLECTION.c.collection == name))
    if not rows:
        return None
    answers = _rows(
        connection,
        select(ANSWER).where(ANSWER.c.collection == name).order_by(ANSWER.c.voice),
    )
    return {**rows[0], "answers": [row["marks"] for row in answers]}


def collections(connection: Connection, programme: str | None) -> list[Row]:
    query = select(COLLECTION).order_by(COLLECTION.c.idx)
    return _rows(connection, _where(query, COLLECTION.c.programme, programme))


def reports(connection: Connection, programme: str | None) -> list[Row]:
    """What leaders owe and gave, oldest workshop first."""
    query = _where(select(REPORT).order_by(REPORT.c.idx), REPORT.c.programme, programme)
    return _rows(connection, query)


def _where(query: Select[Any], column: Column[str], value: str | None) -> Select[Any]:
    return query if value is None else query.where(column == value)


def _rows(connection: Connection, query: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(query).mappings()]
