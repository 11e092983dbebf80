"""A projection that reads older facts as their newest version."""

from sqlalchemy import Connection

from baraza.decider import Entry, Upcasters, upcasted
from baraza.projection.projector import Project


def upcasting(upcasters: Upcasters, project: Project) -> Project:
    """The same projection, which is shown no older version that the chain leads on from."""

    def shown(connection: Connection, index: int, entry: Entry) -> None:
        project(connection, index, upcasted(entry, upcasters))

    return shown
