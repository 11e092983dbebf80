"""Checkpoints: hash again, sign, move the second store, only then show (`ledger.md` 5.5).

Before it opens, log and second store are compared (`ratchet.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from baraza.ledger import ratchet as ratchets
from baraza.ledger import tables
from baraza.ledger.append import Ledger, Step, disk_full
from baraza.ledger.ratchet import Halted, RatchetLost, RollbackDetected, ratchet
from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.notes import Signer
from baraza.transparency.tree import Frontier, node_hash

_WAIT = 60.0
_HASH = 32


__all__ = [
    "AnotherSigner",
    "Checkpoints",
    "Halted",
    "RatchetLost",
    "RollbackDetected",
    "Signed",
    "latest",
]


class AnotherSigner(Exception):
    """Somebody else has moved the second store. Stop one of the two ledgers."""


@dataclass(frozen=True)
class Signed:
    """A checkpoint with the log's signature."""

    checkpoint: Checkpoint
    note: str

    @property
    def size(self) -> int:
        return self.checkpoint.size


@dataclass(frozen=True)
class Kept:
    """What the second store holds."""

    frontier: Frontier
    note: str


class Checkpoints:
    """Signs what it has hashed itself, once per size."""

    def __init__(
        self,
        ledger: Ledger,
        ratchet_url: str,
        signer: Signer,
        *,
        step: Step = lambda _: None,
        shown: Callable[[Signed], None] = lambda _: None,
        others: Callable[[], Sequence[Signer]] = tuple,
    ) -> None:
        """`shown` gets a checkpoint when it may be seen by others, and again after a crash.

        `others`: log keys that sign beside `signer`, since a rotation leaves two (`ledger.md` 13).
        """
        self._ledger = ledger
        self._signer = signer
        self._others = others
        self._step = step
        self._shown = shown
        self._making = Lock()
        self._url = ratchet_url
        self._engine = tables.writing(ratchet_url)
        try:
            self._kept = self._open()
        except BaseException:
            self._engine.dispose()
            raise

    @property
    def size(self) -> int:
        """Of the newest checkpoint."""
        return self._kept.frontier.size

    def make(self) -> Signed | None:
        """A checkpoint of the log as it stands; None where it has not grown.

        One at a time, whoever asks. Raises `Halted` and `AnotherSigner`; after either the ledger
        appends nothing.
        """
        with self._making:
            return self._make()

    def _make(self) -> Signed | None:
        size = self._ledger.standing.size
        if size == self._kept.frontier.size:
            return None
        # 1. What the bytes say, what the tables say.
        try:
            frontier = self._hashed_again(size)
        except Halted as halted:
            self._ledger.halt(str(halted))
            raise
        # 2.
        checkpoint = Checkpoint(self._ledger.origin, size, frontier.root())
        signed = Signed(checkpoint, self._note(checkpoint.text))
        self._step("checkpoint.signed")
        # 3. Stopped before this, nobody has seen the signature.
        self._move(frontier, signed.note)
        self._step("checkpoint.ratcheted")
        # 4. Stopped before this, the start completes it with the same note.
        self._store(signed)
        return signed

    def close(self) -> None:
        self._engine.dispose()

    # --- opening

    def _open(self) -> Kept:
        size, origin = self._ledger.standing.size, self._ledger.origin
        row = ratchets.known(self._engine, self._url, origin, size)
        if row is None:
            ratchets.begin(self._engine, self._url, origin)
            return Kept(Frontier(), "")
        with self._ledger.reader.connect() as connection:
            shown = ratchets.checked(connection, row, size, ratchets.place(self._url))
        self._kept = Kept(Frontier(row.size, _peaks(row.frontier)), row.note)
        signed = Signed(Checkpoint(origin, row.size, row.root), row.note)
        if row.size > shown:
            self._store(signed)
        elif row.size:
            self._shown(signed)  # whether others had seen it is not known
        return self._kept

    # --- step 1

    def _hashed_again(self, size: int) -> Frontier:
        with self._ledger.reader.connect() as connection:
            frontier = ratchets.grown(connection, self._kept.frontier, size)
            _check_nodes(connection, self._kept.frontier.size, size)
            if frontier.root() != _root_of_nodes(connection, size):
                raise Halted(f"at size {size} the nodes have another root than the leaves")
        return frontier

    def _note(self, text: str) -> str:
        """By every log key that is valid and here, each once."""
        others = {signer.key_id: signer for signer in self._others()}
        others.pop(self._signer.key_id, None)
        return self._signer.sign(text) + "".join(
            signer.signature_line(text) for signer in others.values()
        )

    # --- steps 3 and 4

    def _move(self, frontier: Frontier, note: str) -> None:
        old = self._kept.frontier
        values: dict[str, Any] = {
            "size": frontier.size,
            "root": frontier.root(),
            "frontier": b"".join(frontier.peaks),
            "note": note,
        }
        try:
            with self._engine.begin() as connection:
                moved = connection.execute(
                    update(ratchet)
                    .where(
                        ratchet.c.origin == self._ledger.origin,
                        ratchet.c.size == old.size,
                        ratchet.c.root == old.root(),
                    )
                    .values(**values)
                )
        except SQLAlchemyError as error:
            if disk_full(error):
                self._ledger.halt("disk_full")
                raise Halted("the disk of the second store is full") from error
            # A sync that failed is not tried again: what was moved, only the next start can say.
            self._ledger.end(f"second store: {error}")
            raise
        if moved.rowcount != 1:
            self._ledger.halt("another signer has moved the second store")
            raise AnotherSigner
        self._kept = replace(self._kept, frontier=frontier, note=note)

    def _store(self, signed: Signed) -> None:
        row = {"size": signed.size, "root": signed.checkpoint.root, "note": signed.note}
        self._ledger.write(
            lambda connection: connection.execute(insert(tables.checkpoint), row)
        ).result(_WAIT)
        self._step("checkpoint.stored")
        self._shown(signed)
        self._step("checkpoint.published")


