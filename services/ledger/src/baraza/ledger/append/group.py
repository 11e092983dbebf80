"""The one transaction: what waits is judged in order, then stored together (`ledger.md` 5.4)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import Column, Connection, bindparam, insert, select, update

from baraza.ledger import exhibits, rights, tables
from baraza.ledger.append.errors import Rejected
from baraza.ledger.append.quick import Quick
from baraza.ledger.append.request import Prepared, Standing, founding
from baraza.transparency.envelope import entity_of
from baraza.transparency.keys import KeyRing
from baraza.transparency.leaf import Leaf
from baraza.transparency.notes import Signer
from baraza.transparency.receipt import Receipt, leaves_digest
from baraza.transparency.tree import leaf_hash, node_hash

BEHIND_MAX = 10_000
AHEAD_MAX_MS = 300_000
MERGE_MS = 10_000


def _by(key: Column[Any], *columns: Column[Any]) -> Quick:
    return Quick(select(key, *columns).where(key == bindparam("key")))


_DECISIONS = _by(
    tables.decision.c.command_id,
    tables.decision.c.first_idx,
    tables.decision.c.count,
    tables.decision.c.receipt,
    tables.decision.c.ask_digest,
)
_IDS = _by(tables.entry.c.entry_id)
_VERSIONS = _by(tables.entity.c.entity, tables.entity.c.version)
_BOUNDARIES = _by(tables.decision.c.first_idx)
_ADD_ENTRY = Quick(insert(tables.entry))
_ADD_DECISION = Quick(insert(tables.decision))
_ADD_NODE = Quick(insert(tables.node))
_ADD_ENTITY = Quick(
    insert(tables.entity).values(
        entity=bindparam("b_entity"), version=bindparam("b_version"), last_idx=bindparam("b_last")
    )
)
_MOVE_ENTITY = Quick(
    update(tables.entity)
    .where(tables.entity.c.entity == bindparam("b_entity"))
    .values(version=bindparam("b_version"), last_idx=bindparam("b_last"))
)
_MOVE_HEAD = Quick(
    update(tables.head)
    .where(
        tables.head.c.one == bindparam("b_one"),
        tables.head.c.size == bindparam("b_old"),
        tables.head.c.epoch == bindparam("b_epoch"),
    )
    .values(size=bindparam("b_size"), recorded_at=bindparam("b_at"))
)

T = TypeVar("T")


@dataclass(frozen=True)
class Taken:
    """Where a decision stands, and the ledger's word for it."""

    first: int
    count: int
    receipt: str
    ask_digest: str
    replayed: bool = False

    @property
    def reply(self) -> dict[str, Any]:
        """What the caller gets."""
        return {
            "ok": True,
            "first": self.first,
            "count": self.count,
            "replayed": self.replayed,
            "receipt": self.receipt,
        }


