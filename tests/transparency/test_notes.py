"""Signed notes: what is parsed, who stands for it, and what is no note."""

import json
from base64 import b64decode, b64encode
from pathlib import Path

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.transparency import (
    BadKey,
    BadNote,
    Signer,
    Verifier,
    open_note,
    parse_note,
)
from baraza.transparency.notes import COSIGNATURE

VECTORS = Path(__file__).parents[1] / "vectors"
KEYS = json.loads((VECTORS / "keys.json").read_text())

ADA = Signer("a.example/log", bytes(31) + b"a")
GRACE = Signer("b.example/log", bytes(31) + b"b")
WITNESS = Signer("w.example/one", bytes(31) + b"c", COSIGNATURE)

TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]) | st.just("\n")).map(
    lambda text: text + "\n"
)


@pytest.mark.parametrize("name", sorted(KEYS))
def test_keys_are_written_as_others_write_them(name: str) -> None:
    key = KEYS[name]
    signer = Signer(name, bytes.fromhex(key["seed_hex"]), key["algorithm_byte"])

    assert signer.vkey == key["vkey"]
    assert signer.private_note() == key["private_key"]
    assert signer.key_id.hex() == key["key_id_hex"]
    assert Signer.from_private(key["private_key"] + "\n") == signer
    assert Verifier.from_vkey(key["vkey"]) == signer.verifier
    assert Verifier.from_vkey(key["vkey"]).public.hex() == key["public_hex"]


@forall(TEXTS)
def test_what_is_signed_is_opened(text: str) -> None:
    note = ADA.sign(text) + GRACE.signature_line(text)

    opened = open_note(note.encode(), [GRACE.verifier, ADA.verifier])

    assert (opened.text, opened.verified) == (text, (ADA.verifier, GRACE.verifier))
    assert parse_note(note.encode()).text == text


@forall(TEXTS, TEXTS)
def test_a_signature_is_for_one_text(text: str, other: str) -> None:
    note = f"{other}\n{ADA.signature_line(text)}".encode()
    if text != other:
        with pytest.raises(BadNote):
            open_note(note, [ADA.verifier])


@pytest.mark.case(41)
def test_an_unknown_key_is_passed_over_but_one_must_be_known() -> None:
    note = (ADA.sign("hello\n") + GRACE.signature_line("hello\n")).encode()

    assert open_note(note, [GRACE.verifier]).verified == (GRACE.verifier,)
    with pytest.raises(BadNote):
        open_note(note, [WITNESS.verifier])
    with pytest.raises(BadNote):
        open_note(note, [])


@pytest.mark.case(41)
def test_a_known_key_with_a_false_signature_rejects_the_note() -> None:
    note = GRACE.sign("hello\n") + ADA.signature_line("hallo\n")

    with pytest.raises(BadNote):
        open_note(note.encode(), [ADA.verifier, GRACE.verifier])


def test_a_cosignature_says_when_and_the_latest_counts() -> None:
    lines = [WITNESS.signature_line("hello\n", seconds=at) for at in (7, 9, 8)]
    note = ADA.sign("hello\n") + "".join(lines)

    opened = open_note(note.encode(), [ADA.verifier, WITNESS.verifier])

    assert opened.cosigned == {WITNESS.verifier: 9}
    assert opened.verified == (ADA.verifier, WITNESS.verifier)


def test_a_cosignature_of_another_time_is_false() -> None:
    line = WITNESS.signature_line("hello\n", seconds=7)
    blob = bytearray(b64decode(line.split(" ")[2]))
    blob[11] ^= 1

    assert not WITNESS.verifier.verify("hello\n", bytes(blob[4:]))
    assert not WITNESS.verifier.verify("hello\n", bytes(blob[5:]))
    with pytest.raises(BadNote):
        WITNESS.sign("hello\n")


@pytest.mark.case(41)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"hello\n",
        b"hello\n\n",
        b"hello\n\nno line\n",
        b"hello\n\n\xe2\x80\x94 a AAAA\n",
        "hello\n\n— a+b AAAAAAA=\n".encode(),
        "hello\n\n— a AAAAAAB=\n".encode(),
        "hello\n\n— a AAAAAAA=".encode(),
        "hello\n\n—  a AAAAAAA=\n".encode(),
        "hel\tlo\n\n— a AAAAAAA=\n".encode(),
        b"\xff\n\n\xe2\x80\x94 a AAAAAAA=\n",
        "hello\n\n— a AAAA AAA=\n".encode(),
        "hello\n\n— a\u2003b AAAAAAA=\n".encode(),
        "hello\n\n— a AAAAAAA=\n".encode() * (1 << 17),
        ("hello\n\n" + "— a AAAAAAA=\n" * 65).encode(),
    ],
    ids=range(16),
)
def test_what_is_no_note(data: bytes) -> None:
    with pytest.raises(BadNote):
        parse_note(data)


@pytest.mark.case(41)
def test_a_note_splits_at_its_last_blank_line() -> None:
    note = parse_note(ADA.sign("one\n\n— not a signature\n\ntwo\n").encode())

    assert note.text == "one\n\n— not a signature\n\ntwo\n"


@pytest.mark.case(41)
@pytest.mark.parametrize("flip", range(0, 68, 5))
def test_a_changed_vkey_is_none(flip: int) -> None:
    vkey = bytearray(ADA.vkey.encode())
    vkey[flip] ^= 1
    try:
        text = vkey.decode()
    except UnicodeDecodeError:
        return

    with pytest.raises(BadKey):
        Verifier.from_vkey(text)


def test_a_key_of_an_unknown_kind_is_none() -> None:
    for key in (b"\x02" + bytes(32), b"\x01" + bytes(31), b"\x01" + bytes(33)):
        with pytest.raises(BadKey):
            Verifier.from_vkey(f"a+00000000+{b64encode(key).decode()}")
    with pytest.raises(BadKey):
        Signer.from_private(ADA.vkey)


def test_a_seed_is_not_shown_by_chance() -> None:
    assert "seed" not in repr(ADA)
