"""What each fact changes in the rows."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, insert, update

from baraza.decider import Entry
from baraza.feedback.read_model import changes
from baraza.feedback.read_model.tables import ANSWER, COLLECTION, REPORT


def project(connection: Connection, index: int, entry: Entry) -> None:
    """Rows follow this service's own facts, and the workshops that were held."""
    if entry.kind == "event":
        change = _CHANGES.get((entry.service, entry.name))
        if change is not None:
            change(connection, index, entry)


def _opened(connection: Connection, index: int, entry: Entry) -> None:
    fields = ("collection", "programme", "instrument", "version", "about", "eligible", "closes")
    connection.execute(
        insert(COLLECTION).values(
            **{f: entry.data[f] for f in fields},
            issued=0,
            answered=0,
            opened_at=entry.document["time"],
            closed=False,
            idx=index,
        )
    )


def _issued(connection: Connection, _: int, entry: Entry) -> None:
    _of_collection(connection, entry, issued=COLLECTION.c.issued + 1)


def _answered(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    values = {field: data[field] for field in ("collection", "voice", "marks")}
    connection.execute(insert(ANSWER).values(**values, idx=index))
    _of_collection(connection, entry, answered=COLLECTION.c.answered + 1)


def _closed(connection: Connection, _: int, entry: Entry) -> None:
    _of_collection(connection, entry, closed=True)


def _of_collection(connection: Connection, entry: Entry, **values: Any) -> None:
    row = COLLECTION.c.collection == entry.data["collection"]
    connection.execute(update(COLLECTION).where(row).values(**values))


def _held(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    connection.execute(
        insert(REPORT).values(
            workshop=data["workshop"],
            person=data["leader"],
            programme=data["programme"],
            held_at=entry.document["time"],
            state="due",
            late=False,
            idx=index,
        )
    )


def _submitted(connection: Connection, _: int, entry: Entry) -> None:
    _of_report(
        connection,
        entry,
        state="submitted",
        submitted_at=entry.document["time"],
        late=entry.data["late"],
        marks=entry.data["marks"],
    )


def _missing(connection: Connection, _: int, entry: Entry) -> None:
    _of_report(connection, entry, state="missing")


def _of_report(connection: Connection, entry: Entry, **values: Any) -> None:
    row = (REPORT.c.workshop == entry.data["workshop"]) & (REPORT.c.person == entry.data["person"])
    connection.execute(update(REPORT).where(row).values(**values))


_CHANGES: Mapping[tuple[str, str], Callable[[Connection, int, Entry], None]] = {
    ("feedback", "CollectionOpened"): _opened,
    ("feedback", "VoiceIssued"): _issued,
    ("feedback", "AnswerRecorded"): _answered,
    ("feedback", "CollectionClosed"): _closed,
    ("feedback", "LeaderReportSubmitted"): _submitted,
    ("feedback", "LeaderReportMissing"): _missing,
    ("scheduling", "WorkshopHeld"): _held,
    ("feedback", "PersonErased"): changes.erased,
    ("feedback", "MatterOpened"): changes.opened,
    ("feedback", "MatterSupported"): changes.supported,
    ("feedback", "MatterDecided"): changes.decided,
    ("feedback", "MatterOverdue"): changes.overdue,
    ("feedback", "RulesDrafted"): changes.drafted,
    ("oversight", "RulesInForce"): changes.in_force,
    ("feedback", "EvaluationPublished"): changes.evaluated,
}
