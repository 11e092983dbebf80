"""The log as plain files, tier *world*: the tree whole, and the leaves that name nobody (10.2)."""

import json
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from baraza.decider import Entry
from baraza.decider.decision import schema_uri
from baraza.ledger import exhibits, tables
from baraza.ledger.exports import Export
from baraza.transparency.envelope import exhibits_of
from baraza.transparency.leaf import Leaf
from baraza.transparency.world import BadShown, Shown, is_for_world, names_person

_ROWS = 2_000


class WorldExport(Export):
    """A folder that always holds a whole tier *world*; written like the bodies' tier.

    In the order exhibits, leaves, tiles, `shown`, checkpoint (10.4). Where a run was broken off,
    the next one goes on from the list that is there: `shown` is never behind the checkpoint, and
    what it says of smaller sizes is so for ever, since the tier of a type is fixed by its schema.
    """

    def __init__(self, folder: Path, reader: Engine, *, keep_partial: bool = True) -> None:
        super().__init__(folder, reader, keep_partial=keep_partial)
        self._tiers: dict[str, tuple[str, bool]] = {}  # type -> dataschema, whether for the world

    def _entries(self, connection: Connection, done: int, size: int) -> None:
        before = self._before(done)
        shown = [*before]
        for first in range(before.size, size, _ROWS):
            shown += self._some(connection, first, min(size, first + _ROWS))
        self._shown = Shown.of(size, shown)

    def _tiles(self, connection: Connection, done: int, size: int) -> None:
        """The tiles, and after them what must lie there before the checkpoint."""
        super()._tiles(connection, done, size)
        self._put("shown", self._shown.text.encode())

    def _before(self, done: int) -> Shown:
        """The list as it was at the size of the checkpoint; from 0 again where there is none."""
        try:
            shown = Shown.parse((self._folder / "shown").read_bytes())
        except (FileNotFoundError, BadShown):
            return Shown()
        return shown.below(done) if shown.size >= done else Shown()

    def _some(self, connection: Connection, first: int, last: int) -> list[int]:
        """Write those of these entries that are shown, their exhibits first; their indexes."""
        entry = tables.entry.c
        mine = [type_ for type_, (_, world) in self._known(connection).items() if world]
        rows = connection.execute(
            select(entry.idx, entry.leaf)
            .where(entry.idx >= first, entry.idx < last, entry.type.in_(mine))
            .order_by(entry.idx)
        )
        leaves: dict[int, bytes] = {}
        named: set[str] = set()
        for index, leaf in rows:
            document = Entry.read(Leaf.parse(leaf).wire).document
            schema, _ = self._tiers[document["type"]]
            if document["dataschema"] == schema and not names_person(document):
                leaves[index] = leaf
                named |= exhibits_of(document)
        self._put_new("exhibit", self._exhibits(connection, sorted(named)))
        lacking = [i for i in leaves if not (self._folder / "leaf" / str(i)).exists()]
        self._put_new("leaf", ((str(index), leaves[index]) for index in lacking))
        return [*leaves]

    def _known(self, connection: Connection) -> Mapping[str, tuple[str, bool]]:
        """Of every type that is published: its schema, and whether that is for the world."""
        contract = tables.schema.c
        for type_, digest in connection.execute(select(contract.type, contract.sha256)):
            if type_ not in self._tiers:
                body = exhibits.body(connection, digest)
                self._tiers[type_] = schema_uri(digest), is_for_world(_schema(body))
        return self._tiers


def _schema(body: bytes | None) -> object:
    """The schema file; None where it is none: what nobody can read says nothing for the world."""
    try:
        return json.loads(body or b"null")
    except (ValueError, RecursionError):
        return None
