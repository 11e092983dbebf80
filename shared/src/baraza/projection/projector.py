"""The projector: rows and position in one transaction, and four cases by name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import TypeAlias

from sqlalchemy import Connection, MetaData, bindparam, select, update
from sqlalchemy.exc import InterfaceError, OperationalError

from baraza.decider import Entry
from baraza.projection import making, stores
from baraza.projection.digests import Digests, rows_of_tables
from baraza.projection.standing import CannotShow, OtherLog, Parked, Standing
from baraza.projection.tables import PARKED, READ_POSITION
from baraza.telemetry import logs
from baraza.telemetry.steps import Step, nowhere

Project: TypeAlias = Callable[[Connection, int, Entry], None]
"""What one entry, command or fact, changes in the rows; the others it leaves alone."""

_MOVE = (
    update(READ_POSITION)
    .where(READ_POSITION.c.position == bindparam("was"))
    .values(position=bindparam("now"), digest=bindparam("digest_now"))
)
NOT_THE_ENTRYS = (OperationalError, InterfaceError, OSError, MemoryError)
"""What no entry is to blame for: a full disk, a lock, a lost connection. The same entries come
again; whatever else a handler raises is about the entry it was given, and parks its entity."""


class Projector:
    """Follows the log with one service's read model.

    - Rows and position change together or not at all, each entry is projected once.
    - An entry that cannot be projected parks its entity; all others go on. Nobody decides from
      rows, so this is never more than a view that stands still.
    - Rows that were made from another log are found when their position is reached, and refused.
    - Tables that were made by other definitions than these are noticed and made again, empty: the
      log fills them from index 0.
    """

    def __init__(
        self,
        url: str,
        metadata: MetaData,
        project: Project,
        *,
        held: Sequence[Parked] = (),
    ) -> None:
        """`held`: entities that are parked from the start, each from its index on."""
        self.url, self.metadata, self.project = url, metadata, project
        self.step: Step = nowhere
        self._engine = stores.opened(url)
        with self._engine.begin() as connection:
            making.prepare(connection, self.metadata, self._engine)
            for one in held:
                making.park(connection, one)
            row = connection.execute(select(READ_POSITION)).one()
            self._position: int = row.position
            self._digest: bytes = bytes(row.digest)
            self._parked = making.parked_from(connection)
        self._seen, self._passed = 0, b""  # what was given again of what was projected before

    @property
    def position(self) -> int:
        """How many entries of the log are in the rows."""
        return self._position

    @property
    def log_digest(self) -> bytes:
        """Of all entries before the position: equal for two that were made from one log."""
        return self._digest

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

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, for whoever replaces all rows; `reread` afterwards."""
        with self._engine.begin() as connection:
            yield connection

    def reread(self) -> None:
        """What is known of the rows, once more from where they lie."""
        with self._engine.connect() as connection:
            row = connection.execute(select(READ_POSITION)).one()
            self._position, self._digest = row.position, bytes(row.digest)
            self._parked = making.parked_from(connection)
        self._seen, self._passed = 0, b""

    def digests(self) -> Digests:
        """Of the rows of each table, at the position."""
        with self._engine.connect() as connection:
            return rows_of_tables(connection, self.metadata)

    @property
    def still(self) -> frozenset[str]:
        """The entities whose rows stand still."""
        return frozenset(self._parked)

    def parked(self) -> list[Parked]:
        """The entities whose rows stand still, and since where."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(PARKED).order_by(PARKED.c.entity)).all()
        return [Parked(row.entity, row.from_idx, row.error) for row in rows]

    def rebuild(self) -> None:
        """Empty all rows: the next entries to apply are those from index 0 on."""
        with self._engine.begin() as connection:
            making.begin_again(connection, self.metadata, self._engine)
        self.reread()

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
        parked = dict(self._parked)
        try:
            with self._engine.begin() as connection:
                for index, entry in new:
                    self._show(connection, index, entry, parked)
                self._move(connection, position, digest)
        except CannotShow:
            # Which entity it is about is found one entry at a time.
            with self._engine.begin() as connection:
                for index, entry in new:
                    self._careful(connection, index, entry, parked)
                self._move(connection, position, digest)
        # If we stopped before the commit, the same entries come again; if after, they are old.
        self.step("consumer.after_commit")
        self._position, self._digest, self._parked = position, digest, parked

    def _careful(
        self, connection: Connection, index: int, entry: Entry, parked: dict[str, int]
    ) -> None:
        """One entry by itself; what cannot be shown parks its entity in the same transaction."""
        try:
            with connection.begin_nested():
                self._show(connection, index, entry, parked)
        except CannotShow as error:
            why = error.__cause__
            making.park(connection, Parked(entry.entity, index, type(why).__name__))
            parked[entry.entity] = index
            logs.log().error("an entity was parked", entity=entry.entity, index=index, error=why)

    def _show(
        self, connection: Connection, index: int, entry: Entry, parked: Mapping[str, int]
    ) -> None:
        since = parked.get(entry.entity)
        if since is not None and index >= since:
            return
        try:
            self.project(connection, index, entry)
        except NOT_THE_ENTRYS:
            raise
        except Exception as error:
            raise CannotShow from error

    def _move(self, connection: Connection, position: int, digest: bytes) -> None:
        """Only from where we believe the rows to be: an earlier commit may have gone through."""
        moved = connection.execute(
            _MOVE, {"was": self._position, "now": position, "digest_now": digest}
        )
        if moved.rowcount != 1:
            raise OtherLog(f"the rows are not at position {self._position}")
        self.step("consumer.before_commit")


def _chained(digest: bytes, entry: Entry) -> bytes:
    return sha256(digest + entry.digest).digest()
