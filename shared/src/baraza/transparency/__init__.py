"""Merkle tree, tiles, signed notes and checkpoints, and field commitments; pure.

What the ledger writes, what consumers and bodies verify, byte for byte: `ledger.md`.
"""

from baraza.transparency.checkpoint import BadCheckpoint, Checkpoint
from baraza.transparency.commitment import commitment
from baraza.transparency.envelope import (
    BadDecision,
    BadEnvelope,
    TooManyGuards,
    ask_digest,
    check_decision,
    check_envelope,
    entitled,
    entity_of,
    exhibits_of,
    guards_of,
    is_refusal,
)
from baraza.transparency.hand import BadHand, Hand
from baraza.transparency.keys import HeldKey, KeyRing
from baraza.transparency.leaf import (
    BadLeaf,
    Leaf,
    ProducerNote,
    headers_of,
    leaf_from_message,
    producer_note,
)
from baraza.transparency.notes import (
    BadKey,
    BadNote,
    Note,
    OpenedNote,
    Signer,
    Verifier,
    open_note,
    parse_note,
)
from baraza.transparency.policy import BadPolicy, Group, Policy, Witness
from baraza.transparency.receipt import BadReceipt, Receipt, leaves_digest
from baraza.transparency.strict import (
    BadJson,
    NotCanonical,
    TooDeep,
    canonical,
    parse,
    parse_canonical,
)
from baraza.transparency.tiles import (
    BadBundle,
    bundle,
    entries_path,
    tile_path,
    tiles_of_size,
    unbundle,
)
from baraza.transparency.tree import (
    EMPTY_ROOT,
    Frontier,
    check_consistency,
    check_inclusion,
    consistency,
    inclusion,
    leaf_hash,
    node_hash,
    root_of,
)

__all__ = [
    "EMPTY_ROOT",
    "BadBundle",
    "BadCheckpoint",
    "BadDecision",
    "BadEnvelope",
    "BadHand",
    "BadJson",
    "BadKey",
    "BadLeaf",
    "BadNote",
    "BadPolicy",
    "BadReceipt",
    "Checkpoint",
    "Frontier",
    "Group",
    "Hand",
    "HeldKey",
    "KeyRing",
    "Leaf",
    "NotCanonical",
    "Note",
    "OpenedNote",
    "Policy",
    "ProducerNote",
    "Receipt",
    "Signer",
    "TooDeep",
    "TooManyGuards",
    "Verifier",
    "Witness",
    "ask_digest",
    "bundle",
    "canonical",
    "check_consistency",
    "check_decision",
    "check_envelope",
    "check_inclusion",
    "commitment",
    "consistency",
    "entitled",
    "entity_of",
    "entries_path",
    "exhibits_of",
    "guards_of",
    "headers_of",
    "inclusion",
    "is_refusal",
    "leaf_from_message",
    "leaf_hash",
    "leaves_digest",
    "node_hash",
    "open_note",
    "parse",
    "parse_canonical",
    "parse_note",
    "producer_note",
    "root_of",
    "tile_path",
    "tiles_of_size",
    "unbundle",
]
