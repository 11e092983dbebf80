"""Who is matched with whom: now, on a day, or as far as the log was known; and how it ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from baraza.matching.read_model.tables import RELATIONSHIP
from baraza.projection import Row, rows_of, where

PER_MILLE = 1000


@dataclass(frozen=True)
class Known:
    """A view of the past: what had happened by the end of a day, in entries up to an index."""

    day: str | None = None
    index: int | None = None

    def holds(self, at: str | None, index: int | None) -> bool:
        """Had this happened, and was it recorded?"""
        if at is None or index is None:
            return False
        happened = self.day is None or at[:10] <= self.day
        return happened and (self.index is None or index <= self.index)


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
    found = [
        as_known(row, known) for row in rows_of(connection, query.order_by(table.c.started_idx))
    ]
    return [row for row in found if row and (known.day is None or row["ended_at"] is None)]


def relationship(connection: Connection, id_: str) -> Row | None:
    query = select(RELATIONSHIP).where(RELATIONSHIP.c.relationship == id_)
    for row in rows_of(connection, query):
        return as_known(row, Known())
    return None


def as_known(row: Row, known: Known) -> Row | None:
    """The row with what was not yet known left out; None: it had not begun."""
    if not known.holds(row["started_at"], row["started_idx"]):
        return None
    ended = known.holds(row["ended_at"], row["ended_idx"])
    closing = known.holds(row["closure_at"], row["closure_idx"])
    shown = {**row, **(dict.fromkeys(_OF_THE_END) if not ended else {})}
    agreed = row["agreed_idx"]
    return {
        **shown,
        "state": row["how"] if ended else "closing" if closing else "live",
        "closure_at": row["closure_at"] if closing else None,
        "goals_agreed": agreed is not None and (known.index is None or agreed <= known.index),
        "indexes": {
            "proposed": row["proposed_idx"],
            "started": row["started_idx"],
            "ended": shown["ended_idx"],
        },
    }


_OF_THE_END = ("ended_idx", "ended_at", "how", "ground", "talk_held", "rematch")


def premature_closure(connection: Connection, programme: str | None) -> dict[str, Any]:
    """How relationships ended, and on which grounds before their time."""
    every = relationships(connection, programme)
    ended = [row for row in every if row["ended_at"] is not None]
    early = [row for row in ended if row["how"] == "premature"]
    return {
        "started": len(every),
        "live": len(every) - len(ended),
        "ended": _counted(ended, "how"),
        "grounds": _counted(early, "ground"),
        "talks_held": sum(row["talk_held"] for row in ended),
        "rematches_wanted": sum(row["rematch"] for row in ended),
        "premature_per_mille": PER_MILLE * len(early) // len(ended) if ended else None,
    }


def _counted(found: list[Row], member: str) -> dict[str, int]:
    def counts() -> Iterator[tuple[str, int]]:
        said = [row[member] for row in found]
        for word in sorted(set(said)):
            yield word, said.count(word)

    return dict(counts())