def latest(connection: Connection) -> Signed | None:
    """The newest checkpoint that may be seen by others."""
    table = tables.checkpoint
    row = connection.execute(select(table.c.note).order_by(table.c.size.desc()).limit(1)).first()
    if row is None:
        return None
    return Signed(Checkpoint.parse(row.note.partition("\n\n")[0] + "\n"), row.note)


def _check_nodes(connection: Connection, old: int, size: int) -> None:
    """Each node that came since `old` is what its children say, down to the leaf hashes."""
    below = _level(connection, 0, old & ~1, size)
    hashes = connection.execute(
        select(tables.entry.c.leaf_hash)
        .where(tables.entry.c.idx >= old & ~1, tables.entry.c.idx < size)
        .order_by(tables.entry.c.idx)
    ).scalars()
    if list(below.values()) != list(hashes):
        raise Halted("a node of level 0 is not the hash of its entry")
    level = 0
    while size >> (level := level + 1):
        first, last = old >> level, size >> level
        nodes = _level(connection, level, first & ~1, last)
        for pos in range(first, last):
            left, right = below.get(2 * pos), below.get(2 * pos + 1)
            if left is None or right is None or nodes.get(pos) != node_hash(left, right):
                raise Halted(f"node {pos} of level {level} is not the hash of its children")
        below = nodes


def _level(connection: Connection, level: int, first: int, last: int) -> dict[int, bytes]:
    node = tables.node.c
    rows = connection.execute(
        select(node.pos, node.hash)
        .where(node.level == level, node.pos >= first, node.pos < last)
        .order_by(node.pos)
    )
    return {row[0]: row[1] for row in rows}


def _root_of_nodes(connection: Connection, size: int) -> bytes:
    peaks = []
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            pos = (size >> level) - 1
            peaks.append(_level(connection, level, pos, pos + 1).get(pos, b""))
    return Frontier(size, tuple(peaks)).root()


def _peaks(frontier: bytes) -> tuple[bytes, ...]:
    return tuple(frontier[at : at + _HASH] for at in range(0, len(frontier), _HASH))
