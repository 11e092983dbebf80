"""How facts about relationships, their sessions, and records of all kinds change the rows."""

from sqlalchemy import Connection, insert, update

from baraza.decider import Entry
from baraza.scheduling.read_model.tables import RECORD, SESSION, TIE

_SESSION = ("session", "relationship", "number", "start", "minutes")
_POINTS = ("mentor_points", "mentee_points")
_RECORD = frozenset(column.name for column in RECORD.c) - {"idx", "outcome"}


def started(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    row = {name: data[name] for name in ("relationship", "programme", "mentor", "mentee")}
    connection.execute(insert(TIE), {**row, "ends_on": data.get("ends_on")})


def changed(connection: Connection, _: int, entry: Entry) -> None:
    """Only what goes on longer changes a row."""
    data = entry.data
    if data["change"] == "extend" and data["complete"]:
        tie = TIE.c.relationship == data["relationship"]
        connection.execute(update(TIE).where(tie).values(ends_on=data["until"]))


def ended(connection: Connection, _: int, entry: Entry) -> None:
    """What was booked ahead falls away."""
    name, at = entry.data["relationship"], entry.document["time"]
    connection.execute(update(TIE).where(TIE.c.relationship == name).values(ended_at=at))
    connection.execute(
        update(SESSION)
        .where(SESSION.c.relationship == name, SESSION.c.state == "booked", SESSION.c.start >= at)
        .values(state="cancelled")
    )


def booked(connection: Connection, _: int, entry: Entry) -> None:
    row = {name: entry.data[name] for name in (*_SESSION, *_POINTS)}
    connection.execute(insert(SESSION), {**row, "state": "booked"})


def called_off(connection: Connection, _: int, entry: Entry) -> None:
    _session(connection, entry.data["session"], entry.data["to"])


def recorded(connection: Connection, index: int, entry: Entry) -> None:
    row = {name: value for name, value in entry.data.items() if name in _RECORD}
    connection.execute(insert(RECORD), {**row, "idx": index})
    if row["kind"] == "session":
        _session(connection, row["session"], row["state"])


def settled(connection: Connection, _: int, entry: Entry) -> None:
    outcome = entry.data["outcome"]
    named = RECORD.c.record == entry.data["record"]
    connection.execute(update(RECORD).where(named).values(outcome=outcome))
    if entry.data["kind"] == "session" and outcome == "disputed":
        _session(connection, entry.data["session"], "booked")


def missing(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    row = {name: data[name] for name in ("kind", "record", "relationship", "number")}
    more = {"person": data["mentee"], "state": "missing", "idx": index}
    connection.execute(insert(RECORD), {**row, **more})


def _session(connection: Connection, name: str, state: str) -> None:
    connection.execute(update(SESSION).where(SESSION.c.session == name).values(state=state))
