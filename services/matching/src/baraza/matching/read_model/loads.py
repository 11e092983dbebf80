"""How many places each mentor said, and how many of them are held: now, or as of a day."""

from collections import Counter

from sqlalchemy import Connection, insert, select

from baraza.decider import Entry
from baraza.matching.read_model.known import Known
from baraza.matching.read_model.tables import PAIR, PLACES, RELATIONSHIP
from baraza.projection import Row, rows_of, where


def said(connection: Connection, index: int, entry: Entry) -> None:
    """Of a mentor who enters a round, again or first."""
    if entry.data["side"] == "mentor":
        _put(connection, index, entry, entry.data["places"])


def taken_back(connection: Connection, index: int, entry: Entry) -> None:
    """Whoever leaves a round offers nothing in it."""
    _put(connection, index, entry, None)


def mentor_load(
    connection: Connection, id_: str | None = None, known: Known | None = None
) -> list[Row]:
    """Places said in this round, else the last time; what is held is of whatever round."""
    known = known or Known()
    held = _held(connection, known)
    places = _places(connection, id_, known)
    return [{"mentor": who, "places": places[who], "held": held[who]} for who in sorted(places)]


def _places(connection: Connection, id_: str | None, known: Known) -> dict[str, int]:
    query = where(select(PLACES), PLACES.c.round, id_).order_by(PLACES.c.idx)
    words = [row for row in rows_of(connection, query) if known.holds(row["at"], row["idx"])]
    last = {(row["mentor"], row["round"]): row for row in words}
    standing = [row for row in last.values() if row["places"] is not None]
    return {row["mentor"]: row["places"] for row in sorted(standing, key=lambda row: row["idx"])}


def _held(connection: Connection, known: Known) -> Counter[str]:
    """Open offers and live relationships."""
    offers = (
        (row["mentor"], row["proposed_at"], row["idx"], row["closed_at"], row["closed_idx"])
        for row in rows_of(connection, select(PAIR))
    )
    pairs = (
        (row["mentor"], row["started_at"], row["started_idx"], row["ended_at"], row["ended_idx"])
        for row in rows_of(connection, select(RELATIONSHIP))
    )
    return Counter(
        mentor
        for mentor, at, index, until, last in (*offers, *pairs)
        if known.holds(at, index) and not known.holds(until, last)
    )


def _put(connection: Connection, index: int, entry: Entry, places: int | None) -> None:
    said = {"round": entry.data["round"], "mentor": entry.data["person"], "places": places}
    connection.execute(insert(PLACES).values(**said, idx=index, at=entry.document["time"]))
