"""From rows to answers, in an order that never depends on how rows lie."""

from sqlalchemy import Connection, select

from baraza.projection import Row, row_of, rows_of, where
from baraza.registration.read_model.tables import (
    CANDIDACY,
    FIGURE,
    INTAKE,
    OFFER,
    PERSON,
    POST,
    PROGRAMME,
    REPORT,
    STAGE,
)


def programme(connection: Connection, name: str) -> Row | None:
    return row_of(connection, select(PROGRAMME).where(PROGRAMME.c.programme == name))


def intakes(connection: Connection, name: str | None = None) -> list[Row]:
    """All intakes of a programme, or of all, oldest first."""
    query = select(INTAKE).order_by(INTAKE.c.idx)
    return rows_of(connection, where(query, INTAKE.c.programme, name))


def offers(connection: Connection, intake: str) -> list[Row]:
    query = select(OFFER).where(OFFER.c.intake == intake).order_by(OFFER.c.offer)
    return rows_of(connection, query)


def candidacies(connection: Connection, intake: str) -> list[Row]:
    query = select(CANDIDACY).where(CANDIDACY.c.intake == intake).order_by(CANDIDACY.c.person)
    return rows_of(connection, query)


def person(connection: Connection, who: str) -> Row | None:
    return row_of(connection, select(PERSON).where(PERSON.c.person == who))


def candidacies_of(connection: Connection, who: str) -> list[Row]:
    """Which intakes a person applied to, and how each ended."""
    query = select(CANDIDACY).where(CANDIDACY.c.person == who).order_by(CANDIDACY.c.intake)
    return rows_of(connection, query)


def offers_to(connection: Connection, who: str) -> list[Row]:
    query = select(OFFER).where(OFFER.c.person == who).order_by(OFFER.c.answer_by, OFFER.c.offer)
    return rows_of(connection, query)


def stages(connection: Connection, who: str) -> list[Row]:
    query = select(STAGE).where(STAGE.c.person == who)
    return rows_of(connection, query.order_by(STAGE.c.programme, STAGE.c.track))


def posts(connection: Connection, who: str) -> list[Row]:
    query = select(POST).where(POST.c.person == who).order_by(POST.c.starts_on, POST.c.idx)
    return rows_of(connection, query)


def reports(connection: Connection, kind: str, name: str | None = None) -> list[Row]:
    """Every report of a kind, oldest first, each with its figures."""
    query = select(REPORT).where(REPORT.c.kind == kind).order_by(REPORT.c.idx)
    rows = rows_of(connection, where(query, REPORT.c.programme, name))
    return [{**row, "rows": _figures(connection, row["report"])} for row in rows]


def _figures(connection: Connection, report: str) -> list[Row]:
    query = select(FIGURE).where(FIGURE.c.report == report).order_by(FIGURE.c.number)
    return rows_of(connection, query)
