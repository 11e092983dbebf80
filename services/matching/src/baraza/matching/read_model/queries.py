"""From rows to answers, in an order that never depends on how rows lie."""

from sqlalchemy import Connection, Select, func, select

from baraza.matching.read_model.tables import (
    ENTRANT,
    EXCLUDED,
    PAIR,
    ROUND,
    UNMATCHED,
)
from baraza.projection import Row, row_of, rows_of


def round_(connection: Connection, id_: str) -> Row | None:
    """A round with its exclusions by code and how many entered on each side.

    What rests on people's own words, whom they avoid and when they have time, is one number: in a
    small round a number of the first alone would tell somebody that they are avoided.
    """
    found = row_of(connection, select(ROUND).where(ROUND.c.round == id_))
    if found is None:
        return None
    excluded = select(EXCLUDED).where(EXCLUDED.c.round == id_).order_by(EXCLUDED.c.code)
    sides = select(ENTRANT.c.side, func.count()).where(ENTRANT.c.round == id_)
    entered = _counted(connection, sides.group_by(ENTRANT.c.side))
    return {
        **found,
        "excluded": _told(rows_of(connection, excluded)),
        "entered_mentees": entered.get("mentee", 0),
        "entered_mentors": entered.get("mentor", 0),
    }


OF_PEOPLE = {"personal": "personal_or_hours", "hours": "personal_or_hours"}


def _told(rows: list[Row]) -> dict[str, int]:
    told: dict[str, int] = {}
    for row in rows:
        code = OF_PEOPLE.get(str(row["code"]), str(row["code"]))
        told[code] = told.get(code, 0) + int(row["pairs"] or 0)
    return told


def rounds_of(connection: Connection, person: str) -> list[str]:
    """The settled rounds that somebody had entered, oldest first."""
    query = (
        select(ROUND.c.round)
        .join(ENTRANT, ENTRANT.c.round == ROUND.c.round)
        .where(ENTRANT.c.person == person, ROUND.c.result.is_not(None))
        .order_by(ROUND.c.closes, ROUND.c.round)
    )
    return [str(row[0]) for row in connection.execute(query)]


def unmatched(connection: Connection, id_: str) -> list[Row]:
    query = select(UNMATCHED).where(UNMATCHED.c.round == id_)
    return rows_of(connection, query.order_by(UNMATCHED.c.person))


def pairs_of(connection: Connection, mentee: str) -> list[Row]:
    """Every mentor who was put to this mentee, oldest first."""
    return rows_of(connection, select(PAIR).where(PAIR.c.mentee == mentee).order_by(PAIR.c.idx))


def unmatched_of(connection: Connection, mentee: str) -> list[Row]:
    query = select(UNMATCHED).where(UNMATCHED.c.person == mentee)
    return rows_of(connection, query.order_by(UNMATCHED.c.idx))


def _counted(connection: Connection, query: Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in connection.execute(query)}
