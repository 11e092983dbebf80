"""The tables of a read model: made, found to be of other definitions, and emptied."""

from sqlalchemy import Connection, Engine, MetaData, delete, insert, inspect, select

from baraza.projection.digests import definition_of
from baraza.projection.standing import Parked
from baraza.projection.tables import DEFINITION, METADATA, PARKED, READ_POSITION
from baraza.telemetry import logs


def prepare(connection: Connection, metadata: MetaData, engine: Engine) -> None:
    """Tables as they are defined now; those of other definitions are made anew, empty."""
    before = set(inspect(connection).get_table_names())
    METADATA.create_all(connection)
    told = connection.execute(select(DEFINITION.c.digest)).scalar_one_or_none()
    if told != definition_of(metadata, engine):
        if before:
            logs.log().warning("rows of other tables are made again from the log")
        begin_again(connection, metadata, engine)


def begin_again(connection: Connection, metadata: MetaData, engine: Engine) -> None:
    """No rows, nothing parked, position 0; tables that are not defined any more are gone."""
    found = MetaData()
    found.reflect(connection)
    theirs = [table for name, table in found.tables.items() if name not in METADATA.tables]
    found.drop_all(connection, tables=theirs)
    metadata.create_all(connection)
    for table in (PARKED, READ_POSITION, DEFINITION):
        connection.execute(delete(table))
    connection.execute(insert(READ_POSITION).values(one=1, position=0, digest=b""))
    connection.execute(insert(DEFINITION).values(one=1, digest=definition_of(metadata, engine)))


def park(connection: Connection, one: Parked) -> None:
    row = {"entity": one.entity, "from_idx": one.from_index, "error": one.error}
    connection.execute(delete(PARKED).where(PARKED.c.entity == one.entity))
    connection.execute(insert(PARKED).values(**row))


def parked_from(connection: Connection) -> dict[str, int]:
    """Entity -> the index from which its entries are left out."""
    return {row.entity: row.from_idx for row in connection.execute(select(PARKED))}
