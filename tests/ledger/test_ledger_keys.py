"""Keys of a log: announced by its root, two valid at once, and each only for its own indexes."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st
from rpds import HashTrieMap

from baraza.decider import Asked, Entry, Folded, decision, uuid7_of
from baraza.ledger import messages as m
from baraza.ledger.append import drafting
from baraza.ledger.domain import CURRENT, DECIDERS
from baraza.transparency import KeyRing, Signer, producer_note
from ledgers import ORIGIN, START, House, Pen, house, signer

MATCHING = f"{ORIGIN}/matching"
OLD, NEW = signer("matching"), Signer(MATCHING, bytes(32))


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as one:
        yield one.found()


@pytest.fixture
def pen(home: House) -> Pen:
    return Pen(home)


def drafted(home: House, command: str, n: int = 1, **data: Any) -> tuple[Entry, ...]:
    return drafting.draft(home.ledger, command, data, f"01955000-0000-7000-8000-{n:012x}")


def signed(entries: Sequence[Entry], by: Signer) -> bytes:
    notes = [producer_note(entry.wire, by).decode() for entry in entries]
    return json.dumps({"v": 1, "entries": notes}).encode()


def record(home: House, command: str, n: int = 1, by: Signer | None = None, **data: Any) -> int:
    payload = signed(drafted(home, command, n, **data), by or signer("root"))
    return home.append(payload, "ledger").first


def rotate(home: House, n: int = 1, key: str = NEW.vkey) -> int:
    return record(home, "RotateProducerKey", n, service="matching", key=key, old=OLD.vkey)


def said(pen: Pen, by: Signer) -> bytes:
    documents = pen.decision(f"pair.k{pen.n}")
    return signed([Entry(document) for document in documents], by)


# --- rotation and revocation -------------------------------------------------------------------


@pytest.mark.case(47)
def test_a_new_key_counts_only_after_its_entry_and_the_old_one_beside_it(
    home: House, pen: Pen
) -> None:
    assert home.code(said(pen, NEW)) == ("unauthorised", "unknown_key")
    at = rotate(home)

    assert home.append(said(pen, NEW)).first == at + 2
    assert home.append(said(pen, OLD)).first == at + 4


@pytest.mark.case(16, 47)
def test_a_revoked_key_counts_for_nothing_after_its_entry(home: House, pen: Pen) -> None:
    rotate(home)
    at = record(home, "RevokeProducer", 2, key=OLD.vkey, ground="stolen", suspect_from=7)

    assert home.code(said(pen, OLD)) == ("unauthorised", "revoked_key")
    assert home.append(said(pen, NEW)).count == 2
    (doubtful,) = home.ledger.standing.ring.doubtful()
    assert (doubtful.verifier, doubtful.suspect_from, doubtful.last) == (OLD.verifier, 7, at + 1)


@pytest.mark.case(16)
def test_whoever_is_not_entitled_is_turned_away_with_a_fault_each(home: House, pen: Pen) -> None:
    rotate(home)
    record(home, "RevokeProducer", 2, key=OLD.vkey, ground="lost")
    other = "//other.example/2027/matching"
    elsewhere = [Entry(d) for d in pen.decision(source=other, event_source=other)]
    tries = {
        "not_entitled": said(pen, signer("feedback")),
        "revoked_key": said(pen, OLD),
        "unknown_key": said(pen, Signer(f"{ORIGIN}/nobody", bytes(32))),
        "wrong_log": signed(elsewhere, NEW),
    }
    before = home.ledger.standing

    assert [home.code(tries[why]) for why in tries] == [("unauthorised", why) for why in tries]
    assert home.faults() == ["unauthorised"] * 4
    assert (home.ledger.standing.size, home.ledger.standing.ring) == (before.size, before.ring)


@pytest.mark.case(47)
def test_a_restart_knows_the_same_keys(home: House) -> None:
    rotate(home)
    record(home, "RevokeProducer", 2, key=OLD.vkey, ground="lost", suspect_from=3)
    record(home, "RotateLogKey", 3, key=Signer(ORIGIN, bytes(32)).vkey)
    before = drafting.told(home.ledger.standing.ring)
    home.again()

    assert drafting.told(home.ledger.standing.ring) == before
    assert len(before["log"]) == 2


@pytest.mark.case(47)
def test_the_new_root_is_announced_by_the_old_and_takes_over(home: House) -> None:
    root = Signer(f"{ORIGIN}/root", bytes(32))
    entries = drafted(home, "RotateRootKey", key=root.vkey)
    assert home.code(signed(entries, root), "ledger") == ("unauthorised", "unknown_key")
    home.append(signed(entries, signer("root")), "ledger")

    later = drafted(home, "RotateProducerKey", 2, service="matching", key=NEW.vkey, old=OLD.vkey)
    assert home.code(signed(later, signer("root")), "ledger") == ("unauthorised", "revoked_key")
    assert home.append(signed(later, root), "ledger").count == 2


@pytest.mark.case(47)
def test_receipts_are_signed_by_the_ledger_s_key(home: House, pen: Pen) -> None:
    new = Signer(f"{ORIGIN}/ledger", bytes(32))
    old = signer("ledger").vkey
    record(home, "RotateProducerKey", service="ledger", key=new.vkey, old=old)
    home.ledger.signer = new

    receipt = home.append(said(pen, OLD)).receipt
    assert f"— {ORIGIN}/ledger" in receipt
    assert new.sign(receipt.partition("\n\n")[0] + "\n") == receipt


# --- drafting ----------------------------------------------------------------------------------


def test_a_draft_records_nothing(home: House) -> None:
    size = home.ledger.standing.size
    entries = drafted(home, "RotateProducerKey", service="matching", key=NEW.vkey, old=OLD.vkey)

    assert home.ledger.standing.size == size
    assert [entry.name for entry in entries] == ["RotateProducerKey", "ProducerKeyRotated"]
    assert entries[0].document["via"] == "console"


@pytest.mark.parametrize("by", ["ledger", "matching", "nobody"])
def test_what_the_root_has_not_signed_is_not_taken(home: House, by: str) -> None:
    entries = drafted(home, "RotateRootKey", key=Signer(f"{ORIGIN}/root", bytes(32)).vkey)

    code, why = home.code(signed(entries, signer(by)), "ledger")
    assert (code, why in {"not_entitled", "unknown_key"}) == ("unauthorised", True)


def test_a_draft_that_the_log_has_overtaken_is_to_be_made_anew(home: House) -> None:
    entries = drafted(home, "RotateProducerKey", service="matching", key=NEW.vkey, old=OLD.vkey)
    other = Signer(MATCHING, bytes(31) + b"1")
    rotate(home, 2, key=other.vkey)

    assert home.code(signed(entries, signer("root")), "ledger") == ("version_conflict", None)


@pytest.mark.parametrize("command", ["FoundLog", "RecordFault", "RegisterDecider", "Nonsense"])
def test_other_decisions_are_not_drafted(home: House, command: str) -> None:
    with pytest.raises(KeyError):
        drafted(home, command)


# --- the rules and the ring say the same -------------------------------------------------------

NAMES = (MATCHING, f"{ORIGIN}/ledger", f"{ORIGIN}/body.council")
KEYS = {name: [Signer(name, bytes(31) + bytes([k])).vkey for k in range(3)] for name in NAMES}
BEGUN = m.LogFounded(
    origin=ORIGIN,
    clock="system",
    root_key=signer("root").vkey,
    log_key=signer("").vkey,
    ledger_key=KEYS[f"{ORIGIN}/ledger"][0],
    contracts={"baraza.event.ledger.LogFounded.v1": "0" * 64},
)


def _register(name: str, k: int) -> m.Command:
    return m.RegisterProducer(service=name.removeprefix(f"{ORIGIN}/"), key=KEYS[name][k])


def _rotation(name: str, k: int, old: int) -> m.Command:
    service = name.removeprefix(f"{ORIGIN}/")
    return m.RotateProducerKey(service=service, key=KEYS[name][k], old=KEYS[name][old])


def _revocation(name: str, k: int, suspect_from: int) -> m.Command:
    return m.RevokeProducer(key=KEYS[name][k], ground="lost", suspect_from=suspect_from)


names = st.sampled_from(NAMES)
asks = st.one_of(
    st.builds(_register, names, st.integers(0, 2)),
    st.builds(_rotation, names, st.integers(0, 2), st.integers(0, 2)),
    st.builds(_revocation, names, st.integers(0, 2), st.integers(0, 9)),
)


@pytest.mark.case(47)
@forall(st.lists(asks, max_size=12))
def test_after_any_asks_rules_and_ring_hold_the_same_keys_for_valid(asked: list[m.Command]) -> None:
    types = {f"baraza.{kind}" for kind in CURRENT.commands} | set(CURRENT.knows)
    contracts = HashTrieMap(
        dict.fromkeys([*CURRENT.commands, *CURRENT.knows, *types], "0" * 64)
        | {"baraza.event.ledger.CommandRefused.v1": "0" * 64}
    )
    founded = {"type": "baraza.event.ledger.LogFounded.v1", "data": BEGUN.model_dump()}
    ring = KeyRing().learn(1, founded)
    state = CURRENT.evolve(CURRENT.initial, BEGUN, None)  # type: ignore[arg-type]
    folded: Folded[Any] = replace(Folded(state, contracts=contracts), basis=2)
    for n, command in enumerate(asked):
        by = Asked(uuid7_of(START, bytes([n]) * 16), START, "body.founders", "seat")
        for entry in decision(DECIDERS["ledger.v1"], folded, command, by, origin=ORIGIN):
            ring = ring.learn(folded.basis, entry.document)
            folded = folded.learn(CURRENT, entry)
        for name in NAMES:
            good = {
                key.verifier.vkey
                for (of, key_id), key in ring.held.items()
                if of == name and ring.valid(of, key_id, folded.basis)
            }
            assert good == set(folded.state.signing(name))
