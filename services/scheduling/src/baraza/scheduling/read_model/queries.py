"""From rows to answers, in an order that never depends on how rows lie."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from sqlalchemy import Connection, Select, select

from baraza.scheduling.read_model.tables import (
    ATTENDANCE,
    BAND,
    CERTIFICATE,
    DIFFERENCE,
    ENROLMENT,
    PLAN,
    SITTING,
    STATEMENT,
    WORKSHOP,
)

Row: TypeAlias = dict[str, Any]


def workshop(connection: Connection, name: str) -> Row | None:
    rows = _rows(connection, select(WORKSHOP).where(WORKSHOP.c.workshop == name))
    return _spread(rows[0]) if rows else None


def workshops(connection: Connection, programme: str) -> list[Row]:
    """All workshops of a programme, by start, those without one last."""
    rows = _rows(connection, select(WORKSHOP).where(WORKSHOP.c.programme == programme))
    order = sorted(rows, key=lambda row: (row["start"] or row["window_from"], row["workshop"]))
    return [_spread(row) for row in order]


def bands(connection: Connection, name: str) -> list[Row]:
    """What a workshop's hour costs each zone band, from west to east."""
    query = select(BAND).where(BAND.c.workshop == name).order_by(BAND.c.hours_east)
    return _rows(connection, query)


def enrolments(connection: Connection, name: str) -> list[Row]:
    """Who has a place or waits for one, in the order of asking."""
    query = select(ENROLMENT).where(ENROLMENT.c.workshop == name).order_by(ENROLMENT.c.idx)
    return _rows(connection, query)


def attendance(connection: Connection, name: str) -> list[Row]:
    """Every record of a workshop, oldest first."""
    query = select(ATTENDANCE).where(ATTENDANCE.c.workshop == name).order_by(ATTENDANCE.c.idx)
    return _rows(connection, query)


def certificates(connection: Connection, person: str) -> list[Row]:
    query = select(CERTIFICATE).where(CERTIFICATE.c.person == person).order_by(CERTIFICATE.c.idx)
    rows = _rows(connection, query)
    return [{**row, "cited": [int(index) for index in row["cited"].split()]} for row in rows]


def sittings(connection: Connection, programme: str) -> list[Row]:
    query = select(SITTING).where(SITTING.c.programme == programme)
    return _rows(connection, query.order_by(SITTING.c.day, SITTING.c.series, SITTING.c.number))


def plan(connection: Connection, programme: str) -> Row | None:
    """The last version that was published."""
    query = select(PLAN).where(PLAN.c.programme == programme).order_by(PLAN.c.version.desc())
    rows = _rows(connection, query.limit(1))
    return rows[0] if rows else None


def differences(connection: Connection, programme: str, version: int) -> list[Row]:
    query = select(DIFFERENCE).where(
        DIFFERENCE.c.programme == programme, DIFFERENCE.c.version == version
    )
    return _rows(connection, query.order_by(DIFFERENCE.c.number))


def statements(connection: Connection, people: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """By person: under which commands they stated their hours, and from when; oldest first."""
    wanted = set(people)
    said: dict[str, list[tuple[str, str]]] = {person: [] for person in sorted(wanted)}
    for row in _rows(connection, select(STATEMENT).order_by(STATEMENT.c.idx)):
        if row["person"] in wanted:
            said[row["person"]].append((row["command_id"], row["from_on"]))
    return said


def _spread(row: Row) -> Row:
    return {**row, "capacities": row["capacities"].split()}


def _rows(connection: Connection, query: Select[Any]) -> list[Row]:
    return [dict(row) for row in connection.execute(query).mappings()]
