"""What each fact changes in the rows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, update

from baraza.decider import Entry
from baraza.registration.read_model import doings, leaving
from baraza.registration.read_model.changing import put, time_of
from baraza.registration.read_model.tables import (
    CANDIDACY,
    FIGURE,
    INTAKE,
    OFFER,
    PERSON,
    POST,
    PROGRAMME,
    REPORT,
    STAGE,
)


def project(connection: Connection, index: int, entry: Entry) -> None:
    """Rows follow this service's own facts, and what others say of what people do."""
    if entry.kind != "event":
        return
    for rows in FAMILIES:
        change = rows.get((entry.service, entry.name))
        if change is not None:
            change(connection, index, entry)
    if entry.service == "registration":
        leaving.path(connection, index, entry)


def _person(connection: Connection, _: int, entry: Entry) -> None:
    languages = " ".join(entry.data["languages"])
    put(connection, PERSON, entry.data, languages=languages, registered_at=time_of(entry))


def _claimed(connection: Connection, index: int, entry: Entry) -> None:
    if entry.data["kind"] == "post":
        put(connection, POST, entry.data, idx=index)


def _settled(connection: Connection, _: int, entry: Entry) -> None:
    row = POST.c.record == entry.data["record"]
    connection.execute(update(POST).where(row).values(outcome=entry.data["outcome"]))


def _announced(connection: Connection, _: int, entry: Entry) -> None:
    put(connection, PROGRAMME, entry.data, announced_at=time_of(entry))


def _opened(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    names = ("kind", "starts_on", "ends_on", "workshops")
    values = {name: data[name] for name in names}
    row = PROGRAMME.c.programme == data["programme"]
    connection.execute(update(PROGRAMME).where(row).values(**values, opened_at=time_of(entry)))


def _intake(connection: Connection, index: int, entry: Entry) -> None:
    put(connection, INTAKE, entry.data, idx=index)


def _closed(connection: Connection, _: int, entry: Entry) -> None:
    _of_intake(connection, entry, "applications")


def _selected(connection: Connection, _: int, entry: Entry) -> None:
    _of_intake(connection, entry, "selected", "reserve", "declined")


def _of_intake(connection: Connection, entry: Entry, *names: str) -> None:
    values = {name: entry.data[name] for name in names}
    row = INTAKE.c.intake == entry.data["intake"]
    connection.execute(update(INTAKE).where(row).values(**values))


def _offered(connection: Connection, _: int, entry: Entry) -> None:
    put(connection, OFFER, entry.data)


def _answered(connection: Connection, _: int, entry: Entry) -> None:
    answer = None if entry.data["answer"] == "undo" else entry.data["answer"]
    row = OFFER.c.offer == entry.data["offer"]
    connection.execute(update(OFFER).where(row).values(answer=answer))


def _ended(connection: Connection, _: int, entry: Entry) -> None:
    row = OFFER.c.offer == entry.data["offer"]
    connection.execute(update(OFFER).where(row).values(ended=entry.data["how"]))


def _applied(connection: Connection, _: int, entry: Entry) -> None:
    """Again replaces what was said before."""
    row = (CANDIDACY.c.intake == entry.data["intake"]) & (
        CANDIDACY.c.person == entry.data["person"]
    )
    connection.execute(delete(CANDIDACY).where(row))
    put(connection, CANDIDACY, entry.data, screened=0)


def _assigned(connection: Connection, _: int, entry: Entry) -> None:
    _of_candidacy(connection, entry, screener=entry.data["screener"])


def _screened(connection: Connection, _: int, entry: Entry) -> None:
    _of_candidacy(connection, entry, screened=1)


def _released(connection: Connection, index: int, entry: Entry) -> None:
    values = {name: entry.data[name] for name in ("outcome", "rank", "points")}
    _of_candidacy(connection, entry, **values, settled_idx=index)


def _of_candidacy(connection: Connection, entry: Entry, **values: Any) -> None:
    row = (CANDIDACY.c.intake == entry.data["intake"]) & (
        CANDIDACY.c.person == entry.data["person"]
    )
    connection.execute(update(CANDIDACY).where(row).values(**values))


def _stage(connection: Connection, _: int, entry: Entry) -> None:
    """One open stage per track (I9): the next replaces the last."""
    data = entry.data
    row = (STAGE.c.person == data["person"]) & (STAGE.c.programme == data["programme"])
    connection.execute(delete(STAGE).where(row, STAGE.c.track == data["track"]))
    put(connection, STAGE, data, entered_at=time_of(entry))


def _report(connection: Connection, index: int, entry: Entry) -> None:
    put(connection, REPORT, entry.data, published_at=time_of(entry), idx=index)
    for number, row in enumerate(entry.data["rows"]):
        put(connection, FIGURE, row, report=entry.data["report"], number=number)


_OWN: Mapping[str, leaving.Change] = {
    "PersonRegistered": _person,
    "RecordMade": _claimed,
    "RecordSettled": _settled,
    "ProgrammeAnnounced": _announced,
    "ProgrammeOpened": _opened,
    "IntakeAnnounced": _intake,
    "IntakeClosed": _closed,
    "SelectionSettled": _selected,
    "OfferMade": _offered,
    "OfferAnswered": _answered,
    "OfferEnded": _ended,
    "ApplicationSubmitted": _applied,
    "ScreenerAssigned": _assigned,
    "ScreeningRecorded": _screened,
    "CandidacySettled": _released,
    "StageEntered": _stage,
    "ReportPublished": _report,
}

FAMILIES: tuple[Mapping[tuple[str, str], leaving.Change], ...] = (
    {("registration", name): change for name, change in _OWN.items()},
    leaving.CHANGES,
    doings.CHANGES,
)
