"""What facts change in the rows about roles, veterans, needs, erasures, and the path of each."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, update

from baraza.decider import Entry
from baraza.registration.read_model.changing import put, time_of
from baraza.registration.read_model.leaving_tables import (
    CONTACT,
    ERASURE,
    FORGOTTEN,
    GAP,
    OPEN_ROLE,
    PATH,
    ROLE,
    VETERAN,
)
from baraza.registration.read_model.tables import PERSON, POST

Change = Callable[[Connection, int, Entry], None]
TELLING = (
    "role", "kind", "stage", "outcome", "answer", "choice", "how", "to", "pool", "ground",
    "not_offered", "collaboration_kind",
)  # fmt: skip
"""The members of a fact that say in codes what happened."""


# --- roles -----------------------------------------------------------------------------------


def _granted(connection: Connection, index: int, entry: Entry) -> None:
    """Given again after an end, it is another row."""
    data = entry.data
    put(connection, ROLE, data, idx=index, state="active")
    if "open_role" in data:
        row = OPEN_ROLE.c.open_role == data["open_role"]
        values = {"filled_by": data["person"], "filled_at": time_of(entry)}
        connection.execute(update(OPEN_ROLE).where(row).values(**values))


def _changed(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    _of_role(connection, data, state=data["to"], until=data.get("until"))


def _ended(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    values = {name: data.get(name) for name in ("ground", "not_offered")}
    if "record" in data:
        row = POST.c.record == data["record"]
        connection.execute(update(POST).where(row).values(**values, ended_at=time_of(entry)))
    else:
        _of_role(connection, data, **values, state="ended", ended_at=time_of(entry), until=None)


def _of_role(connection: Connection, data: Mapping[str, Any], **values: Any) -> None:
    """The one that runs."""
    row = (ROLE.c.role == data["role"]) & (ROLE.c.person == data["person"])
    if "open_role" in data:
        row &= ROLE.c.open_role == data["open_role"]
    row &= ROLE.c.state != "ended"
    connection.execute(update(ROLE).where(row).values(**values))


# --- veterans --------------------------------------------------------------------------------


def _offered(connection: Connection, index: int, entry: Entry) -> None:
    if entry.data["kind"] == "veteran":
        role = _left(connection, entry.data["person"])
        more = {"offered_at": time_of(entry), "reminders": 0, "role": role, "idx": index}
        put(connection, VETERAN, entry.data, **more)


def _left(connection: Connection, person: str) -> str | None:
    """What somebody held last, where it ended in this log."""
    ended = [
        (str(row.ended_at), str(row.role))
        for row in connection.execute(
            ROLE.select().where(ROLE.c.person == person, ROLE.c.ended_at.is_not(None))
        )
    ]
    posts = POST.select().where(POST.c.person == person, POST.c.ended_at.is_not(None))
    ended += [(str(row.ended_at), "post") for row in connection.execute(posts)]
    return max(ended)[1] if ended else None


def _reminded(connection: Connection, _: int, entry: Entry) -> None:
    _veteran(connection, entry, reminders=entry.data["number"], reminded_at=time_of(entry))


def _answered(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    values = {"answer": data["answer"], "choice": data.get("choice")}
    _veteran(connection, entry, **values, answered_at=time_of(entry))


def _over(connection: Connection, _: int, entry: Entry) -> None:
    _veteran(connection, entry, ended=entry.data["how"])


def _veteran(connection: Connection, entry: Entry, **values: Any) -> None:
    """Of another kind of offer there is no such row."""
    row = VETERAN.c.offer == entry.data["offer"]
    connection.execute(update(VETERAN).where(row).values(**values))


def _contact(connection: Connection, _: int, entry: Entry) -> None:
    if entry.data["kind"] == "contact":
        put(connection, CONTACT, entry.data, made_at=time_of(entry))


# --- needs -----------------------------------------------------------------------------------


def _open_role(connection: Connection, index: int, entry: Entry) -> None:
    put(connection, OPEN_ROLE, entry.data, idx=index)


def _gap(connection: Connection, index: int, entry: Entry) -> None:
    put(connection, GAP, entry.data, idx=index)


def _gap_closed(connection: Connection, _: int, entry: Entry) -> None:
    values = {name: entry.data.get(name) for name in ("filled_by", "engagement")}
    connection.execute(update(GAP).where(GAP.c.gap == entry.data["gap"]).values(**values))


# --- erasure ---------------------------------------------------------------------------------


def _requested(connection: Connection, _: int, entry: Entry) -> None:
    put(connection, ERASURE, entry.data, requested_at=time_of(entry))


def _forgotten(connection: Connection, _: int, entry: Entry) -> None:
    """What was known of somebody leaves the rows; what they did stays, under the pseudonym."""
    person = entry.data["pseudonym"]
    values = {"person": person, "service": entry.service, "at": time_of(entry)}
    connection.execute(insert(FORGOTTEN).values(**values))
    if entry.service == "registration":
        connection.execute(delete(PERSON).where(PERSON.c.person == person))


def _completed(connection: Connection, _: int, entry: Entry) -> None:
    row = ERASURE.c.person == entry.data["person"]
    connection.execute(update(ERASURE).where(row).values(completed_at=time_of(entry)))


def path(connection: Connection, index: int, entry: Entry) -> None:
    """Every fact about somebody is a step of their path, told by its codes."""
    data = entry.data
    for person in {data.get("person"), data.get("other")} - {None}:
        what = " ".join(str(data[name]) for name in TELLING if name in data)
        values = {"idx": index, "person": person, "at": time_of(entry), "name": entry.name}
        values |= {"subject": entry.subject, "what": what[:128]}
        connection.execute(insert(PATH), values)


CHANGES: Mapping[tuple[str, str], Change] = {
    ("registration", "RoleGranted"): _granted,
    ("registration", "RoleChanged"): _changed,
    ("registration", "RoleEnded"): _ended,
    ("registration", "OfferMade"): _offered,
    ("registration", "OfferReminded"): _reminded,
    ("registration", "OfferAnswered"): _answered,
    ("registration", "OfferEnded"): _over,
    ("registration", "RecordMade"): _contact,
    ("registration", "OpenRoleDeclared"): _open_role,
    ("registration", "GapDeclared"): _gap,
    ("registration", "GapClosed"): _gap_closed,
    ("registration", "ErasureRequested"): _requested,
    ("registration", "ErasureCompleted"): _completed,
    ("registration", "PersonErased"): _forgotten,
    ("matching", "PersonErased"): _forgotten,
    ("scheduling", "PersonErased"): _forgotten,
    ("feedback", "PersonErased"): _forgotten,
    ("oversight", "PersonErased"): _forgotten,
}
