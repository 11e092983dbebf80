"""The proof file: exact lines, and nothing trusted by being read."""

from pathlib import Path

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.transparency import PROOF_MAX, BadProof, Leaf, Proof, Signer, producer_note

VECTORS = Path(__file__).parents[1] / "vectors"
WHOLE = (VECTORS / "entry-7.tlog-proof").read_bytes()
SIGNER = Signer("a.example/1/toy", bytes(32))


def test_the_vectors_proof_is_read_and_written() -> None:
    proof = Proof.parse(WHOLE)

    assert proof.bytes == WHOLE
    assert proof.leaf == (VECTORS / "leaf" / "7.bin").read_bytes()
    assert proof.note == (VECTORS / "export" / "checkpoint").read_bytes()
    assert (proof.index, len(proof.path)) == (7, 5)


@forall(
    st.integers(0, 10**18),
    st.lists(st.binary(min_size=32, max_size=32), max_size=40).map(tuple),
    st.binary(max_size=200),
)
def test_a_proof_is_read_as_written(index: int, path: tuple[bytes, ...], note: bytes) -> None:
    proof = Proof(Leaf(index, 1, producer_note(b"{}", SIGNER)).bytes, index, path, note)

    assert Proof.parse(proof.bytes) == proof


@forall(st.integers(0, len(WHOLE) - 1), st.binary(max_size=3), st.integers(0, 3))
def test_a_changed_proof_says_so_or_is_written_as_read(at: int, put: bytes, cut: int) -> None:
    """Only what it says may differ, never how: there is one way to write it."""
    changed = WHOLE[:at] + put + WHOLE[at + cut :]
    try:
        proof = Proof.parse(changed)
    except BadProof:
        return
    assert proof.bytes == changed


@forall(st.binary(max_size=300))
def test_any_bytes_are_a_proof_or_a_refusal(data: bytes) -> None:
    with pytest.raises(BadProof):
        Proof.parse(data)


@pytest.mark.case(42)
@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"proof@v1", b"proof@v2"),
        (b"extra ", b"extra  "),
        (b"extra ", b""),
        (b"index 7", b"index 07"),
        (b"index 7", b"index 6"),
        (b"index 7", b"index -7"),
        (b"index 7\n", b"index 7\r\n"),
        (b"index 7\n", b"index 7\nAA==\n"),
        (b"index 7\n", b"index 7\n" + b"NiRSrMI+6vfb7jHekWrELJcnR3SuZVdFQuG0WXPCfwY=\n" * 64),
        (b"NiRSrMI+", b" NiRSrMI+"),
        (b"fwY=\n", b"fwZ=\n"),
        (b"\n\n", b"\n"),
        (b"YmFyYXphLmVudHJ5L3Yx", b"YmFyYXphLmVudHJ5L3Yy"),
    ],
    ids=range(13),
)
def test_lines_are_exact(old: bytes, new: bytes) -> None:
    assert old in WHOLE
    with pytest.raises(BadProof):
        Proof.parse(WHOLE.replace(old, new))


def test_a_proof_has_a_bound() -> None:
    with pytest.raises(BadProof, match="larger"):
        Proof.parse(WHOLE + bytes(PROOF_MAX))
