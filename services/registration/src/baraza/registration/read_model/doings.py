"""What facts of this service and of others change in the rows about what people do."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Connection, delete, insert, select, update

from baraza.decider import Entry
from baraza.registration.read_model.changing import put, time_of
from baraza.registration.read_model.doing_tables import (
    ACT,
    ASKING,
    ASSESSMENT,
    BARRIER,
    COLLABORATION,
    OCCASION,
    SITTING,
    STAGE_SET,
    TIE,
    WAY,
    WISH,
)

Change = Callable[[Connection, int, Entry], None]
THERE = frozenset({"present", "late"})
SETTLED = {"confirmed": "counted", "undisputed": "counted", "disputed": "disputed"}


def _indexes(entry: Entry) -> str:
    return " ".join(map(str, entry.data["cited"]))


# --- stages and persistence ------------------------------------------------------------------


def _entered(connection: Connection, index: int, entry: Entry) -> None:
    put(connection, WAY, entry.data, entered_at=time_of(entry), entered_idx=index)


def _completed(connection: Connection, index: int, entry: Entry) -> None:
    values = {"completed_at": time_of(entry), "completed_idx": index, "cited": _indexes(entry)}
    _on_way(connection, entry, **values)


def _extended(connection: Connection, _: int, entry: Entry) -> None:
    _on_way(connection, entry, until=entry.data["until"])


def _on_way(connection: Connection, entry: Entry, **values: Any) -> None:
    named = ("person", "programme", "track", "stage")
    row = [WAY.c[name] == entry.data[name] for name in named]
    connection.execute(update(WAY).where(*row, WAY.c.completed_at.is_(None)).values(**values))


def _assessed(connection: Connection, index: int, entry: Entry) -> None:
    data = {**entry.data, "cited": _indexes(entry)}
    put(connection, ASSESSMENT, data, at=time_of(entry), idx=index)


def _drafted(connection: Connection, _: int, entry: Entry) -> None:
    if entry.data["kind"] == "stage_set":
        rules = to_json(entry.data["rules"]).decode()
        connection.execute(delete(STAGE_SET).where(STAGE_SET.c.digest == entry.data["digest"]))
        put(connection, STAGE_SET, {**entry.data, "rules": rules})


def _in_force(connection: Connection, index: int, entry: Entry) -> None:
    row = STAGE_SET.c.digest == entry.data["digest"]
    connection.execute(update(STAGE_SET).where(row).values(in_force_idx=index))


def _applied(connection: Connection, _: int, entry: Entry) -> None:
    """What somebody wants to learn, or offers; said again, it replaces what was said."""
    data = entry.data
    row = (WISH.c.intake == data["intake"]) & (WISH.c.person == data["person"])
    connection.execute(delete(WISH).where(row))
    for capacity in sorted(set(data["capacities"])):
        put(connection, WISH, data, capacity=capacity)


# --- records of this service -----------------------------------------------------------------


def _made(connection: Connection, index: int, entry: Entry) -> None:
    match entry.data["kind"]:
        case "barrier":
            put(connection, BARRIER, entry.data)
        case "collaboration":
            put(connection, COLLABORATION, entry.data, idx=index)
            about = f"collaboration.{entry.data['record']}"
            for person in (entry.data["person"], entry.data["other"]):
                both = {**entry.data, "person": person}
                put(connection, ACT, both, about=about, minutes=0, state="told", idx=index)
        case _:
            return


def _answered(connection: Connection, _: int, entry: Entry) -> None:
    record, outcome = entry.data["record"], entry.data["outcome"]
    for table in (BARRIER, COLLABORATION):
        row = table.c.record == record
        connection.execute(update(table).where(row).values(outcome=outcome))
    if entry.data["kind"] == "collaboration":
        _state(connection, record, SETTLED.get(outcome, "disputed"))


# --- workshops, sessions, feedback ------------------------------------------------------------


def _sitting(connection: Connection, entry: Entry, **values: Any) -> None:
    workshop = entry.data["workshop"]
    row = SITTING.c.workshop == workshop
    if connection.execute(update(SITTING).where(row).values(**values)).rowcount == 0:
        connection.execute(insert(SITTING).values(workshop=workshop, **values))


def _planned(connection: Connection, _: int, entry: Entry) -> None:
    _sitting(connection, entry, language=entry.data["language"])


def _announced(connection: Connection, _: int, entry: Entry) -> None:
    data = entry.data
    skills = data["purpose"] == "skills"
    _sitting(connection, entry, programme=data["programme"], skills=skills, start=data.get("start"))


def _moved(connection: Connection, _: int, entry: Entry) -> None:
    _sitting(connection, entry, start=entry.data["start"])


def _cancelled(connection: Connection, _: int, entry: Entry) -> None:
    _sitting(connection, entry, start=None)


def _skills(connection: Connection, workshop: str) -> str | None:
    """The programme, where it is a skills workshop."""
    row = connection.execute(select(SITTING).where(SITTING.c.workshop == workshop)).one_or_none()
    return row.programme if row is not None and row.skills else None


def _seated(connection: Connection, index: int, entry: Entry) -> None:
    programme = _skills(connection, entry.data["workshop"])
    if programme is not None:
        about = f"workshop.{entry.data['workshop']}"
        _gave_up(connection, index, entry)
        put(connection, OCCASION, entry.data, programme=programme, about=about, idx=index)


def _gave_up(connection: Connection, _: int, entry: Entry) -> None:
    row = OCCASION.c.about == f"workshop.{entry.data['workshop']}"
    connection.execute(delete(OCCASION).where(row, OCCASION.c.person == entry.data["person"]))


def _booked(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    connection.execute(
        insert(OCCASION).values(
            person=data["mentee"],
            about=f"session.{data['session']}",
            programme=data["programme"],
            start=data["start"],
            tie=data["relationship"],
            idx=index,
        )
    )


def _called_off(connection: Connection, _: int, entry: Entry) -> None:
    if entry.data["to"] == "cancelled":
        row = OCCASION.c.about == f"session.{entry.data['session']}"
        connection.execute(delete(OCCASION).where(row))


def _told(connection: Connection, index: int, entry: Entry) -> None:
    """Attendance counts until it is disputed, a session once it is settled."""
    data = entry.data
    match data["kind"]:
        case "attendance" if data["state"] in THERE:
            programme = _skills(connection, data["workshop"])
            if programme is not None:
                about = f"workshop.{data['workshop']}"
                put(
                    connection, ACT, {**data, "state": "counted"},
                    programme=programme, kind="workshop", about=about, idx=index,
                )  # fmt: skip
        case "session" if data["state"] == "held" and "programme" in data:
            whose = {"person": data.get("mentee") or data["person"], "state": "told"}
            about = f"session.{data['session']}"
            put(connection, ACT, {**data, **whose}, about=about, idx=index)
        case _:
            return


def _settled(connection: Connection, _: int, entry: Entry) -> None:
    state = SETTLED.get(entry.data["outcome"])
    if state is not None:
        _state(connection, entry.data["record"], state)


def _state(connection: Connection, record: str, state: str) -> None:
    connection.execute(update(ACT).where(ACT.c.record == record).values(state=state))


def _opened(connection: Connection, _: int, entry: Entry) -> None:
    put(connection, ASKING, entry.data)


def _spoke(connection: Connection, index: int, entry: Entry) -> None:
    collection = entry.data["collection"]
    row = connection.execute(select(ASKING).where(ASKING.c.collection == collection))
    asking = row.one_or_none()
    if asking is not None:
        connection.execute(
            insert(ACT).values(
                record=collection,
                person=entry.data["person"],
                programme=asking.programme,
                kind="feedback",
                about=f"feedback.{collection}",
                minutes=0,
                state="counted",
                idx=index,
            )
        )


def _started(connection: Connection, index: int, entry: Entry) -> None:
    put(connection, TIE, entry.data, idx=index)


def _parted(connection: Connection, _: int, entry: Entry) -> None:
    row = TIE.c.relationship == entry.data["relationship"]
    connection.execute(update(TIE).where(row).values(ended_at=time_of(entry)))


CHANGES: Mapping[tuple[str, str], Change] = {
    ("registration", "ApplicationSubmitted"): _applied,
    ("registration", "StageEntered"): _entered,
    ("registration", "StageCompleted"): _completed,
    ("registration", "StageExtended"): _extended,
    ("registration", "PersistenceAssessed"): _assessed,
    ("registration", "RulesDrafted"): _drafted,
    ("registration", "RecordMade"): _made,
    ("registration", "RecordSettled"): _answered,
    ("oversight", "RulesInForce"): _in_force,
    ("scheduling", "WorkshopPlanned"): _planned,
    ("scheduling", "WorkshopAnnounced"): _announced,
    ("scheduling", "WorkshopChanged"): _moved,
    ("scheduling", "WorkshopCancelled"): _cancelled,
    ("scheduling", "ParticipantEnrolled"): _seated,
    ("scheduling", "EnrolmentPromoted"): _seated,
    ("scheduling", "EnrolmentCancelled"): _gave_up,
    ("scheduling", "SessionBooked"): _booked,
    ("scheduling", "SessionChanged"): _called_off,
    ("scheduling", "RecordMade"): _told,
    ("scheduling", "RecordSettled"): _settled,
    ("matching", "RelationshipStarted"): _started,
    ("matching", "RelationshipEnded"): _parted,
    ("feedback", "CollectionOpened"): _opened,
    ("feedback", "VoiceIssued"): _spoke,
}
