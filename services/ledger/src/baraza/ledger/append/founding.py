"""The first decisions of a log: itself, who signs, which contracts, which rules (`ledger.md` 13).

Each is an ordinary decision of the ledger's own rules. What is in the log already is passed over,
so that a founding that was cut short goes on where it stopped.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from rpds import HashTrieMap
from sqlalchemy import Connection

from baraza.decider import Asked, Entry, Folded, Message, decision, uuid7_of
from baraza.ledger import exhibits
from baraza.ledger.append.group import Taken, chunks
from baraza.ledger.append.rebuild import own_entries
from baraza.ledger.append.writer import Ledger
from baraza.ledger.domain import CURRENT, DECIDERS
from baraza.ledger.messages import (
    FoundLog,
    RegisterContract,
    RegisterDecider,
    RegisterProducer,
)
from baraza.ledger.schemas import Published
from baraza.transparency.leaf import producer_note
from baraza.transparency.notes import Signer

TYPES_MAX = 100
"""So many contracts fit into one entry."""
_WAIT = 60.0


class NoRoot(Exception):
    """The log lacks something that only its root key may sign. Bring the key to this host."""


@dataclass(frozen=True)
class Charter:
    """What a log is founded with."""

    origin: str
    clock: Literal["system", "virtual"]
    root: Signer | None  # None: the root key is not on this host
    ledger: Signer
    log_key: str
    producers: Mapping[str, str]  # service -> its public key, in the order of registration
    published: Published
    seed: bytes | None = None  # None: ids follow from the origin


def found(ledger: Ledger, charter: Charter, at: datetime) -> int:
    """Take every decision that is still lacking; how many that was."""
    folded = _folded(ledger)
    count = 0
    if not (folded.state.founded or charter.root):
        raise NoRoot
    for command in _wanted(charter):
        if _stands(folded, command):
            continue
        folded = _decide(ledger, charter, folded, command, at)
        count += 1
    return count


def _wanted(charter: Charter) -> Iterator[Message]:
    digests = {t: _digest(text) for t, text in charter.published.schemas.items()}
    own = {t: digests[t] for t in charter.published.of("ledger")}
    if charter.root:
        yield FoundLog(
            origin=charter.origin,
            clock=charter.clock,
            root_key=charter.root.vkey,
            log_key=charter.log_key,
            ledger_key=charter.ledger.vkey,
            contracts=own,
        )
    for service, key in charter.producers.items():
        yield RegisterProducer(service=service, key=key)
    for service in charter.producers:
        for some in chunks(sorted(charter.published.of(service)), TYPES_MAX):
            yield RegisterContract(contracts={t: digests[t] for t in some})
    for name in sorted(charter.published.deciders):
        yield RegisterDecider(decider=name, source_sha256=charter.published.deciders[name])


def _stands(folded: Folded[Any], command: Message) -> bool:
    """Whether the log says this already."""
    log = folded.state
    match command:
        case FoundLog():
            return bool(log.founded)
        case RegisterProducer(service=service, key=key):
            # A body's key that was laid down is not taken up again by a start.
            return bool(log.signing(log.name_of(service))) or key in log.once
        case RegisterContract(contracts=contracts):
            return all(type_ in log.contracts for type_ in contracts)
        case RegisterDecider(decider=name):
            return name in log.deciders
        case _:
            return False


def _decide(
    ledger: Ledger,
    charter: Charter,
    folded: Folded[Any],
    command: Message,
    at: datetime,
) -> Folded[Any]:
    by_root = not isinstance(command, RegisterContract | RegisterDecider)
    asked = Asked(
        id=_command_id(charter, command, at),
        time=at,
        actor="body.founders" if by_root else "service.ledger",
        acting_as="seat" if by_root else "self",
    )
    if isinstance(command, FoundLog | RegisterContract):
        _upload(ledger, charter, command.contracts)
    if isinstance(command, FoundLog):
        # A founding is checked by the contracts that it publishes.
        folded = replace(folded, contracts=HashTrieMap(command.contracts))
    entries = decision(DECIDERS[CURRENT.name], folded, command, asked, origin=charter.origin)
    signer = charter.root if by_root else charter.ledger
    if signer is None:
        raise NoRoot
    _append(ledger, entries, signer)
    for entry in entries:
        folded = folded.learn(CURRENT, entry)
    return folded


def _append(ledger: Ledger, entries: Sequence[Entry], signer: Signer) -> Taken:
    notes = [producer_note(entry.wire, signer).decode() for entry in entries]
    payload = json.JSONEncoder().encode({"v": 1, "entries": notes}).encode()
    return ledger.submit(ledger.prepare(payload, "ledger")).result(_WAIT)


def _folded(ledger: Ledger) -> Folded[Any]:
    """The ledger's own state; of the whole log it needs no more than its own entities."""
    with ledger.reader.connect() as connection:
        folded = Folded(CURRENT.initial)
        for index, entry in own_entries(connection):
            folded = replace(folded, basis=index).learn(CURRENT, entry)
    return replace(folded, basis=ledger.standing.size)


def _upload(ledger: Ledger, charter: Charter, contracts: Mapping[str, str]) -> None:
    def stage(connection: Connection) -> None:
        for type_, digest in contracts.items():
            body = charter.published.schemas[type_].encode()
            for offset in range(0, len(body), exhibits.PART_MAX):
                part = body[offset : offset + exhibits.PART_MAX]
                exhibits.put(connection, digest, offset, len(body), part, ledger.now())

    ledger.write(stage).result(_WAIT)


def _command_id(charter: Charter, command: Message, at: datetime) -> str:
    what = "\n".join(
        (
            "baraza.founding/v1",
            type(command).__name__,
            command.subject,
            _digest(command.model_dump_json()),
        )
    )
    return uuid7_of(at, sha256((charter.seed or charter.origin.encode()) + what.encode()).digest())


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
