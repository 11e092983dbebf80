"""Contracts and rules: published once, and never changed under the same name."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.ledger.domain.v1.rules.standing import by_host
from baraza.ledger.domain.v1.state import Log
from baraza.ledger.messages import (
    ContractRegistered,
    DeciderRegistered,
    Fact,
    RegisterContract,
    RegisterDecider,
    type_service,
)


def register_contract(
    log: Log, command: RegisterContract, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. The host asks. 2. Types of one service. 3. What stands, stands. 4. Something is new."""
    # 1.
    if wrong := by_host(log, asked):
        return wrong
    # 2.
    types = sorted(command.contracts)
    if len({type_service(type_) for type_ in types}) != 1:
        return Refused("type_of_other_service")
    # 3.
    published = [type_ for type_ in types if type_ in log.contracts]
    if any(log.contracts[type_] != command.contracts[type_] for type_ in published):
        return Refused("published_never_changes")
    # 4.
    if published == types:
        return Refused("already_done")
    return [ContractRegistered(contracts=command.contracts)]


def register_decider(log: Log, command: RegisterDecider, asked: Asked) -> Sequence[Fact] | Refused:
    if wrong := by_host(log, asked):
        return wrong
    match log.deciders.get(command.decider):
        case None:
            return [DeciderRegistered.model_validate(command.model_dump())]
        case digest if digest == command.source_sha256:
            return Refused("already_done")
        case _:
            return Refused("version_in_use")
