"""How facts about workshops, series and plans change the rows."""

from typing import Any

from sqlalchemy import Connection, delete, insert, update

from baraza.decider import Entry
from baraza.scheduling.read_model.tables import BAND, DIFFERENCE, PLAN, SITTING, WORKSHOP


def planned(connection: Connection, _: int, entry: Entry) -> None:
    data = dict(entry.data)
    data["capacities"] = " ".join(data["capacities"])
    said_at = entry.document["time"]
    connection.execute(insert(WORKSHOP).values(**data, state="planned", said_at=said_at))


def answered(connection: Connection, _: int, entry: Entry) -> None:
    if entry.data["answer"] == "accept":
        _of_workshop(connection, entry, leader=entry.data["person"])


def announced(connection: Connection, _: int, entry: Entry) -> None:
    """A time, for the first time or another."""
    data = entry.data
    _of_workshop(
        connection,
        entry,
        state="announced",
        leader=data["leader"],
        start=data["start"],
        tzdata=data["tzdata"],
        worst=data["worst"],
    )
    connection.execute(delete(BAND).where(BAND.c.workshop == data["workshop"]))
    for band in data["bands"]:
        connection.execute(insert(BAND).values(workshop=data["workshop"], **band))


def cancelled(connection: Connection, _: int, entry: Entry) -> None:
    _of_workshop(connection, entry, state="cancelled")


def released(connection: Connection, _: int, entry: Entry) -> None:
    _of_workshop(connection, entry, leader=None)


def held(connection: Connection, _: int, entry: Entry) -> None:
    _of_workshop(connection, entry, state="held", attended=entry.data["attended"])


def _of_workshop(connection: Connection, entry: Entry, **values: Any) -> None:
    connection.execute(
        update(WORKSHOP)
        .where(WORKSHOP.c.workshop == entry.data["workshop"])
        .values(**values, said_at=entry.document["time"])
    )


def series(connection: Connection, _: int, entry: Entry) -> None:
    """A series that is planned again is a new list of sittings."""
    data = entry.data
    connection.execute(delete(SITTING).where(SITTING.c.series == data["series"]))
    for number, day in enumerate(data["sittings"], 1):
        connection.execute(
            insert(SITTING).values(
                series=data["series"],
                number=number,
                programme=data["programme"],
                template=data["template"],
                day=day,
                said_at=entry.document["time"],
            )
        )


def published(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    version = {"programme": data["programme"], "version": data["version"]}
    published_at = entry.document["time"]
    connection.execute(
        insert(PLAN).values(**version, horizon=data["horizon"], published_at=published_at)
    )
    for number, row in enumerate(data["differences"], 1):
        connection.execute(insert(DIFFERENCE).values(**version, number=number, **row))