class Group:
    """Some decisions on their way into one commit.

    What an earlier one of the group will have written counts for the later ones; one that is
    refused writes nothing. Nothing is in the tables before `store`, but exhibits.
    """

    def __init__(
        self,
        connection: Connection,
        standing: Standing,
        peaks: Sequence[bytes],
        signer: Signer,
        origin: str,
        waiting: Sequence[Prepared],
    ) -> None:
        self._connection = connection
        self._signer = signer
        self._origin = origin
        self.before = self.standing = standing
        self.peaks = list(peaks)
        self._decisions = self._known_decisions(waiting)
        self._ids = self._known_ids(waiting)
        self._stored_versions = self._known_versions(waiting)
        self._versions = dict(self._stored_versions)
        self._last: dict[str, int] = {}
        self._boundaries = self._known_boundaries(waiting) | {0, standing.size}
        self._entries: list[dict[str, Any]] = []
        self._taken: list[tuple[str, Taken]] = []
        self._nodes: list[dict[str, Any]] = []
        self._published: dict[str, tuple[str, int]] = {}

    def take(self, asked: Prepared, now: int, monotonic: float) -> Taken:
        """Checks 7 to 13, in this order; then the decision is in the group."""
        # 7.
        try:
            ring = founding(self.standing, asked.documents).ring
            rights.check_again(ring, asked.notes, self.standing.size)
        except rights.Unauthorised as no:
            raise Rejected("unauthorised", why=no.why, service=asked.service) from None
        # 8.
        if (first := self._decisions.get(asked.command_id)) is not None:
            if first.ask_digest != asked.ask_digest:
                raise Rejected("command_reused", command_id=asked.command_id)
            return replace(first, replayed=True)
        if reused := [d["id"] for d in asked.documents if d["id"] in self._ids]:
            raise Rejected("entry_reused", id=reused[0])
        # 9.
        self._check_basis(asked.command["basis"])
        # 10.
        versions = self._check_versions(asked)
        # 11.
        if lacking := exhibits.missing(self._connection, asked.exhibits):
            raise Rejected("exhibit_missing", digests=lacking)
        # 12.
        if asked.time > now + AHEAD_MAX_MS:
            raise Rejected("clock_skew", time=asked.time, now=now)
        # 13.
        if monotonic > asked.expires:
            raise Rejected("deadline_exceeded")
        return self._add(asked, versions, max(self.standing.recorded_at, now))

    def store(self, epoch: int) -> bool:
        """Write the group; False where another writer has moved the head."""
        if not self._entries:
            return True
        connection = self._connection
        _ADD_ENTRY.run(connection, self._entries)
        _ADD_DECISION.run(
            connection,
            [
                {
                    "command_id": command_id,
                    "first_idx": taken.first,
                    "count": taken.count,
                    "ask_digest": taken.ask_digest,
                    "receipt": taken.receipt,
                }
                for command_id, taken in self._taken
            ],
        )
        _ADD_NODE.run(connection, self._nodes)
        self._store_versions()
        self._store_keys()
        self._store_contracts()
        head = {
            "b_one": 1,
            "b_old": self.before.size,
            "b_epoch": epoch,
            "b_size": self.standing.size,
            "b_at": self.standing.recorded_at,
        }
        return _MOVE_HEAD.run(connection, [head]) == 1

    # --- judging

    def _check_basis(self, basis: int) -> None:
        size = self.standing.size
        if basis > size:
            raise Rejected("basis_ahead", basis=basis, size=size)
        if basis not in self._boundaries:
            raise Rejected("bad_basis", basis=basis)
        if size - basis > BEHIND_MAX:
            raise Rejected("basis_too_old", basis=basis, size=size)

    def _check_versions(self, asked: Prepared) -> dict[str, int]:
        """The versions after the decision, of the entities that it writes."""
        for entity, expected in asked.guards.items():
            _same(entity, expected, self._versions.get(entity, 0))
        written: dict[str, int] = {}
        for event in asked.events:
            entity = entity_of(event)
            actual = written.get(entity, self._versions.get(entity, 0))
            _same(entity, event["entityversion"] - 1, actual)
            written[entity] = actual + 1
        return written

    # --- taking

    def _add(self, asked: Prepared, versions: Mapping[str, int], at: int) -> Taken:
        first = self.standing.size
        hashes = [
            self._add_entry(Leaf(index, at, note.bytes), document, asked)
            for index, (note, document) in enumerate(
                zip(asked.notes, asked.documents, strict=True), first
            )
        ]
        count = len(hashes)
        receipt = Receipt(
            self._origin, asked.command_id, first, count, at, at + MERGE_MS, leaves_digest(hashes)
        )
        taken = Taken(first, count, self._signer.sign(receipt.text), asked.ask_digest)
        self._taken.append((asked.command_id, taken))
        self._decisions[asked.command_id] = taken
        self._ids.update(document["id"] for document in asked.documents)
        self._versions.update(versions)
        self._last.update(
            (entity_of(event), index) for index, event in enumerate(asked.events, first + 1)
        )
        self._boundaries.add(first + count)
        exhibits.keep(self._connection, asked.exhibits)
        self._stand(first + count, at, asked, first)
        return taken

    def _add_entry(self, leaf: Leaf, document: Mapping[str, Any], asked: Prepared) -> bytes:
        data = leaf.bytes
        hashed = leaf_hash(data)
        self._entries.append(
            {
                "idx": leaf.index,
                "leaf": data,
                "leaf_hash": hashed,
                "entry_id": document["id"],
                "command_id": asked.command_id,
                "type": document["type"],
                "entity": entity_of(document),
                "entity_version": document.get("entityversion"),
                "recorded_at": leaf.recorded_at,
                "traceparent": asked.traceparent,
            }
        )
        self._nodes.extend(
            {"level": level, "pos": pos, "hash": node}
            for level, pos, node in grow(self.peaks, leaf.index, hashed)
        )
        return hashed

    def _stand(self, size: int, at: int, asked: Prepared, first: int) -> None:
        ring, contracts, clock = self.standing.ring, self.standing.contracts, self.standing.clock
        if asked.service == "ledger":
            for index, document in enumerate(asked.documents, first):
                ring = ring.learn(index, document)
                new = published_by(document)
                contracts = {**contracts, **new}
                self._published.update((type_, (new[type_], index)) for type_ in new)
                clock = document["data"]["clock"] if document["type"] == FOUNDED else clock
        self.standing = Standing(size, at, ring, contracts, clock)

    # --- storing

    def _store_versions(self) -> None:
        new: list[dict[str, Any]] = []
        moved: list[dict[str, Any]] = []
        for entity, index in self._last.items():
            row = {"b_entity": entity, "b_version": self._versions[entity], "b_last": index}
            (moved if self._stored_versions.get(entity) else new).append(row)
        if new:
            _ADD_ENTITY.run(self._connection, new)
        if moved:
            _MOVE_ENTITY.run(self._connection, moved)

    def _store_keys(self) -> None:
        if self.standing.ring is self.before.ring:
            return
        before, after = self.before.ring.held, self.standing.ring.held
        if new := [row for row in key_rows(self.standing.ring) if _place(row) not in before]:
            self._connection.execute(insert(tables.signing_key), new)
        for (name, key_id), key in after.items():
            was = before.get((name, key_id))
            if was is not None and was.last != key.last:
                self._connection.execute(
                    update(tables.signing_key)
                    .where(
                        tables.signing_key.c.key_name == name,
                        tables.signing_key.c.key_id == key_id,
                    )
                    .values(until_idx=key.last)
                )

    def _store_contracts(self) -> None:
        rows = [
            {"type": type_, "sha256": digest, "from_idx": index}
            for type_, (digest, index) in self._published.items()
            if type_ not in self.before.contracts
        ]
        if rows:
            self._connection.execute(insert(tables.schema), rows)

    # --- what the tables hold of what is asked about

    def _known_decisions(self, waiting: Sequence[Prepared]) -> dict[str, Taken]:
        rows = self._rows(_DECISIONS, (asked.command_id for asked in waiting))
        return {row[0]: Taken(*row[1:]) for row in rows}

    def _known_ids(self, waiting: Sequence[Prepared]) -> set[str]:
        ids = (document["id"] for asked in waiting for document in asked.documents)
        return {row[0] for row in self._rows(_IDS, ids)}

    def _known_versions(self, waiting: Sequence[Prepared]) -> dict[str, int]:
        names = {entity for asked in waiting for entity in asked.guards}
        names |= {entity_of(event) for asked in waiting for event in asked.events}
        return {row[0]: row[1] for row in self._rows(_VERSIONS, names)}

    def _known_boundaries(self, waiting: Sequence[Prepared]) -> set[int]:
        bases = {asked.command["basis"] for asked in waiting} - {0, self.before.size}
        return {row[0] for row in self._rows(_BOUNDARIES, bases)}

    def _rows(self, statement: Quick, keys: Iterable[Any]) -> Iterator[Any]:
        return statement.each(self._connection, keys)


