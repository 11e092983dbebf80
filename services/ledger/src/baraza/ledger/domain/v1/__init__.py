"""Version 1: a log is founded once, keys overlap, and what is published never changes."""

from baraza.decider import Decider, Rules, decide_by, known, named
from baraza.ledger.domain.v1.evolve import evolve
from baraza.ledger.domain.v1.rules import contracts, keys, log
from baraza.ledger.domain.v1.state import Known, Log
from baraza.ledger.messages import (
    Command,
    ContractRegistered,
    DeciderRegistered,
    Fact,
    FaultRecorded,
    FoundLog,
    LogFounded,
    LogKeyRotated,
    ProducerKeyRotated,
    ProducerRegistered,
    ProducerRevoked,
    RecordFault,
    RegisterContract,
    RegisterDecider,
    RegisterProducer,
    RevokeProducer,
    RootKeyRotated,
    RotateLogKey,
    RotateProducerKey,
    RotateRootKey,
)

RULES_1: Rules[Command, Log, Fact] = {
    FoundLog: log.found_log,
    RegisterProducer: keys.register_producer,
    RotateProducerKey: keys.rotate_producer_key,
    RevokeProducer: keys.revoke_producer,
    RotateLogKey: keys.rotate_log_key,
    RotateRootKey: keys.rotate_root_key,
    RegisterContract: contracts.register_contract,
    RegisterDecider: contracts.register_decider,
    RecordFault: log.record_fault,
}

LEDGER_1: Decider[Log, Command, Fact, Known] = Decider(
    name="ledger.v1",
    initial=Log(),
    decide=decide_by(RULES_1),
    evolve=evolve,
    reads=lambda _state, _command, _asked: frozenset(),
    commands=named("ledger", RULES_1),
    knows=known(
        "ledger",
        (
            LogFounded,
            ProducerRegistered,
            ProducerKeyRotated,
            ProducerRevoked,
            LogKeyRotated,
            RootKeyRotated,
            ContractRegistered,
            DeciderRegistered,
            FaultRecorded,
        ),
    ),
)

__all__ = ["LEDGER_1", "RULES_1"]
