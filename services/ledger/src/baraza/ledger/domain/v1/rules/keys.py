"""Keys: registered once, overlapping in rotation, never without one that signs."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.ledger.domain.v1.rules.standing import by_founders
from baraza.ledger.domain.v1.state import Log
from baraza.ledger.messages import (
    Fact,
    LogKeyRotated,
    ProducerKeyRotated,
    ProducerRegistered,
    ProducerRevoked,
    RegisterProducer,
    RevokeProducer,
    RootKeyRotated,
    RotateLogKey,
    RotateProducerKey,
    RotateRootKey,
    key_name,
)


def register_producer(
    log: Log, command: RegisterProducer, asked: Asked
) -> Sequence[Fact] | Refused:
    """A first key; who has one already rotates it."""
    name = log.name_of(command.service)
    if wrong := by_founders(log, asked) or _new(log, command.key, name):
        return wrong
    if log.signing(name):
        return Refused("wrong_state")
    return [ProducerRegistered(service=command.service, key=command.key)]


def rotate_producer_key(
    log: Log, command: RotateProducerKey, asked: Asked
) -> Sequence[Fact] | Refused:
    name = log.name_of(command.service)
    if wrong := by_founders(log, asked) or _new(log, command.key, name):
        return wrong
    if command.old not in log.signing(name):
        return Refused("unknown_entity")
    return [ProducerKeyRotated(service=command.service, key=command.key, old=command.old)]


def revoke_producer(log: Log, command: RevokeProducer, asked: Asked) -> Sequence[Fact] | Refused:
    """A service's last key cannot go: rotate first. A body may lay its hand down."""
    if wrong := by_founders(log, asked):
        return wrong
    if command.key not in log.once:
        return Refused("unknown_entity")
    name = key_name(command.key)
    if name in {log.origin, log.name_of("root")}:
        return Refused("wrong_state")
    if command.key not in log.signing(name):
        return Refused("already_done")
    if len(log.signing(name)) == 1 and not name.startswith(log.name_of("body.")):
        return Refused("last_key")
    return [ProducerRevoked.model_validate(command.model_dump())]


def rotate_log_key(log: Log, command: RotateLogKey, asked: Asked) -> Sequence[Fact] | Refused:
    wrong = by_founders(log, asked) or _new(log, command.key, log.origin)
    return wrong or [LogKeyRotated(key=command.key)]


def rotate_root_key(log: Log, command: RotateRootKey, asked: Asked) -> Sequence[Fact] | Refused:
    wrong = by_founders(log, asked) or _new(log, command.key, log.name_of("root"))
    return wrong or [RootKeyRotated(key=command.key)]


def _new(log: Log, key: str, name: str) -> Refused | None:
    """A key bears the name it is for, and was never announced before."""
    if key_name(key) != name:
        return Refused("wrong_key_name")
    return Refused("already_done") if key in log.once else None
