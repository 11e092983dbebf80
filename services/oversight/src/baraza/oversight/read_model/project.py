"""What each fact changes in the rows."""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection, delete, insert, update

from baraza.decider import Entry
from baraza.oversight.read_model import unusual, watching
from baraza.oversight.read_model.tables import (
    ALLOCATION,
    BODY,
    COMMENT,
    DECIDED,
    ENVELOPE,
    LINE,
    MANDATE,
    MOVE,
    RESOLUTION,
    SEAT,
    TEXT,
    VOTE,
)


def project(connection: Connection, index: int, entry: Entry) -> None:
    """Rows follow this service's own facts; of others, what is unusual is noted."""
    unusual.note(connection, index, entry)
    if entry.kind == "event" and entry.service == "oversight":
        change = _CHANGES.get(entry.name)
        if change is not None:
            change(connection, index, entry)


def _body(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    connection.execute(
        insert(BODY).values(
            body=data["body"],
            stakeholder_kind=data["stakeholder_kind"],
            names=data["names"],
            quorum=data["quorum"],
            operator=data["operator"],
            idx=index,
        )
    )


def _seat(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    connection.execute(delete(SEAT).where(SEAT.c.seat == data["seat"]))
    fields = ("seat", "body", "person", "starts_on")
    connection.execute(
        insert(SEAT).values(**{f: data[f] for f in fields}, ends_on=data.get("ends_on"))
    )


def _mandate(connection: Connection, index: int, entry: Entry) -> None:
    """The last word on each kind of a body; what was ended stays on the page."""
    data = entry.data
    for kind in data["kinds"]:
        connection.execute(
            delete(MANDATE).where(
                MANDATE.c.body == data["body"],
                MANDATE.c.kind == kind,
                MANDATE.c.programme == data.get("programme", ""),
            )
        )
        connection.execute(
            insert(MANDATE).values(
                body=data["body"],
                kind=kind,
                programme=data.get("programme", ""),
                interim=data["interim"],
                ended=data["change"] == "end",
                resolution=data.get("resolution"),
                checkpoint_size=data.get("checkpoint_size"),
                checkpoint_root=data.get("checkpoint_root"),
                idx=index,
            )
        )
    watching.handed_on(connection, data)


def _text(connection: Connection, index: int, entry: Entry) -> None:
    connection.execute(insert(TEXT).values(idx=index, **entry.data))


def _proposed(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    fields = ("resolution", "body", "consultation_until", "until")
    connection.execute(
        insert(RESOLUTION).values(
            **{f: data[f] for f in fields},
            effects=data["effects"],
            state="open",
            idx=index,
        )
    )


def _commented(connection: Connection, index: int, entry: Entry) -> None:
    fields = ("resolution", "comment", "stakeholder_kind", "stance")
    values = {f: entry.data[f] for f in fields}
    connection.execute(insert(COMMENT).values(**values, answered=False, idx=index))


def _answered(connection: Connection, _: int, entry: Entry) -> None:
    row = (COMMENT.c.resolution == entry.data["resolution"]) & (
        COMMENT.c.comment == entry.data["comment"]
    )
    connection.execute(update(COMMENT).where(row).values(answered=True))


def _voted(connection: Connection, index: int, entry: Entry) -> None:
    connection.execute(insert(VOTE).values(**entry.data, idx=index))


def _adopted(connection: Connection, _: int, entry: Entry) -> None:
    _over(connection, entry, "adopted")


def _ended(connection: Connection, _: int, entry: Entry) -> None:
    _over(connection, entry, entry.data["how"])


def _over(connection: Connection, entry: Entry, state: str) -> None:
    row = RESOLUTION.c.resolution == entry.data["resolution"]
    connection.execute(update(RESOLUTION).where(row).values(state=state))


def _allocated(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    connection.execute(delete(ALLOCATION).where(ALLOCATION.c.programme == data["programme"]))
    fields = ("programme", "amount_minor", "currency", "funder", "resolution")
    connection.execute(insert(ALLOCATION).values(**{f: data[f] for f in fields}))


def _opened_envelope(connection: Connection, index: int, entry: Entry) -> None:
    data = dict(entry.data)
    lines = data.pop("lines")
    connection.execute(insert(ENVELOPE).values(**data, closed=False, idx=index))
    for line in lines:
        connection.execute(insert(LINE).values(envelope=data["envelope"], **line))


def _moved(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    connection.execute(
        insert(MOVE).values(
            idx=index,
            envelope=data["envelope"],
            source=data["source"]["account"],
            source_line=data["source"].get("line"),
            target=data["target"]["account"],
            target_line=data["target"].get("line"),
            amount_minor=data["amount_minor"],
            purpose=data.get("purpose"),
            moved_at=entry.document["time"],
        )
    )


def _closed_envelope(connection: Connection, _: int, entry: Entry) -> None:
    row = ENVELOPE.c.envelope == entry.data["envelope"]
    connection.execute(update(ENVELOPE).where(row).values(closed=True))


def _programme(connection: Connection, index: int, entry: Entry) -> None:
    connection.execute(insert(DECIDED).values(idx=index, **entry.data))


def _erased(connection: Connection, _: int, entry: Entry) -> None:
    """Nobody is shown on a seat who asked to be forgotten."""
    connection.execute(delete(SEAT).where(SEAT.c.person == entry.data["pseudonym"]))


_CHANGES: Mapping[str, Callable[[Connection, int, Entry], None]] = {
    "BodyRegistered": _body,
    "RoleGranted": _seat,
    "MandateChanged": _mandate,
    "RulesInForce": _text,
    "ResolutionProposed": _proposed,
    "CommentSubmitted": _commented,
    "ObjectionAnswered": _answered,
    "BodyVoted": _voted,
    "ResolutionAdopted": _adopted,
    "ResolutionEnded": _ended,
    "AllocationChanged": _allocated,
    "EnvelopeOpened": _opened_envelope,
    "MoneyMoved": _moved,
    "EnvelopeClosed": _closed_envelope,
    "ProgrammeDecided": _programme,
    "PersonErased": _erased,
    **watching.CHANGES,
}
