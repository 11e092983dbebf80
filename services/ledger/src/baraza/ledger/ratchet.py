"""The second store: a row of what was signed last, on another disk or host (`ledger.md` 5.5).

It only moves forward, so a ledger that was set back is found before it signs a second history.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    BigInteger,
    Column,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    Row,
    Table,
    Text,
    func,
    insert,
    inspect,
    make_url,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from baraza.ledger import tables
from baraza.messaging.refusal import StartRefused
from baraza.transparency.checkpoint import BadCheckpoint, Checkpoint
from baraza.transparency.notes import BadNote, Verifier, open_note, parse_note
from baraza.transparency.tree import EMPTY_ROOT, Frontier, leaf_hash

_ROWS = 2_000

metadata = MetaData()
ratchet = Table(
    "ratchet",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("root", LargeBinary, nullable=False),
    Column("frontier", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
)


class NotAsSigned(StartRefused):
    """Log and second store do not belong together."""

    code = ""
    advice = ""

    def __init__(self, found: str, place: str, log: str = "") -> None:
        super().__init__(found)
        self._places = {"place": place, "log": log}

    @property
    def detail(self) -> str:
        """What an operator reads: the code, what was found, what to do."""
        return f"{self.code}: {self}. {self.advice.format(**self._places)}"


class RollbackDetected(NotAsSigned):
    """The log is not the one of which the second store knows."""

    code = "rollback_detected"
    advice = (
        "This is not the log that was signed: put the newest copy of {log} back. "
        "What was signed last is in the second store, {place}; leave that as it is."
    )


class RatchetLost(NotAsSigned):
    """The second store knows less than the log."""

    code = "ratchet_lost"
    advice = (
        "The second store, {place}, knows less than the log: put its newest copy back there. "
        "If that is gone for good, `baraza doctor ratchet --from NOTE` makes it again from the "
        "newest note that a witness serves."
    )


class NotRestored(Exception):
    """A note from which the second store cannot be made again; nothing was written."""


class Halted(Exception):
    """The bytes of the log do not agree with its hashes; nothing was signed."""


@dataclass(frozen=True)
class Compared:
    """How log and second store stand to each other while no ledger runs."""

    size: int
    """Entries of the log."""
    signed: int
    """Of how many of them the second store knows."""
    why: str | None
    """Why a ledger would refuse to start; None: it would not."""


def place(url: str | URL) -> str:
    """Where a store lies, as an operator looks for it; without a password."""
    given = make_url(url)
    if given.get_backend_name() == "sqlite":
        return str(given.database).removeprefix("file:")
    return given.render_as_string(hide_password=True)


def known(engine: Engine, url: str, origin: str, size: int) -> Row[Any] | None:
    """The row of this log; None for a log without entries, for which none was made yet.

    Raises `RatchetLost` where there has to be one, and then has made neither file nor folder.
    """
    lost = RatchetLost(f"it is empty, the log has {size} entries", place(url))
    given = make_url(url)
    if given.get_backend_name() == "sqlite" and not Path(str(given.database)).exists():
        if size:
            raise lost
        return None
    with engine.connect() as connection:
        row = None
        if inspect(connection).has_table(ratchet.name):
            row = connection.execute(select(ratchet).where(ratchet.c.origin == origin)).first()
    if row is None and size:
        raise lost
    return row


def begin(engine: Engine, url: str, origin: str) -> None:
    """The row of a log that has no entry yet; the store is made where there is none."""
    _make(engine, url)
    values = {"size": 0, "root": EMPTY_ROOT, "frontier": b"", "note": ""}
    with engine.begin() as connection:
        connection.execute(insert(ratchet), {"origin": origin, **values})


def _make(engine: Engine, url: str) -> None:
    given = make_url(url)
    if given.get_backend_name() == "sqlite":
        Path(str(given.database)).parent.mkdir(parents=True, exist_ok=True)
    metadata.create_all(engine)


def checked(connection: Connection, row: Row[Any], size: int, where: str) -> int:
    """Up to which size the log says that it has shown checkpoints.

    Raises `RollbackDetected` or `RatchetLost` where a log of this size is not that of the row.
    """
    log = place(connection.engine.url)
    if row.size > size:
        raise RollbackDetected(f"the log has {size} entries, {row.size} were signed", where, log)
    if grown(connection, Frontier(), row.size).root() != row.root:
        found = f"the first {row.size} entries are others than were signed"
        raise RollbackDetected(found, where, log)
    shown: int = connection.execute(select(func.max(tables.checkpoint.c.size))).scalar() or 0
    if shown > row.size:
        raise RatchetLost(f"it knows {row.size} entries, {shown} were shown", where)
    return shown


def grown(connection: Connection, frontier: Frontier, size: int) -> Frontier:
    """The tree grown by leaves hashed from their bytes; raises `Halted`."""
    entry = tables.entry.c
    while frontier.size < size:
        rows = connection.execute(
            select(entry.idx, entry.leaf, entry.leaf_hash)
            .where(entry.idx >= frontier.size, entry.idx < min(size, frontier.size + _ROWS))
            .order_by(entry.idx)
        ).all()
        if not rows:
            raise Halted(f"entry {frontier.size} is not there")
        for index, leaf, stored in rows:
            hashed = leaf_hash(leaf)
            if index != frontier.size or hashed != stored:
                raise Halted(f"entry {frontier.size} has another hash than its bytes")
            frontier = frontier.append(hashed)
    return frontier


def compared(ledger_url: str, ratchet_url: str, origin: str) -> Compared:
    """Log and second store as they lie there, by the rules of a start; writes nothing.

    A store that cannot be read is a reason too.
    """
    log, second = tables.reading(ledger_url), tables.reading(ratchet_url)
    size = signed = 0
    try:
        with log.connect() as connection:
            size = connection.execute(select(tables.head.c.size)).scalar() or 0
            row = known(second, ratchet_url, origin, size)
            if row is not None:
                signed = row.size
                checked(connection, row, size, place(ratchet_url))
    except NotAsSigned as refused:
        return Compared(size, signed, refused.detail)
    except Halted as halted:
        return Compared(size, signed, f"{halted}. Put the newest copy of {place(ledger_url)} back.")
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error)
        return Compared(size, signed, f"A store cannot be read ({why}).")
    finally:
        log.dispose()
        second.dispose()
    return Compared(size, signed, None)


def restored(ledger_url: str, ratchet_url: str, data: bytes, keys: Sequence[Verifier]) -> int:
    """The row made again from a note that a witness serves; of how many entries.

    Raises one of `REFUSALS`. The note has to bear a signature of the log's `keys`, its root has
    to be that of the leaves, and nothing may have been signed or shown after it, as far as this
    host knows: a row that is there is only moved forward.
    """
    checkpoint, note = _of_log(data, keys)
    where, size = place(ratchet_url), checkpoint.size
    log, second = tables.reading(ledger_url), tables.writing(ratchet_url)
    try:
        with log.connect() as connection:
            entries = connection.execute(select(tables.head.c.size)).scalar() or 0
            shown = connection.execute(select(func.max(tables.checkpoint.c.size))).scalar() or 0
            if size < shown:
                raise NotRestored(f"The note is of {size} entries, {shown} were shown already.")
            if size > entries:
                found = f"the log has {entries} entries, the note {size}"
                raise RollbackDetected(found, where, place(ledger_url))
            frontier = grown(connection, Frontier(), size)
        if frontier.root() != checkpoint.root:
            found = f"the first {size} entries are others than in the note"
            raise RollbackDetected(found, where, place(ledger_url))
        _forward(second, ratchet_url, checkpoint.origin, frontier, note)
    finally:
        log.dispose()
        second.dispose()
    return size


def _of_log(data: bytes, keys: Sequence[Verifier]) -> tuple[Checkpoint, str]:
    """What the note says, and the note with the signatures of the log alone."""
    try:
        opened = open_note(data, keys)
        checkpoint = Checkpoint.parse(opened.text)
    except (BadNote, BadCheckpoint) as error:
        raise NotRestored(f"This is no note of the log: {error}.") from error
    ours = {(key.name, key.key_id) for key in opened.verified}
    if checkpoint.origin not in {name for name, _ in ours}:
        raise NotRestored(f"The note is of {checkpoint.origin}, which is another log.")
    lines = data.decode().rpartition("\n\n")[2].splitlines(keepends=True)
    signed = zip(lines, parse_note(data).signatures, strict=True)
    kept = [line for line, (name, key_id, _) in signed if (name, key_id) in ours]
    return checkpoint, f"{opened.text}\n{''.join(kept)}"


def _forward(engine: Engine, url: str, origin: str, frontier: Frontier, note: str) -> None:
    _make(engine, url)
    values = {
        "size": frontier.size,
        "root": frontier.root(),
        "frontier": b"".join(frontier.peaks),
        "note": note,
    }
    mine = ratchet.c.origin == origin
    with engine.begin() as connection:
        row = connection.execute(select(ratchet.c.size).where(mine)).first()
        if row is not None and row.size >= frontier.size:
            raise NotRestored(f"The second store knows {row.size} entries; it lacks nothing.")
        if row is None:
            connection.execute(insert(ratchet), {"origin": origin, **values})
        else:
            connection.execute(update(ratchet).where(mine).values(**values))


REFUSALS = (NotRestored, NotAsSigned, Halted, SQLAlchemyError, OSError)
"""Why a second store was not made again; nothing was written then."""
