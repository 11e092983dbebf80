"""Checkpoints, receipts, hand notes, bundles and commitments: exact texts, read and written."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.transparency import (
    BadBundle,
    BadCheckpoint,
    BadHand,
    BadNote,
    BadReceipt,
    Checkpoint,
    Hand,
    Policy,
    Receipt,
    Verifier,
    bundle,
    commitment,
    entries_path,
    leaf_hash,
    leaves_digest,
    open_note,
    parse_note,
    root_of,
    tile_path,
    unbundle,
)

VECTORS = Path(__file__).parents[1] / "vectors"
KEYS = {name: key["vkey"] for name, key in json.loads((VECTORS / "keys.json").read_text()).items()}
DECISIONS = json.loads((VECTORS / "decisions.json").read_text())
POLICY = Policy.parse((VECTORS / "export" / "policy").read_text())
KNOWN = [*POLICY.log_verifiers, *(witness.verifier for witness in POLICY.witnesses)]

DIGESTS = st.binary(min_size=32, max_size=32)
NUMBERS = st.integers(0, 10**15)
LEAVES = [(VECTORS / "leaf" / f"{i}.bin").read_bytes() for i in range(20)]


def cosigners(path: Path) -> set[str]:
    opened = open_note(path.read_bytes(), KNOWN)
    return {witness.name for witness in POLICY.witnesses if witness.verifier in opened.verified}


def test_a_bundle_holds_the_leaves() -> None:
    data = (VECTORS / "export" / entries_path(0, 20)).read_bytes()

    assert unbundle(data) == LEAVES
    assert bundle(LEAVES) == data


def test_a_tile_holds_their_hashes_and_the_checkpoint_their_root() -> None:
    hashes = [leaf_hash(leaf) for leaf in LEAVES]
    opened = open_note((VECTORS / "export" / "checkpoint").read_bytes(), KNOWN)

    assert (VECTORS / "export" / tile_path(0, 0, 20)).read_bytes() == b"".join(hashes)
    assert Checkpoint.parse(opened.text) == Checkpoint("baraza.example/2027", 20, root_of(hashes))


def test_an_earlier_checkpoint_is_of_the_first_six() -> None:
    opened = open_note((VECTORS / "checkpoint-6.note").read_bytes(), KNOWN)

    root = root_of([leaf_hash(leaf) for leaf in LEAVES[:6]])
    assert Checkpoint.parse(opened.text) == Checkpoint("baraza.example/2027", 6, root)
    assert POLICY.met_by(opened.verified)


@pytest.mark.parametrize(
    ("file", "by", "met"),
    [
        ("export/checkpoint", {"council", "ombudsperson"}, True),
        ("negative/checkpoint-oneof3.note", {"council"}, False),
        ("negative/checkpoint-twice.note", {"council"}, False),
    ],
)
def test_a_witness_counts_once(file: str, by: set[str], met: bool) -> None:
    verified = open_note((VECTORS / file).read_bytes(), KNOWN).verified

    assert POLICY.met_by(verified) is met
    assert len(cosigners(VECTORS / file)) == len(by)


def test_a_checkpoint_with_a_false_signature_is_rejected() -> None:
    with pytest.raises(BadNote):
        open_note((VECTORS / "negative/checkpoint-badsig.note").read_bytes(), KNOWN)


def test_a_size_has_no_leading_zero() -> None:
    note = parse_note((VECTORS / "negative/checkpoint-zero.note").read_bytes())
    with pytest.raises(BadCheckpoint):
        Checkpoint.parse(note.text)


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision["first"])
def test_receipts_promise_the_leaves(decision: dict[str, Any]) -> None:
    first, count = decision["first"], decision["count"]
    ledger = Verifier.from_vkey(KEYS["baraza.example/2027/ledger"])
    opened = open_note(decision["receipt"].encode(), [ledger])
    receipt = Receipt.parse(opened.text)

    assert receipt.text == opened.text
    assert (receipt.first, receipt.count) == (first, count)
    assert receipt.command_id == decision["command_id"]
    assert receipt.merge_by == receipt.recorded_at + 10_000
    leaves = LEAVES[first : first + count]
    assert leaves_digest(leaf_hash(leaf) for leaf in leaves) == receipt.leaves_digest


def test_a_hand_note_is_of_one_ask() -> None:
    decision = DECISIONS[-1]
    body = Verifier.from_vkey(KEYS["baraza.example/2027/body.council"])
    data = (VECTORS / "export" / "exhibit" / decision["hand_exhibit"]).read_bytes()

    hand = Hand.parse(open_note(data, [body]).text)

    expected = Hand("baraza.example/2027", decision["command_id"], decision["askdigest"])
    assert hand == expected


@pytest.mark.parametrize("name", ["hand-badsig", "hand-witness-key"])
def test_a_hand_note_that_the_body_did_not_sign(name: str) -> None:
    body = Verifier.from_vkey(KEYS["baraza.example/2027/body.council"])
    with pytest.raises(BadNote):
        open_note((VECTORS / "negative" / f"{name}.note").read_bytes(), [body])


@pytest.mark.parametrize("name", ["hand-other-ask", "hand-other-command", "hand-other-log"])
def test_a_hand_note_for_something_else(name: str) -> None:
    decision = DECISIONS[-1]
    hand = Hand.parse(parse_note((VECTORS / "negative" / f"{name}.note").read_bytes()).text)

    assert hand != Hand("baraza.example/2027", decision["command_id"], decision["askdigest"])


@pytest.mark.parametrize(
    "case", json.loads((VECTORS / "commitments.json").read_text()), ids=lambda case: case["field"]
)
def test_commitments(case: dict[str, str]) -> None:
    made = commitment(case["field"], bytes.fromhex(case["salt_hex"]), case["value"])

    assert made == case["commit"]


def test_a_commitment_takes_a_whole_salt_and_one_line() -> None:
    for field, salt in (("a.b.c#d", bytes(31)), ("a\nb", bytes(32))):
        with pytest.raises(ValueError, match="salt"):
            commitment(field, salt, "x")


@forall(NUMBERS, DIGESTS)
def test_a_checkpoint_is_read_as_written(size: int, root: bytes) -> None:
    checkpoint = Checkpoint("a.example/1", size, root)

    assert Checkpoint.parse(checkpoint.text) == checkpoint


@forall(NUMBERS, st.integers(1, 1000), NUMBERS, DIGESTS)
def test_a_receipt_is_read_as_written(first: int, count: int, at: int, digest: bytes) -> None:
    receipt = Receipt("a.example/1", "an-id", first, count, at, at + 10_000, digest)

    assert Receipt.parse(receipt.text) == receipt


@forall(DIGESTS)
def test_a_hand_is_read_as_written(digest: bytes) -> None:
    hand = Hand("a.example/1", "an-id", digest.hex())

    assert Hand.parse(hand.text) == hand


@forall(st.lists(st.binary(max_size=300), max_size=10))
def test_a_bundle_is_read_as_written(leaves: list[bytes]) -> None:
    assert unbundle(bundle(leaves)) == leaves


def test_a_cut_bundle_keeps_the_leaves_before_the_cut() -> None:
    whole = bundle([b"one", b"four"])

    for cut in (6, 7, 10):
        with pytest.raises(BadBundle) as bad:
            unbundle(whole[:cut])
        assert bad.value.leaves == [b"one"]


GOOD = Checkpoint("a.example/1", 5, bytes(32)).text


@pytest.mark.parametrize(
    "text",
    [
        "",
        GOOD + "more\n",
        GOOD[:-1],
        GOOD.replace("5", "05"),
        GOOD.replace("5", "-5"),
        GOOD.replace("5", "\u0665"),
        GOOD.replace("A=", "B="),
        "\n" + GOOD.partition("\n")[2],
        GOOD.replace("AAAA", "", 1),
        GOOD.replace("5", ""),
    ],
    ids=range(10),
)
def test_what_is_no_checkpoint(text: str) -> None:
    with pytest.raises(BadCheckpoint):
        Checkpoint.parse(text)


RECEIPT = Receipt("a.example/1", "an-id", 5, 2, 7, 8, bytes(32)).text


@pytest.mark.parametrize(
    "text",
    [
        "",
        RECEIPT + "\n",
        RECEIPT.replace("v1", "v2"),
        RECEIPT.replace("5 2", "5  2"),
        RECEIPT.replace("5 2", "5"),
        RECEIPT.replace("7 8", "07 8"),
        RECEIPT.replace("AAAA", "", 1),
    ],
    ids=range(7),
)
def test_what_is_no_receipt(text: str) -> None:
    with pytest.raises(BadReceipt):
        Receipt.parse(text)


HAND = Hand("a.example/1", "an-id", "0" * 64).text


@pytest.mark.parametrize(
    "text",
    [
        "",
        HAND + "\n",
        HAND[:-1],
        HAND.replace("v1", "v2"),
        HAND.replace("0" * 64, "0" * 63),
        HAND.replace("00", "0G", 1),
        HAND.replace("an-id", ""),
    ],
    ids=range(7),
)
def test_what_is_no_hand_note(text: str) -> None:
    with pytest.raises(BadHand):
        Hand.parse(text)


def test_a_partial_tile_has_a_width() -> None:
    assert tile_path(2, 1_234_067, 7) == "tile/2/x001/x234/067.p/7"
    assert entries_path(0) == "tile/entries/000"
    for width in (0, 257):
        with pytest.raises(ValueError, match="256"):
            tile_path(0, 0, width)
