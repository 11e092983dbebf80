"""How facts about places, certificates and hours change the rows."""

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, update

from baraza.decider import Entry
from baraza.scheduling.read_model.tables import CERTIFICATE, ENROLMENT, STATEMENT


def enrolled(connection: Connection, index: int, entry: Entry) -> None:
    data = entry.data
    connection.execute(
        insert(ENROLMENT).values(
            workshop=data["workshop"], person=data["person"], queued=data.get("place"), idx=index
        )
    )


def left(connection: Connection, _: int, entry: Entry) -> None:
    connection.execute(delete(ENROLMENT).where(_of(entry)))


def promoted(connection: Connection, _: int, entry: Entry) -> None:
    connection.execute(update(ENROLMENT).where(_of(entry)).values(queued=None))


def _of(entry: Entry) -> ColumnElement[bool]:
    columns, data = ENROLMENT.c, entry.data
    return and_(columns.workshop == data["workshop"], columns.person == data["person"])


def certified(connection: Connection, index: int, entry: Entry) -> None:
    data = dict(entry.data)
    data["cited"] = " ".join(map(str, data["cited"]))
    row = {**data, "kind": "completion", "capacities": "", "idx": index}
    connection.execute(insert(CERTIFICATE).values(**row))


def may_teach(connection: Connection, index: int, entry: Entry) -> None:
    data = dict(entry.data)
    data["capacities"] = " ".join(data["capacities"])
    row = {**data, "kind": "trainer", "cited": "", "idx": index}
    connection.execute(insert(CERTIFICATE).values(**row))


def stated(connection: Connection, index: int, entry: Entry) -> None:
    connection.execute(
        insert(STATEMENT).values(
            idx=index,
            person=entry.data["person"],
            command_id=entry.command_id,
            from_on=entry.data["from_on"],
        )
    )


def erased(connection: Connection, _: int, entry: Entry) -> None:
    """What the vault has forgotten is not even named any more."""
    connection.execute(delete(STATEMENT).where(STATEMENT.c.person == entry.data["pseudonym"]))
