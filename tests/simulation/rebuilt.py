"""What follows from the log alone, beside what the services held: states, rows and vaults."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sqlalchemy import MetaData, text

from baraza.auditor.deciders import deciders
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.replay import Replay, Replayed
from baraza.auditor.scan import Scan
from baraza.auditor.source import Damage
from baraza.decider import Folded, state_digest
from baraza.ledger.schemas import Schemas, SchemaViolation, UnknownContract
from baraza.messaging.ledger import Kept
from baraza.projection import Projector
from baraza.transparency import Checkpoint, leaf_hash
from baraza.transparency.tree import root_of
from simulation.founding import leaf_of

_PUBLISHES = {
    "baraza.command.ledger.FoundLog.v1",
    "baraza.command.ledger.RegisterContract.v1",
}
Rows = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Stores:
    """What one service held at the end of a run."""

    position: int
    state: str
    """The digest of its state."""
    rows: Rows
    parked: Sequence[str]
    halted: str | None
    vault: frozenset[str]
    """Of whom its vault holds a value, a salt or a key."""


async def stores_of(life: Any, size: int) -> Stores:
    """Look at a living service, once it has folded the whole log."""
    service = life.service
    desk, projector, vault = service.desk, service.parts.projector, service.parts.vault
    if not desk.halted:
        while desk.position < size:
            await desk.catch_up(size)
        desk.told()
    return Stores(
        position=desk.position,
        state=state_digest(desk.decider.name, desk.position, desk.now.state),
        rows=_rows(projector),
        parked=[str(one) for one in projector.parked()],
        halted=desk.halted,
        vault=frozenset(_people(vault)),
    )


def _people(vault: Any) -> list[str]:
    with vault._engine.connect() as connection:
        found: list[str] = []
        for table, column in (("vault", "person"), ("person", "pseudonym"), ("label", "person")):
            rows = connection.execute(text(f"SELECT DISTINCT {column} FROM {table}"))  # noqa: S608
            found += [str(row[0]) for row in rows]
    return found


def _rows(projector: Any) -> Rows:
    """Every row of every table, in an order of their own."""
    metadata: MetaData = projector.metadata
    with projector.reading() as connection:
        return {
            name: sorted(repr(tuple(row)) for row in connection.execute(table.select()))
            for name, table in sorted(metadata.tables.items())
        }


def digests(kept: Sequence[Kept], names: Sequence[str]) -> dict[str, str]:
    """Each service's state, folded from nothing."""
    made = {}
    for name in names:
        decider = import_module(f"baraza.{name}.domain").CURRENT
        folded: Folded[Any] = Folded(decider.initial)
        for one in kept:
            folded = folded.learn(decider, one.entry)
        made[name] = state_digest(decider.name, folded.basis, folded.state)
    return made


def rows(kept: Sequence[Kept], name: str) -> Rows:
    """A service's read model, made again from nothing."""
    model = import_module(f"baraza.{name}.read_model")
    projector = Projector("sqlite://", model.METADATA, model.project)
    try:
        projector.apply([(one.index, one.entry) for one in kept])
        return _rows(projector)
    finally:
        projector.close()


class _InMemory(Log):
    """A log as the auditor reads it, whose leaves were never written to files."""

    def __init__(self, origin: str, kept: Sequence[Kept], exhibits: Mapping[str, bytes]) -> None:
        self._leaves = [leaf_of(one) for one in kept]
        self._filed = exhibits
        root = root_of([leaf_hash(leaf) for leaf in self._leaves])
        self.checkpoint = Checkpoint(origin, len(kept), root)

    def leaf(self, index: int) -> bytes:
        return self._leaves[index]

    def leaves(self, last: int | None = None) -> Any:
        return enumerate(self._leaves[:last])

    def exhibit(self, digest: str) -> bytes | None:
        return self._filed.get(digest)


def audited(
    origin: str, kept: Sequence[Kept], exhibits: Mapping[str, bytes]
) -> tuple[Replayed, list[str]]:
    """What the auditor's replay says of this log, and what it found."""
    findings = Findings()
    log = _InMemory(origin, kept, exhibits)
    try:
        scan = Scan(log, findings)
        resting = scan.run()
        known = deciders(resting.commands)
        done = Replay(log, scan.reader, resting, known, findings, origin=origin).run()
    except Damage as damage:
        return Replayed(), [str(damage)]
    return done, [str(finding) for finding in findings.listed]


def against_schemas(kept: Sequence[Kept], exhibits: Mapping[str, bytes]) -> list[str]:
    """Entries that are not what the schema says that the log has published for their type."""
    schemas, contracts, found = Schemas(exhibits.get), dict[str, str](), list[str]()
    for one in kept:
        entry = one.entry
        if entry.type in _PUBLISHES:
            contracts |= entry.data["contracts"]
        try:
            schemas.check(contracts, entry.document)
        except (SchemaViolation, UnknownContract) as wrong:
            found.append(f"entry {one.index}, {entry.type}: {wrong}")
    return found
