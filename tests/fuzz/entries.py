"""Readers of entries: their JSON, envelope, schema and decision, and the ledger's own door."""

import json
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from random import Random
from typing import Any

from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from baraza.ledger.append.errors import Rejected
from baraza.ledger.append.request import Door, Standing
from baraza.ledger.schemas import Schemas
from baraza.transparency import (
    BadDecision,
    KeyRing,
    canonical,
    check_decision,
    check_envelope,
    entitled,
    parse,
    parse_canonical,
    producer_note,
)
from baraza.transparency.shapes import shape_of
from baraza.transparency.world import names_person
from fuzz import corpus
from fuzz.mutations import altered, dumped


def document(data: bytes) -> None:
    document = parse_canonical(data)
    check_envelope(document if isinstance(document, dict) else {})
    names_person(document)
    entitled(f"{corpus.ORIGIN}/registration", corpus.ORIGIN, document)
    KeyRing(corpus.ORIGIN).learn(0, document)


def decision(data: bytes) -> None:
    documents = parse(data)
    if not isinstance(documents, list) or len(documents) < 2:
        raise BadDecision("not two entries")
    for document in documents:
        check_envelope(document if isinstance(document, dict) else {})
    check_decision(documents, [sha256(canonical(one)).digest() for one in documents])


def shape(data: bytes) -> None:
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
def _house() -> tuple[Door, Standing]:
    """A log of the vectors' first entries, to which the next may be appended."""
    ring, contracts = KeyRing(), dict[str, str]()
    for index, document in enumerate(corpus.documents()[: corpus.SIZE]):
        ring = ring.learn(index, document)
        contracts |= document["data"].get("contracts", {})
    door = Door(corpus.ORIGIN, Schemas(corpus.schemas().get), lambda: 0, lambda: 0.0)
    at = corpus.leaves()[corpus.SIZE - 1].recorded_at
    return door, Standing(corpus.SIZE, at, ring, contracts, "system")


def append(data: bytes) -> None:
    """Whatever the bytes: no decision but the one that was signed."""
    taken = prepared(data)
    signed = json.loads(corpus.requests()[0])["entries"]
    assert [note.bytes.decode() for note in taken.notes] == signed, "an entry nobody signed"


def prepared(data: bytes) -> Any:
    door, standing = _house()
    try:
        return door.prepare(data, "registration", standing)
    except Rejected as no:
        json.dumps(no.reply)
        raise


def signed_again(chance: Random, _: Sequence[bytes]) -> bytes:
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


@cache
def shapes() -> Sequence[bytes]:
    contracts = {one["dataschema"]: one["data"] for one in corpus.documents()}
    return [
        dumped([json.loads(schema), data])
        for schema in corpus.schemas().values()
        if schema.startswith(b"{")
        for data in contracts.values()
    ]
