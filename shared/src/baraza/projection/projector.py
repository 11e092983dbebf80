"""The projector: rows and position in one transaction, and four cases by name."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import Any, TypeAlias

from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    bindparam,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool, StaticPool

from baraza.decider import Entry
from baraza.projection.tables import METADATA, PARKED, READ_POSITION
from baraza.telemetry import logs

Project: TypeAlias = Callable[[Connection, int, Entry], None]
"""What one entry, command or fact, changes in the rows; the others it leaves alone."""

_MOVE = (
    update(READ_POSITION)
    .where(READ_POSITION.c.position == bindparam("was"))
    .values(position=bindparam("now"), digest=bindparam("digest_now"))
)


class Standing(Enum):
    """Where a read model stands beside what it is given."""

    IN_STEP = "in step"  # the next entries: apply them
    NEW = "new"  # empty tables: build from 0
    BEHIND = "behind"  # entries are missing before these: catch up first
    AHEAD = "ahead"  # the log has been read further before: pass over, and compare


class OtherLog(Exception):
    """These rows were made from another log. Remove the read database; it is made again."""


class CannotShow(Exception):
    """An entry could not be projected. Its entity is parked until the rows are rebuilt."""


@dataclass(frozen=True)
class Parked:
    """An entity whose rows stand still since an entry could not be projected."""

    entity: str
    from_index: int
    error: str


class Projector:
    """Follows the log with one service's read model.

    - Rows and position change together or not at all, each entry is projected once.
    - An entry that cannot be projected parks its entity; all others go on. Nobody decides from
      rows, so this is never more than a view that stands still.
    - Rows that were made from another log are found when their position is reached, and refused.
    """

    def __init__(self, url: str, metadata: MetaData, project: Project) -> None:
        self._metadata = metadata
        self._project = project
        self._engine = _engine(url)
        METADATA.create_all(self._engine)
        metadata.create_all(self._engine)
        with self._engine.begin() as connection:
            row = connection.execute(select(READ_POSITION)).one_or_none()
            if row is None:
                connection.execute(insert(READ_POSITION).values(one=1, position=0, digest=b""))
            self._position: int = row.position if row else 0
            self._digest: bytes = bytes(row.digest) if row else b""
            self._parked = {parked.entity for parked in _parked(connection)}
        self._seen, self._passed = 0, b""  # what was given again of what was projected before

    @property
    def position(self) -> int:
        """How many entries of the log are in the rows."""
        return self._position

    def standing(self, index: int) -> Standing:
        """How the rows stand to an entry at this index."""
        if index < self._position:
            return Standing.AHEAD
        if index > self._position:
            return Standing.BEHIND
        return Standing.IN_STEP if index else Standing.NEW

    def apply(self, batch: Sequence[tuple[int, Entry]]) -> Standing:
        """Whole decisions in order. Returns how the rows stood to the first of them.

        What they hold already is passed over; where entries are missing nothing is applied, and
        `BEHIND` says so. Raises `OtherLog`.
        """
        if not batch:
            return Standing.IN_STEP
        standing = self.standing(batch[0][0])
        new = list(self._pass_over(batch))
        if new and standing is not Standing.BEHIND:
            self._apply(new)
        return standing

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for questions; what it reads is the rows at one position."""
        with self._engine.connect() as connection:
            yield connection

    def parked(self) -> list[Parked]:
        """The entities whose rows stand still, and since where."""
        with self._engine.connect() as connection:
            return list(_parked(connection))

    def rebuild(self) -> None:
        """Empty all rows: the next entries to apply are those from index 0 on."""
        with self._engine.begin() as connection:
            self._metadata.drop_all(connection)
            self._metadata.create_all(connection)
            connection.execute(delete(PARKED))
            connection.execute(update(READ_POSITION).values(position=0, digest=b""))
        self._position, self._digest, self._parked = 0, b"", set()
        self._seen, self._passed = 0, b""

    def close(self) -> None:
        self._engine.dispose()

    def _pass_over(self, batch: Sequence[tuple[int, Entry]]) -> Iterator[tuple[int, Entry]]:
        """Entries that are new; those projected before are only compared with what was read."""
        for index, entry in batch:
            if index >= self._position:
                yield index, entry
            elif index == self._seen:
                self._seen, self._passed = index + 1, _chained(self._passed, entry)
                if self._seen == self._position and self._passed != self._digest:
                    raise OtherLog(f"at position {self._position}")

    def _apply(self, new: Sequence[tuple[int, Entry]]) -> None:
        digest = self._digest
        for _, entry in new:
            digest = _chained(digest, entry)
        position = new[-1][0] + 1
        try:
            with self._engine.begin() as connection:
                for index, entry in new:
                    self._show(connection, index, entry)
                self._move(connection, position, digest)
        except CannotShow:
            # Which entity it is about is found one entry at a time.
            with self._engine.begin() as connection:
                for index, entry in new:
                    self._careful(connection, index, entry)
                self._move(connection, position, digest)
        # If we stopped before the commit, the same entries come again.
        self._position, self._digest = position, digest

    def _careful(self, connection: Connection, index: int, entry: Entry) -> None:
        """One entry by itself; what cannot be shown parks its entity in the same transaction."""
        try:
            with connection.begin_nested():
                self._show(connection, index, entry)
        except CannotShow as error:
            why = type(error.__cause__).__name__
            connection.execute(
                insert(PARKED).values(entity=entry.entity, from_idx=index, error=why)
            )
            self._parked.add(entry.entity)
            logs.log().error(
                "an entity was parked", entity=entry.entity, index=index, error=error.__cause__
            )

    def _show(self, connection: Connection, index: int, entry: Entry) -> None:
        if entry.entity in self._parked:
            return
        try:
            self._project(connection, index, entry)
        except OperationalError:
            raise  # a full disk is no fault of the entry's
        except Exception as error:
            raise CannotShow from error

    def _move(self, connection: Connection, position: int, digest: bytes) -> None:
        """Only from where we believe the rows to be: an earlier commit may have gone through."""
        moved = connection.execute(
            _MOVE, {"was": self._position, "now": position, "digest_now": digest}
        )
        if moved.rowcount != 1:
            raise OtherLog(f"the rows are not at position {self._position}")


def _chained(digest: bytes, entry: Entry) -> bytes:
    return sha256(digest + entry.digest).digest()


def _parked(connection: Connection) -> Iterable[Parked]:
    rows = connection.execute(select(PARKED).order_by(PARKED.c.entity)).all()
    return [Parked(row.entity, row.from_idx, row.error) for row in rows]


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url)
    in_memory = url in {"sqlite://", "sqlite:///:memory:"}
    engine = create_engine(url, poolclass=StaticPool if in_memory else QueuePool)

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
