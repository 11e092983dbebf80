"""The coarse facts of people, by which figures are broken down."""

from sqlalchemy import Connection, delete, insert

from baraza.decider import Entry
from baraza.matching.read_model.tables import PERSON


def registered(connection: Connection, _: int, entry: Entry) -> None:
    """Again replaces what was said before."""
    data = entry.data
    connection.execute(delete(PERSON).where(PERSON.c.person == data["person"]))
    connection.execute(insert(PERSON).values(person=data["person"], region=data.get("region")))
