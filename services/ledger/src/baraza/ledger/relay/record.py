"""Trouble of the stream put on record: `RecordFault` → `FaultRecorded` (`ledger.md` 13)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from nats.aio.client import Client as Nats
from sqlalchemy import Engine, select

from baraza.decider import Asked, Folded, decision, uuid7_of
from baraza.ledger import tables
from baraza.ledger.append.rebuild import own_entries
from baraza.ledger.domain import CURRENT
from baraza.ledger.messages import RecordFault
from baraza.messaging.ledger import Outdated, VersionConflict
from baraza.messaging.remote import RemoteLedger
from baraza.transparency import KeyRing, Signer

TRIES = 5
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Log:
    """What the ledger's own rules know, read beside it."""

    folded: Folded[Any]
    ring: KeyRing
    recorded_at: datetime
    virtual: bool


def read(engine: Engine) -> Log:
    """The ledger's own facts, at its size."""
    folded, ring, clock = Folded(CURRENT.initial), KeyRing(), "system"
    with engine.connect() as connection:
        head = connection.execute(select(tables.head)).one()
        for index, entry in own_entries(connection):
            folded = replace(folded, basis=index).learn(CURRENT, entry)
            ring = ring.learn(index, entry.document)
            clock = entry.data.get("clock", clock) if entry.name == "LogFounded" else clock
    at = _EPOCH + timedelta(milliseconds=head.recorded_at)
    return Log(replace(folded, basis=head.size), ring, at, clock == "virtual")


async def recorded(
    nats: Nats,
    engine: Engine,
    signer: Signer,
    code: str,
    details: Mapping[str, str | int],
    now: datetime,
) -> int:
    """The index of the command. The id is drawn once, so that a lost answer is asked for again.

    In a rehearsed log the time is that of its last entry, and the id follows from the log.
    """
    log = read(engine)
    at = log.recorded_at if log.virtual else now
    drawn = sha256(f"{code}\n{log.folded.basis}".encode()).digest()
    asked = Asked(uuid7_of(at, drawn if log.virtual else token_bytes(32)), at, "service.ledger")
    ledger = RemoteLedger(nats, "ledger", signer, ring=lambda: log.ring)
    for left in reversed(range(TRIES)):
        entries = decision(
            CURRENT,
            log.folded,
            RecordFault(code=code, details=dict(details)),
            asked,
            origin=log.ring.origin,
        )
        try:
            return (await ledger.append(entries)).first
        except (VersionConflict, Outdated):
            if not left:
                raise
            log = read(engine)
    raise AssertionError("unreachable")
