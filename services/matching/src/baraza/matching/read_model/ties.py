"""Whom the programme has joined: a tie is new only once (R24, I28).

Two people are joined by a nomination, by a collaboration that is declared, and by a relationship;
a relationship is a new tie where none of them came before. Registration publishes the figure of a
programme by the same rule (`ties_and_collaborations`): this tells it by affiliates too, as of a
day, and is added to nothing.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from baraza.decider import Entry
from baraza.matching.read_model.known import Known
from baraza.matching.read_model.relationships import relationships
from baraza.matching.read_model.tables import ENTRANT, JOINED, PERSON
from baraza.projection import Row, rows_of

_WHERE = ("across", "within", "unknown")


def nominated(connection: Connection, index: int, entry: Entry) -> None:
    """Whoever names somebody else knows them."""
    if entry.data.get("nominated_by") is not None:
        _join(connection, index, entry.data["nominated_by"], entry.data["person"])


def declared(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    together = data.get("kind") == "collaboration" and data.get("programme") is not None
    if together and data.get("other") is not None:
        _join(connection, index, data["person"], data["other"])


def started(connection: Connection, index: int, entry: Entry) -> None:
    _join(connection, index, entry.data["mentor"], entry.data["mentee"])


def ties(
    connection: Connection, programme: str | None = None, known: Known | None = None
) -> Mapping[str, Any]:
    """Of all relationships, those that are new ties; and of these, where the two come from."""
    known = known or Known()
    joined = {(row["one"], row["other"]): row["idx"] for row in rows_of(connection, select(JOINED))}
    every = relationships(connection, programme, known=Known(None, known.index))
    happened = [row for row in every if known.holds(row["started_at"], row["started_idx"])]
    new = [row for row in happened if joined[_two(row)] == row["started_idx"]]
    regions = {row["person"]: row["region"] for row in rows_of(connection, select(PERSON))}
    labels = {
        (row["round"], row["person"]): row["label"] for row in rows_of(connection, select(ENTRANT))
    }
    return {
        "relationships": len(happened),
        "new": len(new),
        "regions": _counted(
            (regions.get(row["mentor"]), regions.get(row["mentee"])) for row in new
        ),
        "affiliates": _counted(
            tuple(labels.get((row["round"], row[side])) for side in ("mentor", "mentee"))
            for row in new
        ),
    }


def _counted(pairs: Any) -> dict[str, int]:
    found = [_place(*two) for two in pairs]
    return {where: found.count(where) for where in _WHERE}


def _place(one: str | None, other: str | None) -> str:
    if one is None or other is None:
        return "unknown"
    return "within" if one == other else "across"


def _two(row: Row) -> tuple[str, str]:
    one, other = sorted((row["mentor"], row["mentee"]))
    return one, other


def _join(connection: Connection, index: int, one: str, other: str) -> None:
    """The first fact stands."""
    one, other = sorted((one, other))
    there = (JOINED.c.one == one) & (JOINED.c.other == other)
    if connection.execute(select(JOINED.c.idx).where(there)).first() is None:
        connection.execute(insert(JOINED).values(one=one, other=other, idx=index))