FOUNDED = "baraza.event.ledger.LogFounded.v1"
_PUBLISHED = {FOUNDED, "baraza.event.ledger.ContractRegistered.v1"}


def published_by(document: Mapping[str, Any]) -> Mapping[str, str]:
    """The contracts that an entry publishes; mostly none."""
    return document["data"]["contracts"] if document["type"] in _PUBLISHED else {}


def key_rows(ring: KeyRing) -> list[dict[str, Any]]:
    """A ring as rows of `signing_key`."""
    return [
        {
            "key_name": name,
            "key_id": key_id,
            "vkey": key.verifier.vkey,
            "role": name.removeprefix(f"{ring.origin}/"),
            "from_idx": key.first,
            "until_idx": key.last,
        }
        for (name, key_id), key in ring.held.items()
    ]


def grow(peaks: list[bytes], index: int, hashed: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Add a leaf hash to the complete subtrees `peaks`; each new node, by level and position."""
    level, pos = 0, index
    yield level, pos, hashed
    while pos & 1:
        hashed = node_hash(peaks.pop(), hashed)
        level, pos = level + 1, pos >> 1
        yield level, pos, hashed
    peaks.append(hashed)


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _same(entity: str, expected: int, actual: int) -> None:
    if expected != actual:
        raise Rejected("version_conflict", entity=entity, expected=expected, actual=actual)


def _place(row: Mapping[str, Any]) -> tuple[str, bytes]:
    return row["key_name"], row["key_id"]
