"""The leaf: index, time of recording, and the entry under its producer's signature (3.2)."""

import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from baraza.transparency.notes import Signer, Verifier

ENTRY_MAX = 32_768

_NOTE = rb"([^\n]+)\n\n\xe2\x80\x94 ([!-*,-~]{1,133}) ([A-Za-z0-9+/]{91}=)\n"
_NUMBER = rb"(0|[1-9][0-9]{0,18})"
_LEAF = re.compile(rb"baraza\.entry/v1\n" + _NUMBER + rb"\n" + _NUMBER + rb"\n(" + _NOTE + rb")")
_PRODUCER_NOTE = re.compile(_NOTE)
_DECIMAL = re.compile(_NUMBER.decode(), re.ASCII)
_SIGNED_BY = re.compile(r"[!-*,-~]{1,133} [A-Za-z0-9+/]{91}=", re.ASCII)


class BadLeaf(ValueError):
    """The bytes are no leaf of the first version."""


@dataclass(frozen=True)
class ProducerNote:
    """An entry's bytes under one Ed25519 signature."""

    wire: bytes  # the canonical bytes of the CloudEvent
    key_name: str
    signature: str  # base64, as in the line

    @classmethod
    def parse(cls, data: bytes) -> "ProducerNote":
        match = _PRODUCER_NOTE.fullmatch(data)
        if match is None:
            raise BadLeaf("not one line with one signature")
        return cls.read_parts(*match.groups())

    @classmethod
    def read_parts(cls, wire: bytes, key_name: bytes, signature: bytes) -> "ProducerNote":
        if len(wire) > ENTRY_MAX:
            raise BadLeaf("an entry of more than 32,768 bytes")
        blob = b64decode(signature)
        if b64encode(blob) != signature:
            raise BadLeaf("not canonical base64")
        note = cls(wire, key_name.decode(), signature.decode())
        note.__dict__["blob"] = blob
        return note

    @cached_property
    def blob(self) -> bytes:
        return b64decode(self.signature)

    @property
    def key_id(self) -> bytes:
        return self.blob[:4]

    def signed_by(self, verifier: Verifier) -> bool:
        """Whether this key, by name and id, made this signature over exactly these bytes."""
        return (
            verifier.name == self.key_name
            and verifier.key_id == self.key_id
            and verifier.verify_bytes(self.wire + b"\n", self.blob[4:])
        )

    @property
    def bytes(self) -> bytes:
        return _note(self.wire, self.key_name, self.signature)


@dataclass(frozen=True)
class Leaf:
    """What the tree hashes, to the byte."""

    index: int
    recorded_at: int  # ms since 1970
    note: bytes

    @classmethod
    def parse(cls, data: bytes) -> "Leaf":
        match = _LEAF.fullmatch(data)
        if match is None:
            raise BadLeaf("not a leaf")
        index, recorded_at, note, *parts = match.groups()
        leaf = cls(int(index), int(recorded_at), note)
        leaf.__dict__["producer"] = ProducerNote.read_parts(*parts)
        return leaf

    @cached_property
    def producer(self) -> ProducerNote:
        return ProducerNote.parse(self.note)

    @property
    def wire(self) -> bytes:
        """The canonical bytes of the CloudEvent."""
        return self.producer.wire

    @property
    def key_name(self) -> str:
        return self.producer.key_name

    @property
    def signature(self) -> str:
        return self.producer.signature

    @property
    def bytes(self) -> bytes:
        return b"baraza.entry/v1\n%d\n%d\n%b" % (self.index, self.recorded_at, self.note)


def producer_note(wire: bytes, signer: Signer) -> bytes:
    """An entry's canonical bytes as a note under the service's key."""
    return _note(wire, signer.name, signer.signature(wire + b"\n"))


def headers_of(leaf: Leaf) -> dict[str, str]:
    """What a bus message carries beside the entry's bytes, so that the leaf can be made again."""
    return {
        "Content-Type": "application/cloudevents+json",
        "Baraza-Index": str(leaf.index),
        "Baraza-At": str(leaf.recorded_at),
        "Baraza-Key": leaf.key_name,
        "Baraza-Sig": leaf.signature,
    }


def leaf_from_message(wire: bytes, headers: Mapping[str, str]) -> Leaf:
    """The leaf of a bus message; raises `BadLeaf`. The signature is not verified here."""
    try:
        index, at = headers["Baraza-Index"], headers["Baraza-At"]
        key, signature = headers["Baraza-Key"], headers["Baraza-Sig"]
    except KeyError as missing:
        raise BadLeaf(f"no header {missing.args[0]}") from None
    # The same as to parse the whole leaf, of which only these parts can be of a wrong form.
    if not (
        _DECIMAL.fullmatch(index)
        and _DECIMAL.fullmatch(at)
        and _SIGNED_BY.fullmatch(f"{key} {signature}")
        and wire
        and b"\n" not in wire
    ):
        raise BadLeaf("not a leaf")
    leaf = Leaf(int(index), int(at), _note(wire, key, signature))
    leaf.__dict__["producer"] = ProducerNote.read_parts(wire, key.encode(), signature.encode())
    return leaf


def _note(wire: bytes, key_name: str, signature: str) -> bytes:
    return b"%b\n\n\xe2\x80\x94 %b %b\n" % (wire, key_name.encode(), signature.encode())
