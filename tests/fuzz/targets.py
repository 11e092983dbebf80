"""Everything that reads what a stranger has written, and what may come of it: a value, or its
own error. A value, written again, is the input: nothing is read in two ways."""

import json
import re
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from random import Random
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from jsonschema.exceptions import SchemaError  # type: ignore[import-untyped]

from baraza.auditor.evidence import BadEvidence, Evidence, Inclusion, Prefix, split
from baraza.auditor.evidence_check import judge
from baraza.auditor.source import Damage, Unreadable
from baraza.auditor.witness.request import AddCheckpoint, BadRequest
from baraza.ledger.append.errors import Rejected
from baraza.ledger.append.request import Door, Standing
from baraza.ledger.schemas import Schemas
from baraza.transparency import (
    BadBundle,
    BadCheckpoint,
    BadDecision,
    BadEnvelope,
    BadHand,
    BadJson,
    BadKey,
    BadLeaf,
    BadNote,
    BadPolicy,
    BadReceipt,
    Checkpoint,
    Hand,
    KeyRing,
    Leaf,
    Policy,
    ProducerNote,
    Receipt,
    Signer,
    Verifier,
    bundle,
    canonical,
    check_decision,
    check_envelope,
    entitled,
    leaf_from_message,
    open_note,
    parse,
    parse_canonical,
    parse_note,
    producer_note,
    unbundle,
)
from baraza.transparency.leaf import ENTRY_MAX
from baraza.transparency.notes import NOTE_MAX
from baraza.transparency.proof import BadProof, Proof
from baraza.transparency.shapes import shape_of
from baraza.transparency.world import BadShown, Shown, names_person
from fuzz import corpus
from fuzz.exports import altered_export, every_file, of_a_file
from fuzz.mutations import altered, dumped, mutated

_ANY = 64 << 20  # it looks at the size itself
_NO_SHAPE = (ValueError, SchemaError, re.error, OverflowError)


@dataclass(frozen=True)
class Target:
    """One reader: `read` ends with a value or raises one of `errors`, whatever the bytes are."""

    name: str
    read: Callable[[bytes], object]
    errors: tuple[type[Exception], ...]
    seeds: Callable[[], Sequence[bytes]]
    make: Callable[[Random, Sequence[bytes]], bytes] | None = None
    """Inputs of its own form; None: bytes near to a seed."""
    share: int = 20
    """Of the inputs, compared with the others: a slow reader gets fewer."""
    most: int = NOTE_MAX
    """Bytes that whoever calls it has read at most."""

    def input(self, chance: Random) -> bytes:
        seeds = self.seeds()
        if chance.random() < 0.03:
            return chance.randbytes(chance.choice((0, 1, 7, 64, 500)))
        if self.make is not None and chance.random() < 0.8:
            return self.make(chance, seeds)
        return mutated(chance, chance.choice(seeds), seeds)

    def try_(self, data: bytes) -> bool:
        """Whether it was taken; any other exception than its own goes through."""
        try:
            self.read(data)
        except self.errors:
            return False
        return True


def same(written: bytes, data: bytes) -> None:
    assert written == data, "read in another way than it was written"


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _of_text(kind: Any) -> Callable[[bytes], None]:
    return lambda data: same(kind.parse(_text(data)).text.encode(), _text(data).encode())


def _vkey(data: bytes) -> None:
    same(Verifier.from_vkey(_text(data)).vkey.encode(), _text(data).encode())


def _private(data: bytes) -> None:
    key = Signer.from_private(_text(data))
    same(key.private_note().encode(), _text(data).removesuffix("\n").encode())
    key.sign("text\n", seconds=1)


def _opened(data: bytes) -> None:
    opened = open_note(data, corpus.verifiers())
    assert opened.verified
    assert data.startswith(opened.text.encode())


def _policy(data: bytes) -> None:
    policy = Policy.parse(_text(data))
    assert Policy.parse(policy.text) == policy
    policy.met_by(corpus.verifiers())


def _evidence(data: bytes) -> None:
    evidence = Evidence.parse(data)
    same(evidence.text.encode(), data)
    judge(evidence, _POLICY())


def _message(data: bytes) -> None:
    index, at, key, signature, wire = (data.split(b"\n", 5)[1:] + [b""] * 5)[:5]
    names = ("Baraza-Index", "Baraza-At", "Baraza-Key", "Baraza-Sig")
    said = dict(zip(names, map(_text, (index, at, key, signature)), strict=True))
    leaf = leaf_from_message(wire, said)
    assert Leaf.parse(leaf.bytes) == leaf


