"""From rows to answers about roles, veterans, needs, erasures and paths."""

from sqlalchemy import Connection, select

from baraza.projection import Row, row_of, rows_of, where
from baraza.registration.read_model.leaving_tables import (
    CONTACT,
    ERASURE,
    FORGOTTEN,
    GAP,
    OPEN_ROLE,
    PATH,
    ROLE,
    VETERAN,
)


def roles(connection: Connection, who: str) -> list[Row]:
    return rows_of(connection, select(ROLE).where(ROLE.c.person == who).order_by(ROLE.c.idx))


def holders(connection: Connection, role: str, name: str | None = None) -> set[str]:
    """Who has a role of a programme, or of any, and has not left it."""
    query = select(ROLE.c.person).where(ROLE.c.role == role, ROLE.c.state != "ended")
    rows = rows_of(connection, where(query, ROLE.c.programme, name))
    return {row["person"] for row in rows}


def roster(connection: Connection, role: str, name: str | None = None) -> list[Row]:
    """Everybody who has or had a role, in the order in which it was given."""
    query = select(ROLE).where(ROLE.c.role == role).order_by(ROLE.c.idx)
    return rows_of(connection, where(query, ROLE.c.programme, name))


def veterans(connection: Connection, who: str | None = None) -> list[Row]:
    """Every offer made to somebody who left a role, oldest first."""
    query = select(VETERAN).order_by(VETERAN.c.idx)
    return rows_of(connection, where(query, VETERAN.c.person, who))


def contacts(connection: Connection) -> list[Row]:
    return rows_of(connection, select(CONTACT).order_by(CONTACT.c.made_at, CONTACT.c.record))


def open_roles(connection: Connection, name: str | None = None) -> list[Row]:
    query = select(OPEN_ROLE).order_by(OPEN_ROLE.c.idx)
    return rows_of(connection, where(query, OPEN_ROLE.c.programme, name))


def gaps(connection: Connection, name: str | None = None) -> list[Row]:
    query = select(GAP).order_by(GAP.c.idx)
    return rows_of(connection, where(query, GAP.c.programme, name))


def erasure(connection: Connection, who: str) -> Row | None:
    """Who asked to be forgotten, with the services that have forgotten them."""
    found = row_of(connection, select(ERASURE).where(ERASURE.c.person == who))
    if found is None:
        return None
    query = select(FORGOTTEN).where(FORGOTTEN.c.person == who).order_by(FORGOTTEN.c.service)
    return {**found, "forgotten": rows_of(connection, query)}


def path(connection: Connection, who: str) -> list[Row]:
    return rows_of(connection, select(PATH).where(PATH.c.person == who).order_by(PATH.c.idx))
