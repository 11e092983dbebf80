"""Who is matched with whom: now, on a day, or as far as the log was known; and how it ended."""

from sqlalchemy import Connection, select

from baraza.matching.read_model.changes import Changes
from baraza.matching.read_model.known import Known
from baraza.matching.read_model.tables import RELATIONSHIP
from baraza.projection import Row, rows_of, where


def relationships(
    connection: Connection,
    programme: str | None = None,
    person: str | None = None,
    known: Known | None = None,
) -> list[Row]:
    """In the order in which they began. Asked for a day, only who is a pair at its end."""
    known = known or Known()
    table = RELATIONSHIP
    query = where(select(table), table.c.programme, programme)
    if person is not None:
        query = query.where((table.c.mentor == person) | (table.c.mentee == person))
    changes = Changes.read(connection)
    rows = rows_of(connection, query.order_by(table.c.started_idx))
    found = [as_known(row, known, changes) for row in rows]
    return [row for row in found if row and (known.day is None or row["ended_at"] is None)]


def relationship(connection: Connection, id_: str) -> Row | None:
    query = select(RELATIONSHIP).where(RELATIONSHIP.c.relationship == id_)
    for row in rows_of(connection, query):
        return as_known(row, Known(), Changes.read(connection))
    return None


def as_known(row: Row, known: Known, changes: Changes) -> Row | None:
    """The row with what was not yet known left out; None: it had not begun."""
    if not known.holds(row["started_at"], row["started_idx"]):
        return None
    ended = known.holds(row["ended_at"], row["ended_idx"])
    closing = known.holds(row["closure_at"], row["closure_idx"])
    shown = {**row, **(dict.fromkeys(_OF_THE_END) if not ended else {})}
    agreed = row["agreed_idx"]
    return {
        **shown,
        "state": row["how"] if ended else _standing(row, known, changes, closing=closing),
        "ends_on": changes.ends_on(row, known),
        "paused_until": None if ended else changes.paused_until(row, known),
        "closure_at": row["closure_at"] if closing else None,
        "goals_agreed": agreed is not None and (known.index is None or agreed <= known.index),
        "indexes": {
            "proposed": row["proposed_idx"],
            "started": row["started_idx"],
            "ended": shown["ended_idx"],
        },
    }


def _standing(row: Row, known: Known, changes: Changes, *, closing: bool) -> str:
    """As `domain.v1.changing.standing` says it."""
    if changes.paused_until(row, known) is not None or changes.away(row, known):
        return "paused"
    return "closing" if closing else "live"


_OF_THE_END = ("ended_idx", "ended_at", "how", "ground", "talk_held", "rematch", "tie_kept")
