"""Where a read model lies, and where another one is made beside it."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.pool import QueuePool, StaticPool

IN_MEMORY = frozenset({"sqlite://", "sqlite:///:memory:"})


def opened(url: str) -> Engine:
    """An engine; SQLite's with savepoints, and with questions that do not wait for writes."""
    if not url.startswith("sqlite"):
        return create_engine(url)
    engine = create_engine(url, poolclass=StaticPool if url in IN_MEMORY else QueuePool)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _: Any) -> None:
        # The driver's own idea of transactions knows no savepoints: BEGIN is sent by us.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


def beside(url: str) -> str:
    """Where new rows are made while the old ones answer: a file or database of their own."""
    if url in IN_MEMORY:
        return url
    named = make_url(url)
    ending = ".beside" if url.startswith("sqlite") else "_beside"
    return named.set(database=f"{named.database}{ending}").render_as_string(hide_password=False)


def removed(url: str) -> None:
    """Take away what lies beside; of a rebuild that was broken off, too."""
    file = make_url(beside(url)).database
    if url in IN_MEMORY or not url.startswith("sqlite") or file is None:
        return
    for ending in ("", "-wal", "-shm", "-journal"):
        Path(file + ending).unlink(missing_ok=True)
