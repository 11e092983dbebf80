"""The log as plain files, tier *bodies*: what an auditor fetches (`ledger.md` 10.1, 10.4)."""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, select

from baraza.decider import Entry
from baraza.ledger import exhibits, tables
from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.envelope import exhibits_of
from baraza.transparency.keys import KeyRing
from baraza.transparency.leaf import Leaf
from baraza.transparency.policy import Group, Policy, Witness
from baraza.transparency.tiles import WIDTH, bundle, entries_path, tile_path

_HERE = {"127.0.0.1", "localhost", "::1"}
_PER_LEVEL = WIDTH.bit_length() - 1  # a tile spans eight levels of the tree
_AT_ONCE = 4
"""Files made durable side by side: a disk serves many waits in little more than one."""


class Export:
    """A folder that always holds a whole log: `checkpoint` is written last.

    A reader takes `checkpoint` first and ignores what lies beyond its size. Full tiles are never
    written again. Partial ones stay until their full tile is there, for those who still read by an
    older checkpoint; where nobody can (`keep_partial` false), they go at once.
    """

    def __init__(self, folder: Path, reader: Engine, *, keep_partial: bool = True) -> None:
        self._folder = folder
        self._reader = reader
        self._keep_partial = keep_partial
        self.bodies: Policy | None = None
        """Whose witnesses and which quorum the proposed policy names; None: no witness yet."""

    def write(self, note: str, ring: KeyRing) -> int:
        """Bring the folder up to this checkpoint; its size. An older one changes nothing."""
        checkpoint = Checkpoint.parse(note.partition("\n\n")[0] + "\n")
        done = self._done()
        if checkpoint.size < done:
            return done
        with self._reader.connect() as connection:
            self._entries(connection, done, checkpoint.size)
            self._tiles(connection, done, checkpoint.size)
        self._put("policy", policy_text(checkpoint.origin, ring, self.bodies).encode())
        self._put("checkpoint", note.encode())
        self._drop_partial(done, checkpoint.size)
        return checkpoint.size

    def _done(self) -> int:
        try:
            note = (self._folder / "checkpoint").read_text()
        except FileNotFoundError:
            return 0
        return Checkpoint.parse(note.partition("\n\n")[0] + "\n").size

    def _entries(self, connection: Connection, done: int, size: int) -> None:
        for n in range(done // WIDTH, -(-size // WIDTH)):
            first, last = n * WIDTH, min(size, (n + 1) * WIDTH)
            leaves = self._leaves(connection, first, last)
            self._put_new("exhibit", self._exhibits(connection, sorted(_named(leaves))))
            self._put(entries_path(n, last - first), bundle(leaves))

    def _tiles(self, connection: Connection, done: int, size: int) -> None:
        for level, n, width in _growing(done, size):
            node, pos = tables.node.c, n * WIDTH
            hashes = connection.execute(
                select(node.hash)
                .where(node.level == level * _PER_LEVEL, node.pos >= pos, node.pos < pos + width)
                .order_by(node.pos)
            ).scalars()
            self._put(tile_path(level, n, width), b"".join(hashes))

    def _leaves(self, connection: Connection, first: int, last: int) -> list[bytes]:
        entry = tables.entry.c
        rows = connection.execute(
            select(entry.leaf).where(entry.idx >= first, entry.idx < last).order_by(entry.idx)
        )
        return list(rows.scalars())

    def _exhibits(
        self, connection: Connection, digests: Iterable[str]
    ) -> Iterator[tuple[str, bytes]]:
        """Those that are not in the folder yet."""
        for digest in digests:
            if not (self._folder / "exhibit" / digest).exists():
                body = exhibits.body(connection, digest)
                if body is not None:
                    yield digest, body

    def _put(self, name: str, data: bytes) -> None:
        """Whole or not there, and durable."""
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_whole(path, data)
        sync_folder(path.parent)

    def _put_new(self, folder: str, files: Iterable[tuple[str, bytes]]) -> None:
        """Files that never change under their names; durable when this returns."""
        files = iter(files)
        if not (some := list(islice(files, _AT_ONCE))):
            return
        within = self._folder / folder
        within.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            while some:
                list(pool.map(lambda file: _write_whole(within / file[0], file[1]), some))
                some = list(islice(files, _AT_ONCE))
        sync_folder(within)

    def _drop_partial(self, done: int, size: int) -> None:
        for level, n, width in _growing(done, size):
            if width == WIDTH or not self._keep_partial:
                self._drop(tile_path(level, n, 1), width)
                if level == 0:
                    self._drop(entries_path(n, 1), width)

    def _drop(self, partial: str, but: int) -> None:
        folder = (self._folder / partial).parent
        if not folder.exists():
            return
        for file in folder.iterdir():
            if file.name != str(but):
                file.unlink()
        if not any(folder.iterdir()):
            folder.rmdir()


def policy_text(origin: str, ring: KeyRing, bodies: Policy | None = None) -> str:
    """A proposal: the log's keys, the bodies' witnesses, how many are enough.

    Addresses on this very machine are nobody else's business.
    """
    logs = tuple((verifier, None) for verifier in ring.log_verifiers())
    policy = replace(bodies or Policy(), logs=logs)
    named = {name: _reachable(entry) for name, entry in policy.named.items()}
    return f"# {origin}\n{replace(policy, named=named).text}"


def _reachable(entry: Witness | Group) -> Witness | Group:
    if isinstance(entry, Witness) and entry.url:
        host = urlsplit(entry.url).hostname or ""
        return replace(entry, url=None) if host in _HERE else entry
    return entry


def _write_whole(path: Path, data: bytes) -> None:
    """Under a temporary name, synced, then renamed; the name itself lasts once its folder is
    synced."""
    temporary = path.with_name(f".{path.name}.new")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _growing(done: int, size: int) -> Iterator[tuple[int, int, int]]:
    """Level, number and width of the tiles that differ between two sizes."""
    level = 0
    while size:
        full, width = divmod(size, WIDTH)
        yield from ((level, n, WIDTH) for n in range(done // WIDTH, full))
        if width:
            yield level, full, width
        level, size, done = level + 1, full, done // WIDTH


def _named(leaves: list[bytes]) -> set[str]:
    named: set[str] = set()
    for leaf in leaves:
        if b'"exhibits":"' in leaf:
            named |= exhibits_of(Entry.read(Leaf.parse(leaf).wire).document)
    return named
