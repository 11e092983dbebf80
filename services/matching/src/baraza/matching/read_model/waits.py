"""Who waits for a place, since when and where from: now, or as of a day."""

from datetime import date

from sqlalchemy import Connection, insert, select, update

from baraza.decider import Entry
from baraza.matching.read_model.known import Known
from baraza.matching.read_model.tables import CAPACITY, PERSON, WAITING
from baraza.projection import Row, rows_of, where

MONTHS = 12


def joined(connection: Connection, index: int, entry: Entry) -> None:
    """Whoever waits already goes on counting months."""
    data, at = entry.data, entry.document["time"]
    open_ = WAITING.c.left_idx.is_(None) & (WAITING.c.mentee == data["mentee"])
    since = connection.execute(select(WAITING.c.since).where(open_)).scalar_one_or_none()
    left(connection, index, entry)
    since = since or data.get("since") or at
    row = {name: data[name] for name in ("round", "mentee", "reason")}
    connection.execute(insert(WAITING).values(**row, since=since, idx=index, at=at))


def left(connection: Connection, index: int, entry: Entry) -> None:
    open_ = WAITING.c.left_idx.is_(None) & (WAITING.c.mentee == entry.data["mentee"])
    gone = {"left_idx": index, "left_at": entry.document["time"]}
    connection.execute(update(WAITING).where(open_).values(**gone))


def waiting_of(connection: Connection, mentee: str) -> Row | None:
    return next((row for row in waiting(connection) if row["mentee"] == mentee), None)


def waiting(
    connection: Connection, id_: str | None = None, known: Known | None = None
) -> list[Row]:
    """Who waits, longest first; the draw that comes after is the round's.

    Each with the region and the wishes in the round; as of a day with the full months until then.
    """
    known = known or Known()
    region = PERSON.c.region
    query = select(WAITING, region).outerjoin(PERSON, PERSON.c.person == WAITING.c.mentee)
    query = where(query, WAITING.c.round, id_).order_by(WAITING.c.since, WAITING.c.mentee)
    found = [
        row
        for row in rows_of(connection, query)
        if known.holds(row["at"], row["idx"]) and not known.holds(row["left_at"], row["left_idx"])
    ]
    wishes = _wishes(connection)
    return [
        {
            **row,
            "capacities": wishes.get((row["round"], row["mentee"]), []),
            "months": None if known.day is None else months(row["since"], known.day),
        }
        for row in found
    ]


def months(since: str, day: str) -> int:
    """Full calendar months from an instant to the end of a day."""
    start, end = date.fromisoformat(since[:10]), date.fromisoformat(day)
    whole = (end.year - start.year) * MONTHS + end.month - start.month
    return max(0, whole - (end.day < start.day))


def _wishes(connection: Connection) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for row in rows_of(connection, select(CAPACITY).order_by(CAPACITY.c.rank)):
        found.setdefault((row["round"], row["person"]), []).append(row["capacity"])
    return found
