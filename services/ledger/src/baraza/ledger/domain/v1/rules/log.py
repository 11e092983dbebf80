"""Founding the log, and putting trouble on record."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.ledger.domain.v1.rules.standing import by_host
from baraza.ledger.domain.v1.state import Log
from baraza.ledger.messages import (
    Fact,
    FaultRecorded,
    FoundLog,
    LogFounded,
    RecordFault,
    key_name,
    type_service,
)


def found_log(log: Log, command: FoundLog, asked: Asked) -> Sequence[Fact] | Refused:
    """1. A body founds. 2. Once. 3. Keys bear the log's names. 4. Contracts are our own."""
    # 1.
    if not asked.actor.startswith("body."):
        return Refused("no_mandate")
    # 2.
    if log.founded:
        return Refused("already_done")
    # 3.
    names = [key_name(key) for key in (command.root_key, command.log_key, command.ledger_key)]
    origin = command.origin
    if names != [f"{origin}/root", origin, f"{origin}/ledger"]:
        return Refused("wrong_key_name")
    # 4.
    if any(type_service(type_) != "ledger" for type_ in command.contracts):
        return Refused("type_of_other_service")
    return [LogFounded.model_validate(command.model_dump())]


def record_fault(log: Log, command: RecordFault, asked: Asked) -> Sequence[Fact] | Refused:
    return by_host(log, asked) or [FaultRecorded(code=command.code, details=command.details)]
