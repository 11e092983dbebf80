"""Decisions about keys as they would be recorded now, for whoever holds the root key to sign.

The root key is no part of the house: what it signs is drafted here, looked at and signed where the
key lies, and then appended like any other decision, with every check.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from baraza.decider import Asked, Chain, Entry, Folded, Message, decision
from baraza.ledger.append.rebuild import own_entries
from baraza.ledger.append.writer import Ledger
from baraza.ledger.domain import CURRENT, DECIDERS
from baraza.ledger.messages import (
    RegisterProducer,
    RevokeProducer,
    RotateLogKey,
    RotateProducerKey,
    RotateRootKey,
)
from baraza.transparency.keys import KeyRing

BY_ROOT: Mapping[str, type[Message]] = {
    command.__name__: command
    for command in (
        RegisterProducer,
        RotateProducerKey,
        RevokeProducer,
        RotateLogKey,
        RotateRootKey,
    )
}


def draft(ledger: Ledger, name: str, data: Mapping[str, Any], id_: str) -> tuple[Entry, ...]:
    """The founders' decision under this id, a refusal too; nothing is recorded.

    Raises `KeyError` for another command, `ValueError` for data that are none of it. Where the log
    moves before it is appended, the append says so, and it is drafted again.
    """
    command = BY_ROOT[name].model_validate(data)
    now = datetime.fromtimestamp(ledger.now() / 1000, UTC)
    asked = Asked(id=id_, time=now, actor="body.founders", acting_as="seat")
    rules, before, chain = DECIDERS[CURRENT.name], _folded(ledger), Chain(via="console")
    return decision(rules, before, command, asked, origin=ledger.origin, chain=chain)


def told(ring: KeyRing) -> dict[str, Any]:
    """Every key that the log ever announced, and from which index to which it counts."""
    held = [
        {
            "name": name,
            "key": key.verifier.vkey,
            "first": key.first,
            "last": key.last,
            "suspect_from": key.suspect_from,
        }
        for (name, _), key in ring.held.items()
    ]
    return {"keys": held, "log": [verifier.vkey for verifier in ring.log_verifiers()]}


def _folded(ledger: Ledger) -> Folded[Any]:
    """The ledger's own state and contracts; of the whole log it needs no other entities."""
    size = ledger.standing.size
    with ledger.reader.connect() as connection:
        folded = Folded(CURRENT.initial)
        for index, entry in own_entries(connection):
            if index < size:
                folded = replace(folded, basis=index).learn(CURRENT, entry)
    return replace(folded, basis=size)
