"""The ring of keys: who may sign at which index, as the log itself says."""

from pathlib import Path
from typing import Any

from baraza.transparency import KeyRing, Leaf, Signer, parse_canonical

VECTORS = Path(__file__).parents[1] / "vectors"
ORIGIN = "a.example/1"


def key(name: str, seed: int) -> Signer:
    return Signer(f"{ORIGIN}/{name}" if name else ORIGIN, bytes([seed]) * 32)


ROOT, LOG, LEDGER = key("root", 1), key("", 2), key("ledger", 3)
OLD, NEW = key("matching", 4), key("matching", 5)


def fact(name: str, **data: Any) -> dict[str, Any]:
    return {"type": f"baraza.event.ledger.{name}.v1", "data": data}


FOUNDING = {
    "origin": ORIGIN,
    "root_key": ROOT.vkey,
    "log_key": LOG.vkey,
    "ledger_key": LEDGER.vkey,
}


def ring(*facts: tuple[int, dict[str, Any]]) -> KeyRing:
    made = KeyRing().learn(0, {"type": "baraza.command.ledger.FoundLog.v1", "data": FOUNDING})
    made = made.learn(1, fact("LogFounded", **FOUNDING))
    for index, document in facts:
        made = made.learn(index, document)
    return made


def valid_at(made: KeyRing, signer: Signer, last: int = 20) -> list[int]:
    return [i for i in range(last) if made.valid(signer.name, signer.key_id, i) is not None]


def test_every_entry_of_the_vectors_is_signed_by_a_valid_key() -> None:
    made = KeyRing()
    for index in range(20):
        leaf = Leaf.parse((VECTORS / "leaf" / f"{index}.bin").read_bytes())
        document = parse_canonical(leaf.wire)
        made = made.learn(0, document) if index == 0 else made
        verifier = made.valid(leaf.key_name, leaf.producer.key_id, index)

        assert verifier is not None
        assert leaf.producer.signed_by(verifier)
        made = made.learn(index, document)


def test_the_founding_is_signed_by_the_root_it_names() -> None:
    made = ring()

    assert valid_at(made, ROOT, 4) == [0, 1, 2, 3]
    assert valid_at(made, LEDGER, 4) == [2, 3]
    assert made.log_verifiers() == (LOG.verifier,)


def test_a_key_counts_after_the_entry_that_announces_it() -> None:
    made = ring((3, fact("ProducerRegistered", service="matching", key=OLD.vkey)))

    assert valid_at(made, OLD, 6) == [4, 5]
    assert made.why(OLD.name, OLD.key_id, 3) == "unknown_key"
    assert made.why(NEW.name, NEW.key_id, 5) == "unknown_key"
    assert made.why(OLD.name, OLD.key_id, 5) is None


def test_two_keys_overlap_until_the_old_one_is_revoked() -> None:
    made = ring(
        (3, fact("ProducerRegistered", service="matching", key=OLD.vkey)),
        (5, fact("ProducerKeyRotated", service="matching", key=NEW.vkey, old=OLD.vkey)),
        (8, fact("ProducerRevoked", key=OLD.vkey, ground="lost", suspect_from=6)),
    )

    assert valid_at(made, OLD, 12) == [4, 5, 6, 7, 8]
    assert valid_at(made, NEW, 12) == [6, 7, 8, 9, 10, 11]
    assert made.why(OLD.name, OLD.key_id, 9) == "revoked_key"
    assert [(held.suspect_from, held.last) for held in made.doubtful()] == [(6, 8)]


def test_a_revoked_key_does_not_come_back() -> None:
    made = ring(
        (3, fact("ProducerRegistered", service="matching", key=OLD.vkey)),
        (5, fact("ProducerRevoked", key=OLD.vkey, ground="lost")),
        (7, fact("ProducerRegistered", service="matching", key=OLD.vkey)),
    )

    assert valid_at(made, OLD, 12) == [4, 5]


def test_a_new_root_takes_over_from_the_old() -> None:
    new = key("root", 9)
    made = ring((4, fact("RootKeyRotated", key=new.vkey)))

    assert valid_at(made, ROOT, 8) == [0, 1, 2, 3, 4]
    assert valid_at(made, new, 8) == [5, 6, 7]


def test_both_log_keys_sign_after_a_rotation() -> None:
    new = key("", 9)

    made = ring((4, fact("LogKeyRotated", key=new.vkey)))

    assert made.log_verifiers() == (LOG.verifier, new.verifier)


def test_a_key_under_anothers_name_is_nobodys() -> None:
    made = ring(
        (3, fact("ProducerRegistered", service="feedback", key=OLD.vkey)),
        (5, fact("ProducerRegistered", service="matching", key="nonsense")),
        (7, fact("LogKeyRotated", key=OLD.vkey)),
        (9, fact("ProducerRevoked", key=NEW.vkey, ground="lost")),
        (11, fact("LogFounded", **FOUNDING | {"root_key": NEW.vkey, "origin": "b.example/1"})),
    )

    assert made == ring()


def test_other_services_say_nothing_of_keys() -> None:
    made = ring()
    other = {"type": "baraza.event.matching.ProducerRegistered.v1", "data": {"key": OLD.vkey}}

    assert made.learn(5, other) is made
