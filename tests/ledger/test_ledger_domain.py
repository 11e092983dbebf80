from dataclasses import replace
from pathlib import Path

import pytest
from rpds import HashTrieMap

from baraza.decider import Entry, Folded, Message, decision
from baraza.decider.decision import Chain
from baraza.ledger.domain import CURRENT, DECIDERS
from baraza.ledger.messages import (
    ContractRegistered,
    DeciderRegistered,
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
from given import by, given

VECTORS = Path(__file__).parent.parent / "vectors"
ORIGIN = "baraza.example/2027"
FOUNDERS = by("body.founders", "seat")
HOST = by("service.ledger")


def vkey(name: str, n: int = 1) -> str:
    return f"{ORIGIN}{name}+{n:08x}+AAAA"


FOUNDING = {
    "origin": ORIGIN,
    "clock": "virtual",
    "root_key": vkey("/root"),
    "log_key": vkey(""),
    "ledger_key": vkey("/ledger"),
    "contracts": {"baraza.event.ledger.LogFounded.v1": "a" * 64},
}
FOUNDED = LogFounded.model_validate(FOUNDING)
MATCHING = ProducerRegistered(service="matching", key=vkey("/matching"))
TYPE = "baraza.event.matching.PairProposed.v1"


def test_a_log_is_founded_by_a_body() -> None:
    given(CURRENT).when(FoundLog.model_validate(FOUNDING), FOUNDERS).then(FOUNDED)


def test_a_log_is_founded_once() -> None:
    given(CURRENT, FOUNDED).when(FoundLog.model_validate(FOUNDING), FOUNDERS).refused(
        "already_done"
    )


def test_the_keys_of_a_founding_bear_the_name_of_the_log() -> None:
    strange = {**FOUNDING, "log_key": "another.example/2027+00000001+AAAA"}

    given(CURRENT).when(FoundLog.model_validate(strange), FOUNDERS).refused("wrong_key_name")


def test_a_founding_publishes_the_ledgers_own_types_only() -> None:
    strange = {**FOUNDING, "contracts": {TYPE: "a" * 64}}

    given(CURRENT).when(FoundLog.model_validate(strange), FOUNDERS).refused("type_of_other_service")


def test_a_producer_has_one_first_key() -> None:
    first = RegisterProducer(service="matching", key=vkey("/matching"))
    given(CURRENT, FOUNDED).when(first, FOUNDERS).then(MATCHING)
    given(CURRENT, FOUNDED, MATCHING).when(first, FOUNDERS).refused("already_done")
    given(CURRENT, FOUNDED, MATCHING).when(
        RegisterProducer(service="matching", key=vkey("/matching", 2)), FOUNDERS
    ).refused("wrong_state")


def test_a_key_bears_the_name_of_its_producer() -> None:
    given(CURRENT, FOUNDED).when(
        RegisterProducer(service="matching", key=vkey("/feedback")), FOUNDERS
    ).refused("wrong_key_name")


def test_two_keys_are_good_while_they_rotate_and_the_last_one_stays() -> None:
    rotate = RotateProducerKey(
        service="matching", key=vkey("/matching", 2), old=vkey("/matching", 1)
    )
    rotated = ProducerKeyRotated(
        service="matching", key=vkey("/matching", 2), old=vkey("/matching", 1)
    )
    revoke_1 = RevokeProducer(key=vkey("/matching", 1), ground="retired")
    revoke_2 = RevokeProducer(key=vkey("/matching", 2), ground="lost", suspect_from=7)

    given(CURRENT, FOUNDED, MATCHING).when(revoke_1, FOUNDERS).refused("last_key")
    after = given(CURRENT, FOUNDED, MATCHING).when(rotate, FOUNDERS).then(rotated).after
    after = (
        after.when(revoke_1, FOUNDERS)
        .then(ProducerRevoked(key=vkey("/matching", 1), ground="retired"))
        .after
    )
    after.when(revoke_1, FOUNDERS).refused("already_done")
    after.when(revoke_2, FOUNDERS).refused("last_key")
    after.when(replace_old(rotate), FOUNDERS).refused("unknown_entity")


def replace_old(rotate: RotateProducerKey) -> RotateProducerKey:
    return rotate.model_copy(update={"key": vkey("/matching", 3)})


def test_a_body_may_lay_its_hand_down() -> None:
    hand = ProducerRegistered(service="body.council", key=vkey("/body.council"))
    outcome = given(CURRENT, FOUNDED, hand).when(
        RevokeProducer(key=vkey("/body.council"), ground="retired"), FOUNDERS
    )

    outcome.then(ProducerRevoked(key=vkey("/body.council"), ground="retired"))
    assert outcome.command.subject == "producer.body_council" == hand.subject


def test_log_and_root_key_are_rotated_and_never_revoked() -> None:
    given(CURRENT, FOUNDED).when(RotateLogKey(key=vkey("", 2)), FOUNDERS).then(
        LogKeyRotated(key=vkey("", 2))
    )
    given(CURRENT, FOUNDED).when(RotateRootKey(key=vkey("/root", 2)), FOUNDERS).then(
        RootKeyRotated(key=vkey("/root", 2))
    )
    given(CURRENT, FOUNDED).when(RotateRootKey(key=vkey("", 2)), FOUNDERS).refused("wrong_key_name")
    for key in (vkey(""), vkey("/root")):
        given(CURRENT, FOUNDED).when(RevokeProducer(key=key, ground="lost"), FOUNDERS).refused(
            "wrong_state"
        )
    given(CURRENT, FOUNDED).when(
        RevokeProducer(key=vkey("/nobody"), ground="lost"), FOUNDERS
    ).refused("unknown_entity")


def test_a_published_contract_never_changes() -> None:
    published = ContractRegistered(contracts={TYPE: "a" * 64})

    given(CURRENT, FOUNDED).when(RegisterContract(contracts={TYPE: "a" * 64}), HOST).then(published)
    given(CURRENT, FOUNDED, published).when(
        RegisterContract(contracts={TYPE: "a" * 64}), HOST
    ).refused("already_done")
    given(CURRENT, FOUNDED, published).when(
        RegisterContract(contracts={TYPE: "b" * 64}), HOST
    ).refused("published_never_changes")


def test_a_contract_is_about_one_service() -> None:
    both = {TYPE: "a" * 64, "baraza.event.feedback.MatterOpened.v1": "b" * 64}

    given(CURRENT, FOUNDED).when(RegisterContract(contracts=both), HOST).refused(
        "type_of_other_service"
    )


def test_a_version_of_rules_is_announced_once() -> None:
    announced = DeciderRegistered(decider="matching.v1", source_sha256="a" * 64)

    given(CURRENT, FOUNDED).when(
        RegisterDecider(decider="matching.v1", source_sha256="a" * 64), HOST
    ).then(announced)
    given(CURRENT, FOUNDED, announced).when(
        RegisterDecider(decider="matching.v1", source_sha256="a" * 64), HOST
    ).refused("already_done")
    given(CURRENT, FOUNDED, announced).when(
        RegisterDecider(decider="matching.v1", source_sha256="b" * 64), HOST
    ).refused("version_in_use")


def test_trouble_is_put_on_record() -> None:
    given(CURRENT, FOUNDED).when(RecordFault(code="fork", details={"index": 7}), HOST).then(
        FaultRecorded(code="fork", details={"index": 7})
    )


FOUNDERS_ASK = [
    FoundLog.model_validate(FOUNDING),
    RegisterProducer(service="matching", key=vkey("/matching")),
    RotateProducerKey(service="matching", key=vkey("/matching", 2), old=vkey("/matching")),
    RevokeProducer(key=vkey("/matching"), ground="lost"),
    RotateLogKey(key=vkey("", 2)),
    RotateRootKey(key=vkey("/root", 2)),
]
HOST_ASKS = [
    RegisterContract(contracts={TYPE: "a" * 64}),
    RegisterDecider(decider="matching.v1", source_sha256="a" * 64),
    RecordFault(code="fork", details={}),
]


@pytest.mark.parametrize("command", [*FOUNDERS_ASK, *HOST_ASKS], ids=lambda c: type(c).__name__)
def test_nobody_asks_in_anothers_place(command: Message) -> None:
    given(CURRENT).when(command, by("person.p00001")).refused("no_mandate")


@pytest.mark.parametrize("command", [*FOUNDERS_ASK[1:], *HOST_ASKS], ids=lambda c: type(c).__name__)
def test_nothing_comes_before_the_founding(command: Message) -> None:
    asked = HOST if command in HOST_ASKS else FOUNDERS

    given(CURRENT).when(command, asked).refused("wrong_state")


def test_the_ledgers_decisions_of_the_vectors_are_made_again_byte_for_byte() -> None:
    wires = [
        (VECTORS / f"leaf/{i}.bin").read_bytes().split(b"\n", 3)[3].split(b"\n")[0]
        for i in range(20)
    ]
    entries = [Entry.read(wire) for wire in wires]
    folded = Folded(CURRENT.initial)
    decided = []
    for index, entry in enumerate(entries):
        if entry.type in CURRENT.commands:
            assert entry.document["basis"] == index
            command = CURRENT.commands[entry.type].model_validate(entry.data)
            if index == 0:  # a founding publishes the contracts of its own types
                folded = replace(folded, contracts=HashTrieMap(entry.data["contracts"]))
            made = decision(
                DECIDERS[entry.document["decider"]],
                folded,
                command,
                entry.asked({}),
                origin=ORIGIN,
                chain=Chain(),
            )
            assert [e.wire for e in made] == wires[index : index + len(made)]
            decided.append(index)
        folded = folded.learn(CURRENT, entry)

    assert decided == [0, 2, 4, 10, 12, 14]