def _document(data: bytes) -> None:
    document = parse_canonical(data)
    check_envelope(document if isinstance(document, dict) else {})
    names_person(document)
    entitled(f"{corpus.ORIGIN}/registration", corpus.ORIGIN, document)
    KeyRing(corpus.ORIGIN).learn(0, document)


def _decision(data: bytes) -> None:
    documents = parse(data)
    if not isinstance(documents, list) or len(documents) < 2:
        raise BadDecision("not two entries")
    for document in documents:
        check_envelope(document if isinstance(document, dict) else {})
    check_decision(documents, [sha256(canonical(one)).digest() for one in documents])


def _shape(data: bytes) -> None:
    """A fast yes is a yes of the full validator too."""
    try:
        told = json.loads(data)
    except RecursionError:
        raise ValueError("too deep") from None
    if not isinstance(told, list) or len(told) != 2:
        raise ValueError("not a schema and a value")
    schema, value = told
    shape = shape_of(schema)
    if shape is None or not shape(value):
        return
    Draft202012Validator.check_schema(schema)
    assert Draft202012Validator(schema).is_valid(value), "a shape said yes too fast"


@cache
def _door() -> tuple[Door, Standing]:
    """A log of the vectors' first entries, to which the next may be appended."""
    ring, contracts = KeyRing(), dict[str, str]()
    for index, document in enumerate(corpus.documents()[: corpus.SIZE]):
        ring = ring.learn(index, document)
        contracts |= document["data"].get("contracts", {})
    door = Door(corpus.ORIGIN, Schemas(corpus.schemas().get), lambda: 0, lambda: 0.0)
    at = corpus.leaves()[corpus.SIZE - 1].recorded_at
    return door, Standing(corpus.SIZE, at, ring, contracts, "system")


def _append(data: bytes) -> None:
    """Whatever the bytes: no decision but the one that was signed."""
    prepared = _prepared(data)
    signed = json.loads(corpus.requests()[0])["entries"]
    assert [note.bytes.decode() for note in prepared.notes] == signed, "an entry nobody signed"


def _prepared(data: bytes) -> Any:
    door, standing = _door()
    try:
        return door.prepare(data, "registration", standing)
    except Rejected as no:
        json.dumps(no.reply)
        raise


def _signed_again(chance: Random, _: Sequence[bytes]) -> bytes:
    """A decision that is signed by its service's own key, whatever it says."""
    told = list(corpus.documents()[8:10])
    for _time in range(chance.choice((1, 1, 2))):
        at = chance.randrange(len(told))
        told[at] = altered(chance, told[at])
    signer = corpus.keys()[f"{corpus.ORIGIN}/registration"]
    notes = []
    for one in told:
        try:
            wire = canonical(one)
        except (ValueError, TypeError, RecursionError):
            wire = dumped(one)
        notes.append(producer_note(wire, signer).decode("utf-8", "surrogateescape"))
    return dumped({"v": 1, "entries": notes})


def _altered_json(chance: Random, seeds: Sequence[bytes]) -> bytes:
    """The same structure with another value somewhere, mostly in canonical form."""
    value = altered(chance, json.loads(chance.choice(seeds)))
    try:
        return canonical(value) if chance.random() < 0.8 else dumped(value)
    except (ValueError, TypeError, RecursionError):
        return dumped(value)


@cache
def _shapes() -> Sequence[bytes]:
    contracts = {one["dataschema"]: one["data"] for one in corpus.documents()}
    return [
        dumped([json.loads(schema), data])
        for schema in corpus.schemas().values()
        if schema.startswith(b"{")
        for data in contracts.values()
    ]


@cache
def _POLICY() -> Policy:  # noqa: N802 - a constant that is read once
    return Policy.parse((corpus.VECTORS / "export/policy").read_text(encoding="utf-8"))


@cache
def _evidences() -> Sequence[bytes]:
    one, other, third = corpus.notes()[0], corpus.notes()[2], corpus.notes()[1]
    leaf, hash_ = corpus.leaves()[7].bytes, bytes(32)
    differ = (Inclusion(7, hash_, (hash_,) * 5, leaf), Inclusion(7, hash_, (hash_,) * 5))
    made = [
        split(one, other),
        split(one, other, differ=differ),
        split(one, third, prefix=Prefix(hash_, (hash_, hash_))),
    ]
    return [evidence.text.encode() for evidence in made]


def _seed(*data: bytes) -> Callable[[], Sequence[bytes]]:
    return lambda: data


