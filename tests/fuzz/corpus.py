"""What good and bad inputs are made from: the vectors, each kind under its name."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from baraza.transparency import Checkpoint, Hand, Receipt, Signer, Verifier, leaf_hash
from baraza.transparency.leaf import Leaf, headers_of
from fuzz.mutations import dumped

VECTORS = Path(__file__).parent.parent / "vectors"
ORIGIN = "baraza.example/2027"
SIZE = 8
"""Entries that the log has, to which appends are tried: the next decision is that of entry 8."""


def read(*names: str) -> list[bytes]:
    return [(VECTORS / name).read_bytes() for name in names]


def files(folder: str, pattern: str = "*") -> list[bytes]:
    return [path.read_bytes() for path in sorted((VECTORS / folder).glob(pattern))]


@cache
def keys() -> Mapping[str, Signer]:
    """Every key of the vectors by its name."""
    told = json.loads((VECTORS / "keys.json").read_text(encoding="utf-8"))
    return {name: Signer.from_private(one["private_key"]) for name, one in told.items()}


@cache
def verifiers() -> tuple[Verifier, ...]:
    return tuple(signer.verifier for signer in keys().values())


@cache
def leaves() -> Sequence[Leaf]:
    return [Leaf.parse(data) for data in read(*(f"leaf/{index}.bin" for index in range(20)))]


@cache
def documents() -> Sequence[dict[str, Any]]:
    return [json.loads(leaf.wire) for leaf in leaves()]


@cache
def schemas() -> Mapping[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((VECTORS / "export/exhibit").iterdir())}


@cache
def requests() -> Sequence[bytes]:
    """Append requests, the good one first."""
    return read("append-8.request") + files("negative", "append-*.request")


@cache
def decisions() -> Sequence[bytes]:
    """The documents of each decision, as one JSON text."""
    return [dumped(list(documents()[first : first + 2])) for first in range(0, 20, 2)]


@cache
def notes() -> Sequence[bytes]:
    return [
        *read("export/checkpoint", "checkpoint-6.note", "fork.note"),
        *files("negative", "*.note"),
        *(leaf.note for leaf in leaves()[:4]),
        *(receipt.encode() for receipt in receipts()),
    ]


@cache
def receipts() -> Sequence[str]:
    told = json.loads((VECTORS / "decisions.json").read_text(encoding="utf-8"))
    return [one["receipt"] for one in told]


def texts(parse: Any) -> list[bytes]:
    """The texts of notes that this takes, as bytes."""
    kind = {Checkpoint: notes()[:3], Receipt: notes()[-10:], Hand: files("negative", "hand-*")}
    return [note.rpartition(b"\n\n")[0] + b"\n" for note in kind[parse]]


def headers() -> list[bytes]:
    """What a bus message carries, a line each, and the entry's bytes behind them."""
    return [
        "\n".join(headers_of(leaf).values()).encode() + b"\n" + leaf.wire for leaf in leaves()[:8]
    ]


def tiles() -> list[bytes]:
    return [b"".join(leaf_hash(leaf.bytes) for leaf in leaves())]
