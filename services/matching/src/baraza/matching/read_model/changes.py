"""How relationships were paused and made longer, and which mentors were away, as far as known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select, update

from baraza.decider import Entry
from baraza.matching.read_model.known import Known
from baraza.matching.read_model.tables import CHANGE, MEASURE, MENTOR_CHANGE, RELATIONSHIP
from baraza.projection import Row, rows_of

AWAY = frozenset({"paused", "resting"})
"""States of a mentor's role in which their pairs pause with them, as in the domain."""


def changed(connection: Connection, index: int, entry: Entry) -> None:
    """A wish to go on longer that the other side has not shared changes nothing."""
    data = entry.data
    if data["complete"]:
        said = {"relationship": data["relationship"], "change": data["change"]}
        row = {**said, "until": data.get("until"), "idx": index, "at": entry.document["time"]}
        connection.execute(insert(CHANGE).values(**row))


def backed(connection: Connection, _: int, entry: Entry) -> None:
    one = RELATIONSHIP.c.relationship == entry.data["relationship"]
    connection.execute(update(RELATIONSHIP).where(one).values(backup=entry.data["backup"]))


def mentor_moved(connection: Connection, index: int, entry: Entry) -> None:
    """Registration: a pair pauses with its mentor."""
    data = entry.data
    if data["role"] == "mentor":
        row = {"mentor": data["person"], "programme": data.get("programme"), "state": data["to"]}
        at = entry.document["time"]
        connection.execute(insert(MENTOR_CHANGE).values(**row, idx=index, at=at))


def measured(connection: Connection, index: int, entry: Entry) -> None:
    """Feedback: a pair pauses while one of its sides is kept out."""
    taken = entry.name == "InterimMeasureTaken"
    row = {"person": entry.data["person"], "taken": taken, "at": entry.document["time"]}
    connection.execute(insert(MEASURE).values(**row, idx=index))


@dataclass(frozen=True)
class Changes:
    """All of them, oldest first."""

    of_pairs: Mapping[str, Sequence[Row]]  # by relationship
    of_mentors: Mapping[str, Sequence[Row]]
    measures: Mapping[str, Sequence[Row]]  # by person

    @classmethod
    def read(cls, connection: Connection) -> "Changes":
        pairs = rows_of(connection, select(CHANGE).order_by(CHANGE.c.idx))
        mentors = rows_of(connection, select(MENTOR_CHANGE).order_by(MENTOR_CHANGE.c.idx))
        measures = rows_of(connection, select(MEASURE).order_by(MEASURE.c.idx))
        return cls(_by(pairs, "relationship"), _by(mentors, "mentor"), _by(measures, "person"))

    def ends_on(self, row: Row, known: Known) -> str:
        longer = [one["until"] for one in self._said(row, known) if one["change"] == "extend"]
        return str(longer[-1] if longer else row["ends_on"])

    def paused_until(self, row: Row, known: Known) -> str | None:
        """The day that the two said; a pause with their mentor has none here."""
        pauses = [one for one in self._said(row, known) if one["change"] != "extend"]
        until = pauses[-1]["until"] if pauses else None
        return until if known.day is None or (until is not None and known.day < until) else None

    def mentor_away(self, row: Row, known: Known) -> bool:
        states = [
            one["state"]
            for one in self.of_mentors.get(row["mentor"], ())
            if one["programme"] in {None, row["programme"]} and known.holds(one["at"], one["idx"])
        ]
        return bool(states) and states[-1] in AWAY

    def kept_out(self, row: Row, known: Known) -> bool:
        """One of the two is, by the last measure known."""
        of_both = [self.measures.get(row[side], ()) for side in ("mentor", "mentee")]
        last = [[one for one in of if known.holds(one["at"], one["idx"])][-1:] for of in of_both]
        return any(one["taken"] for of in last for one in of)

    def away(self, row: Row, known: Known) -> bool:
        return self.mentor_away(row, known) or self.kept_out(row, known)

    def _said(self, row: Row, known: Known) -> list[Row]:
        said = self.of_pairs.get(row["relationship"], ())
        return [one for one in said if known.holds(one["at"], one["idx"])]


def _by(rows: Sequence[Row], member: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[member], []).append(row)
    return found
