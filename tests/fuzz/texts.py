"""Readers of notes, keys and the texts that are signed; files of evidence and policies."""

from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from baraza.auditor.evidence import Evidence, Inclusion, Prefix, split
from baraza.auditor.evidence_check import judge
from baraza.transparency import (
    Leaf,
    Policy,
    Signer,
    Verifier,
    leaf_from_message,
    open_note,
)
from fuzz import corpus


def same(written: bytes, data: bytes) -> None:
    assert written == data, "read in another way than it was written"


def text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def of_text(kind: Any) -> Callable[[bytes], None]:
    return lambda data: same(kind.parse(text(data)).text.encode(), text(data).encode())


def vkey(data: bytes) -> None:
    same(Verifier.from_vkey(text(data)).vkey.encode(), text(data).encode())


def private(data: bytes) -> None:
    key = Signer.from_private(text(data))
    same(key.private_note().encode(), text(data).removesuffix("\n").encode())
    key.sign("text\n", seconds=1)


def opened(data: bytes) -> None:
    opened = open_note(data, corpus.verifiers())
    assert opened.verified
    assert data.startswith(opened.text.encode())


def policy(data: bytes) -> None:
    policy = Policy.parse(text(data))
    assert Policy.parse(policy.text) == policy
    policy.met_by(corpus.verifiers())


def evidence(data: bytes) -> None:
    evidence = Evidence.parse(data)
    same(evidence.text.encode(), data)
    judge(evidence, _proposed())


def message(data: bytes) -> None:
    index, at, key, signature, wire = (data.split(b"\n", 5)[1:] + [b""] * 5)[:5]
    names = ("Baraza-Index", "Baraza-At", "Baraza-Key", "Baraza-Sig")
    said = dict(zip(names, map(text, (index, at, key, signature)), strict=True))
    leaf = leaf_from_message(wire, said)
    assert Leaf.parse(leaf.bytes) == leaf


@cache
def _proposed() -> Policy:
    return Policy.parse((corpus.VECTORS / "export/policy").read_text(encoding="utf-8"))


@cache
def evidences() -> Sequence[bytes]:
    one, other, third = corpus.notes()[0], corpus.notes()[2], corpus.notes()[1]
    leaf, hash_ = corpus.leaves()[7].bytes, bytes(32)
    differ = (Inclusion(7, hash_, (hash_,) * 5, leaf), Inclusion(7, hash_, (hash_,) * 5))
    made = [
        split(one, other),
        split(one, other, differ=differ),
        split(one, third, prefix=Prefix(hash_, (hash_, hash_))),
    ]
    return [evidence.text.encode() for evidence in made]


@cache
def asks() -> Sequence[bytes]:
    hash_ = b64encode(bytes(32))
    return [
        *corpus.read("add-checkpoint.request"),
        b"old 0\n" + hash_ + b"\n\n" + corpus.notes()[0],
    ]
