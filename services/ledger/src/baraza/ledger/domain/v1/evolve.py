"""What each fact changes."""

from dataclasses import replace
from typing import assert_never

from rpds import HashTrieMap

from baraza.decider import Seen
from baraza.ledger.domain.v1.state import Known, Log
from baraza.ledger.messages import (
    ContractRegistered,
    DeciderRegistered,
    FaultRecorded,
    LogFounded,
    LogKeyRotated,
    ProducerKeyRotated,
    ProducerRegistered,
    ProducerRevoked,
    RootKeyRotated,
    key_name,
)


def evolve(log: Log, fact: Known, _: Seen) -> Log:
    match fact:
        case LogFounded():
            return _founded(fact)
        case ProducerRegistered(key=key) | ProducerKeyRotated(key=key) | LogKeyRotated(key=key):
            return replace(log, keys=log.with_key(key), once=log.once.insert(key, key_name(key)))
        case RootKeyRotated(key=key):
            # From here on the new root signs alone.
            keys = log.keys.insert(key_name(key), (key,))
            return replace(log, keys=keys, once=log.once.insert(key, key_name(key)))
        case ProducerRevoked(key=key):
            return replace(log, keys=log.without_key(key))
        case ContractRegistered(contracts=contracts):
            return replace(log, contracts=log.contracts.update(contracts))
        case DeciderRegistered(decider=name, source_sha256=digest):
            return replace(log, deciders=log.deciders.insert(name, digest))
        case FaultRecorded():
            return log
        case _:
            assert_never(fact)


def _founded(fact: LogFounded) -> Log:
    keys = (fact.root_key, fact.log_key, fact.ledger_key)
    return Log(
        origin=fact.origin,
        keys=HashTrieMap({key_name(key): (key,) for key in keys}),
        once=HashTrieMap({key: key_name(key) for key in keys}),
        contracts=HashTrieMap(fact.contracts),
    )