@cache
def targets() -> Sequence[Target]:
    """In the order in which their counts are printed."""
    files, read = corpus.files, corpus.read
    vkeys = [signer.vkey.encode() for signer in corpus.keys().values()]
    privates = [signer.private_note().encode() for signer in corpus.keys().values()]
    wires = [leaf.wire for leaf in corpus.leaves()]
    bundles = [*read("export/tile/entries/000.p/20"), bundle([b"", b"a", b"bc" * 300])]
    listed = [*read("world/shown"), b"baraza.shown/v1\n0\n", b"baraza.shown/v1\n9\n0\n2-3\n8\n"]
    proofs = [*read("entry-7.tlog-proof"), *files("negative", "*.tlog-proof")]
    jsons = [*files("negative", "json-*"), *wires[:4]]
    return (
        Target("note", parse_note, (BadNote,), corpus.notes),
        Target("note opened", _opened, (BadNote,), corpus.notes),
        Target("key", _vkey, (BadKey,), _seed(*vkeys)),
        Target("private key", _private, (BadKey,), _seed(*privates)),
        Target(
            "checkpoint", _of_text(Checkpoint), (BadCheckpoint,), _seed(*corpus.texts(Checkpoint))
        ),
        Target("receipt", _of_text(Receipt), (BadReceipt,), _seed(*corpus.texts(Receipt))),
        Target("hand note", _of_text(Hand), (BadHand,), _seed(*corpus.texts(Hand))),
        Target("policy", _policy, (BadPolicy,), _seed(*read("export/policy", "world/policy"))),
        Target(
            "leaf",
            lambda data: same(Leaf.parse(data).bytes, data),
            (BadLeaf,),
            _seed(*(leaf.bytes for leaf in corpus.leaves())),
        ),
        Target(
            "producer note",
            lambda data: same(ProducerNote.parse(data).bytes, data),
            (BadLeaf,),
            _seed(*(leaf.note for leaf in corpus.leaves())),
        ),
        Target("bus message", _message, (BadLeaf,), _seed(*corpus.headers())),
        Target(
            "bundle",
            lambda data: same(bundle(unbundle(data)), data),
            (BadBundle,),
            _seed(*bundles),
            most=_ANY,
        ),
        Target(
            "proof",
            lambda data: same(Proof.parse(data).bytes, data),
            (BadProof,),
            _seed(*proofs),
            most=_ANY,
        ),
        Target("evidence", _evidence, (BadEvidence,), _evidences, most=_ANY),
        Target(
            "shown",
            lambda data: same(Shown.parse(data).text.encode(), data),
            (BadShown,),
            _seed(*listed),
            most=_ANY,
        ),
        Target("json", parse, (BadJson,), _seed(*jsons), _altered_or(jsons), most=ENTRY_MAX),
        Target(
            "canonical json",
            lambda data: same(canonical(parse_canonical(data)), data),
            (BadJson,),
            _seed(*jsons),
            _altered_or(jsons),
            most=ENTRY_MAX,
        ),
        Target(
            "envelope",
            _document,
            (BadJson, BadEnvelope),
            _seed(*wires),
            _altered_json,
            most=ENTRY_MAX,
        ),
        Target(
            "decision",
            _decision,
            (BadJson, BadEnvelope, BadDecision),
            corpus.decisions,
            _altered_json,
            most=4 * ENTRY_MAX,
        ),
        Target("shape", _shape, _NO_SHAPE, _shapes, _altered_json, most=ENTRY_MAX),
        Target("append", _append, (Rejected,), corpus.requests, most=_ANY),
        Target("append signed", _prepared, (Rejected,), corpus.requests, _signed_again, most=_ANY),
        Target("witness ask", AddCheckpoint.parse, (BadRequest,), _asks, most=_ANY),
        Target(
            "export",
            altered_export,
            (Damage, Unreadable),
            every_file,
            of_a_file,
            share=1,
            most=_ANY,
        ),
    )


@cache
def _asks() -> Sequence[bytes]:
    hash_ = b64encode(bytes(32))
    return [
        *corpus.read("add-checkpoint.request"),
        b"old 0\n" + hash_ + b"\n\n" + corpus.notes()[0],
    ]


def _altered_or(jsons: Sequence[bytes]) -> Callable[[Random, Sequence[bytes]], bytes]:
    """Some of the bad ones are no JSON to begin with."""
    good = [data for data in jsons if data.startswith((b'{"comm', b'{"a'))]
    whole = [data for data in good if _reads(data)]
    return lambda chance, _: _altered_json(chance, whole)


def _reads(data: bytes) -> bool:
    try:
        json.loads(data)
    except ValueError:
        return False
    return True
