"""From rows to answers, in an order that never depends on how rows lie."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from baraza.feedback.read_model.tables import (
    ANSWER,
    COLLECTION,
    EVALUATION,
    INSTRUMENT,
    REPORT,
    SUGGESTION,
)
from baraza.projection import Row, row_of, rows_of, where


def collection(connection: Connection, name: str) -> Row | None:
    """A collection with every answer's marks; voices stay apart, in no order of asking."""
    row = row_of(connection, select(COLLECTION).where(COLLECTION.c.collection == name))
    if row is None:
        return None
    answers = rows_of(
        connection,
        select(ANSWER).where(ANSWER.c.collection == name).order_by(ANSWER.c.voice),
    )
    return {**row, "answers": [answer["marks"] for answer in answers]}


def collections(connection: Connection, programme: str | None) -> list[Row]:
    query = select(COLLECTION).order_by(COLLECTION.c.idx)
    return rows_of(connection, where(query, COLLECTION.c.programme, programme))


def reports(connection: Connection, programme: str | None) -> list[Row]:
    """What leaders owe and gave, oldest workshop first."""
    query = where(select(REPORT).order_by(REPORT.c.idx), REPORT.c.programme, programme)
    return rows_of(connection, query)


def answers(connection: Connection, names: Collection[str]) -> dict[str, list[dict[str, int]]]:
    """By collection, the marks of each answer."""
    query = select(ANSWER).where(ANSWER.c.collection.in_(names)).order_by(ANSWER.c.voice)
    found: dict[str, list[dict[str, int]]] = {name: [] for name in names}
    for row in rows_of(connection, query):
        found[row["collection"]].append(row["marks"])
    return found


def suggestions(connection: Connection, programme: str | None, matter: str | None) -> list[Row]:
    """Oldest first."""
    query = where(select(SUGGESTION), SUGGESTION.c.programme, programme)
    query = where(query, SUGGESTION.c.matter, matter).order_by(SUGGESTION.c.idx)
    return rows_of(connection, query)


def instruments(connection: Connection, programme: str | None) -> list[Row]:
    """Texts as they were drafted: the programme's own, and those for all, oldest first."""
    query = select(INSTRUMENT).order_by(INSTRUMENT.c.idx)
    if programme is not None:
        query = query.where(INSTRUMENT.c.programme.in_(["", programme]))
    return rows_of(connection, query)


def evaluations(connection: Connection, programme: str | None, evaluation: str | None) -> list[Row]:
    """Oldest first."""
    query = where(select(EVALUATION), EVALUATION.c.programme, programme)
    query = where(query, EVALUATION.c.evaluation, evaluation).order_by(EVALUATION.c.idx)
    return rows_of(connection, query)
