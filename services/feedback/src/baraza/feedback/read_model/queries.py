"""From rows to answers, in an order that never depends on how rows lie."""

from collections.abc import Collection
from typing import Any, TypeAlias

from sqlalchemy import Column, Connection, Select, select

from baraza.feedback.read_model.tables import (
    ANSWER,
    COLLECTION,
    EVALUATION,
    INSTRUMENT,
    REPORT,
    SUGGESTION,
)

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


def answers(connection: Connection, names: Collection[str]) -> dict[str, list[dict[str, int]]]:
    """By collection, the marks of each answer."""
    query = select(ANSWER).where(ANSWER.c.collection.in_(names)).order_by(ANSWER.c.voice)
    found: dict[str, list[dict[str, int]]] = {name: [] for name in names}
    for row in _rows(connection, query):
        found[row["collection"]].append(row["marks"])
    return found


def suggestions(connection: Connection, programme: str | None, matter: str | None) -> list[Row]:
    """Oldest first."""
    query = _where(select(SUGGESTION), SUGGESTION.c.programme, programme)
    query = _where(query, SUGGESTION.c.matter, matter).order_by(SUGGESTION.c.idx)
    return _rows(connection, query)


def instruments(connection: Connection, programme: str | None) -> list[Row]:
    """Texts as they were drafted: the programme's own, and those for all, oldest first."""
    query = select(INSTRUMENT).order_by(INSTRUMENT.c.idx)
    if programme is not None:
        query = query.where(INSTRUMENT.c.programme.in_(["", programme]))
    return _rows(connection, query)


def evaluations(connection: Connection, programme: str | None, evaluation: str | None) -> list[Row]:
    """Oldest first."""
    query = _where(select(EVALUATION), EVALUATION.c.programme, programme)
    query = _where(query, EVALUATION.c.evaluation, evaluation).order_by(EVALUATION.c.idx)
    return _rows(connection, query)


def _where(query: Select[Any], column: Column[str], value: str | None) -> Select[Any]:
    return query if value is None else query.where(column == value)


def _rows(connection: Connection, query: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(query).mappings()]
