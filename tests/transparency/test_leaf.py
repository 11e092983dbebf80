"""The leaf: read and written to the byte, and made again from a bus message."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.decider import Entry
from baraza.transparency import (
    BadLeaf,
    Leaf,
    ProducerNote,
    Signer,
    canonical,
    headers_of,
    leaf_from_message,
    leaf_hash,
    producer_note,
)

VECTORS = Path(__file__).parents[1] / "vectors"
ENTRIES = json.loads((VECTORS / "entries.json").read_text())
SIGNER = Signer("a.example/2027/matching", bytes(32))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["index"])
def test_a_leaf_is_what_its_message_says(entry: dict[str, object]) -> None:
    data = (VECTORS / "leaf" / f"{entry['index']}.bin").read_bytes()

    leaf = Leaf.parse(data)
    read = Entry.read(leaf.wire)

    assert leaf.bytes == data
    assert (leaf.index, leaf.recorded_at) == (entry["index"], entry["recorded_at"])
    assert (leaf_hash(data).hex(), len(data)) == (entry["leaf_hash"], entry["leaf_length"])
    assert read.digest.hex() == entry["event_sha256"]
    assert read.bus_subject == entry["nats_subject"]
    assert headers_of(leaf) == entry["nats_headers"]
    assert leaf_from_message(leaf.wire, entry["nats_headers"]) == leaf


@forall(st.integers(0, 2**53), st.integers(0, 2**53), st.dictionaries(st.text(), st.text()))
def test_a_written_leaf_is_read(index: int, at: int, document: dict[str, str]) -> None:
    wire = canonical(document)
    leaf = Leaf(index, at, producer_note(wire, SIGNER))

    read = Leaf.parse(leaf.bytes)

    assert (read, read.wire, read.key_name) == (leaf, wire, SIGNER.name)
    assert read.producer.signed_by(SIGNER.verifier)
    assert leaf_from_message(read.wire, headers_of(read)).bytes == leaf.bytes
    assert ProducerNote.parse(leaf.note).bytes == leaf.note


def test_a_signature_is_for_one_entry_and_one_name() -> None:
    note = ProducerNote.parse(producer_note(b"{}", SIGNER))
    other = Signer("a.example/2027/feedback", bytes(32))

    assert note.signed_by(SIGNER.verifier)
    assert not replace(note, wire=b"[]").signed_by(SIGNER.verifier)
    assert not note.signed_by(other.verifier)


GOOD = Leaf(7, 9, producer_note(b"{}", SIGNER)).bytes


@pytest.mark.parametrize(
    "data",
    [
        b"",
        GOOD[:-1],
        GOOD + b"\n",
        GOOD + "— b AAAAAAA=\n".encode(),
        GOOD.replace(b"v1\n7", b"v2\n7"),
        GOOD.replace(b"\n7\n", b"\n07\n"),
        GOOD.replace(b"\n9\n", b"\n-9\n"),
        GOOD.replace(b"\n9\n", b"\n 9\n"),
        GOOD.replace(b"{}\n", b"{}\n{}\n"),
        GOOD.replace(b"{}\n\n", b"{}\n"),
        GOOD.replace(b"a.example", b"a+example"),
        GOOD.replace(b"=\n", b"\n"),
        Leaf(7, 9, producer_note(b"x" * 32_769, SIGNER)).bytes,
    ],
    ids=range(13),
)
def test_what_is_no_leaf(data: bytes) -> None:
    with pytest.raises(BadLeaf):
        Leaf.parse(data)


def test_unused_bits_of_the_signature_are_zero() -> None:
    at = GOOD.rindex(b"=\n") - 1
    changed = GOOD[:at] + bytes([GOOD[at] + 1]) + GOOD[at + 1 :]

    with pytest.raises(BadLeaf):
        Leaf.parse(changed)


@pytest.mark.parametrize("header", ["Baraza-Index", "Baraza-At", "Baraza-Key", "Baraza-Sig"])
def test_a_message_without_a_header_gives_no_leaf(header: str) -> None:
    headers = headers_of(Leaf.parse(GOOD))
    missing = {name: value for name, value in headers.items() if name != header}

    for wrong in (missing, headers | {header: "x\ny"}):
        with pytest.raises(BadLeaf):
            leaf_from_message(b"{}", wrong)
