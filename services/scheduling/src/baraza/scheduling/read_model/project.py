"""What each fact changes in the rows."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from baraza.decider import Entry
from baraza.scheduling.read_model.tables import (
    ATTENDANCE,
    BAND,
    CERTIFICATE,
    DIFFERENCE,
    ENROLMENT,
    PLAN,
    SITTING,
    STATEMENT,
    WORKSHOP,
)


def project(connection: Connection, index: int, entry: Entry) -> None:
    """Rows follow this service's own facts; everything else is passed over."""
    if entry.kind == "event" and entry.service == "scheduling":
        change = _CHANGES.get(entry.name)
        if change is not None:
            change(connection, index, entry)


def _planned(connection: Connection, _: int, entry: Entry) -> None:
    data = dict(entry.data)
    data["capacities"] = " ".join(data["capacities"])
    said_at = entry.document["time"]
    connection.execute(insert(WORKSHOP).values(**data, state="planned", said_at=said_at))


def _answered(connection: Connection, _: int, entry: Entry) -> None:
    if entry.data["answer"] == "accept":
        _of_workshop(connection, entry, leader=entry.data["person"])


def _announced(connection: Connection, _: int, entry: Entry) -> None:
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
    for band in data["bands"]:
        connection.execute(insert(BAND).values(workshop=data["workshop"], **band))


def _held(connection: Connection, _: int, entry: Entry) -> None:
    _of_workshop(connection, entry, state="held", attended=entry.data["attended"])


def _of_workshop(connection: Connection, entry: Entry, **values: Any) -> None:
    connection.execute(
        update(WORKSHOP)
        .where(WORKSHOP.c.workshop == entry.data["workshop"])
        .values(**values, said_at=entry.document["time"])
    )


def _series(connection: Connection, _: int, entry: Entry) -> None:
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


def _published(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    version = {"programme": data["programme"], "version": data["version"]}
    published_at = entry.document["time"]
    connection.execute(
        insert(PLAN).values(**version, horizon=data["horizon"], published_at=published_at)
    )
    for number, row in enumerate(data["differences"], 1):
        connection.execute(insert(DIFFERENCE).values(**version, number=number, **row))


def _enrolled(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    connection.execute(
        insert(ENROLMENT).values(
            workshop=data["workshop"], person=data["person"], queued=data.get("place"), idx=index
        )
    )


def _recorded(connection: Connection, index: int, entry: Entry) -> None:
    data: Mapping[str, Any] = entry.data
    fields = ("record", "workshop", "person", "state", "minutes")
    connection.execute(insert(ATTENDANCE).values(**{f: data[f] for f in fields}, idx=index))


def _settled(connection: Connection, _: int, entry: Entry) -> None:
    connection.execute(
        update(ATTENDANCE)
        .where(ATTENDANCE.c.record == entry.data["record"])
        .values(outcome=entry.data["outcome"])
    )


def _certified(connection: Connection, index: int, entry: Entry) -> None:
    data = dict(entry.data)
    data["cited"] = " ".join(map(str, data["cited"]))
    connection.execute(insert(CERTIFICATE).values(**data, idx=index))


def _stated(connection: Connection, index: int, entry: Entry) -> None:
    connection.execute(
        insert(STATEMENT).values(
            idx=index,
            person=entry.data["person"],
            command_id=entry.command_id,
            from_on=entry.data["from_on"],
        )
    )


_CHANGES: Mapping[str, Callable[[Connection, int, Entry], None]] = {
    "WorkshopPlanned": _planned,
    "OfferAnswered": _answered,
    "WorkshopAnnounced": _announced,
    "WorkshopHeld": _held,
    "SeriesPlanned": _series,
    "PlanPublished": _published,
    "ParticipantEnrolled": _enrolled,
    "EnrolmentQueued": _enrolled,
    "RecordMade": _recorded,
    "RecordSettled": _settled,
    "CompletionCertified": _certified,
    "AvailabilityStated": _stated,
}
