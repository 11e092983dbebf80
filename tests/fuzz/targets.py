"""Everything that reads what a stranger has written, and what may come of it: a value, or its
own error. A value, written again, is the input: nothing is read in two ways."""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from jsonschema.exceptions import SchemaError  # type: ignore[import-untyped]

from baraza.auditor.evidence import BadEvidence
from baraza.auditor.source import Damage, Unreadable
from baraza.auditor.witness.request import AddCheckpoint, BadRequest
from baraza.ledger.append.errors import Rejected
from baraza.matching.domain.v1.certificate import Rejected as Unproven
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
    Leaf,
    ProducerNote,
    Receipt,
    bundle,
    canonical,
    parse,
    parse_canonical,
    parse_note,
    unbundle,
)
from baraza.transparency.leaf import ENTRY_MAX
from baraza.transparency.notes import NOTE_MAX
from baraza.transparency.proof import BadProof, Proof
from baraza.transparency.world import BadShown, Shown
from fuzz import corpus, entries, papers, texts
from fuzz.exports import altered_export, every_file, of_a_file
from fuzz.mutations import altered_json, mutated

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
        Target("note opened", texts.opened, (BadNote,), corpus.notes),
        Target("key", texts.vkey, (BadKey,), _seed(*vkeys)),
        Target("private key", texts.private, (BadKey,), _seed(*privates)),
        Target(
            "checkpoint",
            texts.of_text(Checkpoint),
            (BadCheckpoint,),
            _seed(*corpus.texts(Checkpoint)),
        ),
        Target("receipt", texts.of_text(Receipt), (BadReceipt,), _seed(*corpus.texts(Receipt))),
        Target("hand note", texts.of_text(Hand), (BadHand,), _seed(*corpus.texts(Hand))),
        Target("policy", texts.policy, (BadPolicy,), _seed(*read("export/policy", "world/policy"))),
        Target(
            "leaf",
            lambda data: texts.same(Leaf.parse(data).bytes, data),
            (BadLeaf,),
            _seed(*(leaf.bytes for leaf in corpus.leaves())),
        ),
        Target(
            "producer note",
            lambda data: texts.same(ProducerNote.parse(data).bytes, data),
            (BadLeaf,),
            _seed(*(leaf.note for leaf in corpus.leaves())),
        ),
        Target("bus message", texts.message, (BadLeaf,), _seed(*corpus.headers())),
        Target(
            "bundle",
            lambda data: texts.same(bundle(unbundle(data)), data),
            (BadBundle,),
            _seed(*bundles),
            most=_ANY,
        ),
        Target(
            "proof",
            lambda data: texts.same(Proof.parse(data).bytes, data),
            (BadProof,),
            _seed(*proofs),
            most=_ANY,
        ),
        Target("evidence", texts.evidence, (BadEvidence,), texts.evidences, most=_ANY),
        Target(
            "shown",
            lambda data: texts.same(Shown.parse(data).text.encode(), data),
            (BadShown,),
            _seed(*listed),
            most=_ANY,
        ),
        Target("json", parse, (BadJson,), _seed(*jsons), _altered_or(jsons), most=ENTRY_MAX),
        Target(
            "canonical json",
            lambda data: texts.same(canonical(parse_canonical(data)), data),
            (BadJson,),
            _seed(*jsons),
            _altered_or(jsons),
            most=ENTRY_MAX,
        ),
        Target(
            "envelope",
            entries.document,
            (BadJson, BadEnvelope),
            _seed(*wires),
            altered_json,
            most=ENTRY_MAX,
        ),
        Target(
            "decision",
            entries.decision,
            (BadJson, BadEnvelope, BadDecision),
            corpus.decisions,
            altered_json,
            most=4 * ENTRY_MAX,
        ),
        Target("shape", entries.shape, _NO_SHAPE, entries.shapes, altered_json, most=ENTRY_MAX),
        Target("append", entries.append, (Rejected,), corpus.requests, most=_ANY),
        Target(
            "append signed",
            entries.prepared,
            (Rejected,),
            corpus.requests,
            entries.signed_again,
            most=_ANY,
        ),
        Target("witness ask", AddCheckpoint.parse, (BadRequest,), texts.asks, most=_ANY),
        Target("hand ask", papers.hand_ask, (Damage,), papers.hand_asks, altered_json),
        Target(
            "certificate",
            papers.certificate,
            (Unproven,),
            papers.certificates,
            papers.of_a_certificate,
            share=5,
        ),
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


def _altered_or(jsons: Sequence[bytes]) -> Callable[[Random, Sequence[bytes]], bytes]:
    """Some of the bad ones are no JSON to begin with."""
    good = [data for data in jsons if data.startswith((b'{"comm', b'{"a'))]
    whole = [data for data in good if _reads(data)]
    return lambda chance, _: altered_json(chance, whole)


def _reads(data: bytes) -> bool:
    try:
        json.loads(data)
    except ValueError:
        return False
    return True
