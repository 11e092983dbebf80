"""A log as a SQLite file, for overseers with questions of their own.

Written whole or not at all. The same files give the same rows, and with one release of SQLite the
same bytes. Nothing in it is proven: whoever doubts a row asks the log by its `idx`.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from importlib import resources
from pathlib import Path

from baraza.auditor.log import Log
from baraza.auditor.progress import Progress, no_progress
from baraza.auditor.source import Unreadable, place_of
from baraza.auditor.sql.rows import fill
from baraza.transparency.standing import Standing

__all__ = ["APPLICATION", "examples", "write"]

APPLICATION = 0x4252_5A41
"""`BRZA`, in the head of the file: by this a later run knows what it may write over."""
_AS_ONE = (
    "PRAGMA page_size = 4096",
    f"PRAGMA application_id = {APPLICATION}",
    "PRAGMA journal_mode = OFF",
    "PRAGMA synchronous = OFF",
)
"""The file beside the real one may be lost at any time; it is synced before it takes its place."""


def write(
    log: Log, path: Path, standing: Standing | None = None, progress: Progress = no_progress
) -> dict[str, int]:
    """How many rows each table got. Raises `Unreadable` where the file cannot be written.

    `Damage` of the log is raised too, and leaves no file and the file that was there before.
    """
    place = place_of(path)
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        beside.unlink(missing_ok=True)
        counts = _built(log, beside, standing, progress)
        with beside.open("rb") as file:
            os.fsync(file.fileno())
        beside.replace(place)
    except (OSError, sqlite3.OperationalError) as failed:
        raise Unreadable(f"{path}: cannot be written: {failed}") from failed
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return counts


def examples() -> Iterator[tuple[str, str]]:
    """Questions, each with the query that answers it."""
    for part in _text("examples.sql").split("-- ")[1:]:
        question, _, query = part.partition("\n")
        yield question, query.strip().removesuffix(";")


def _built(log: Log, path: Path, standing: Standing | None, progress: Progress) -> dict[str, int]:
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for pragma in _AS_ONE:
            database.execute(pragma)
        database.execute("BEGIN")
        for statement in _statements("schema.sql"):
            database.execute(statement)
        database.executemany("INSERT INTO readme (text) VALUES (?)", _lines("readme.txt"))
        database.executemany("INSERT INTO examples VALUES (?, ?)", examples())
        counts = fill(database, log, standing, progress)
        for statement in _statements("views.sql"):
            database.execute(statement)
        database.execute("COMMIT")
        return counts


def _lines(name: str) -> Iterator[tuple[str]]:
    return ((line,) for line in _text(name).splitlines())


def _statements(name: str) -> Iterator[str]:
    return (part for part in _text(name).split(";\n") if part.strip())


def _text(name: str) -> str:
    return resources.files(__name__).joinpath(name).read_text(encoding="utf-8")
