"""What every change of a row does: takes from the fact what the table has, and says when."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert

from baraza.decider import Entry


def put(connection: Connection, table: Table, data: Mapping[str, Any], **more: Any) -> None:
    """A row of the fact's members that the table has, and more."""
    members = {name: value for name, value in data.items() if name in table.c}
    connection.execute(insert(table), {**members, **more})


def time_of(entry: Entry) -> str:
    """When it happened, as the log writes it."""
    return str(entry.document["time"])
