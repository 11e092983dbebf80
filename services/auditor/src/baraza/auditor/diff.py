"""Two exports of one log: whether one goes on from the other, or the log has two histories.

Leaves are not needed: the trees are compared from the top, so that the first entry that differs is
found with a tile per level.
"""

from collections.abc import Mapping
from typing import Any

from baraza.auditor.evidence import Evidence, Inclusion, Prefix, split
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.source import Damage, Unreadable
from baraza.auditor.verify.official import opened_checkpoint
from baraza.transparency import FalseTile, OpenedNote, Policy, TileTree, leaf_hash

Told = Mapping[str, Any]


def diff(a: Log, b: Log, policy: Policy, findings: Findings) -> tuple[Told, Evidence | None]:
    """The relation of two exports, and for a split what convicts.

    Promised: a relation is told of checkpoints that the log key signed; what is said of the larger
    rests on tiles that stand under its root. Raises `Damage` where those do not.
    """
    notes = [opened_checkpoint(log, policy, findings) for log in (a, b)]
    if not all(notes):
        return {}, None
    if a.checkpoint.origin != b.checkpoint.origin:
        detail = f"these are two logs, {a.checkpoint.origin} and {b.checkpoint.origin}"
        findings.add("", "other_log", detail)
        return {}, None
    prefix = _beginning(a, b)
    if prefix is None:
        return _told(a, b, policy, notes, _extends(a, b)), None
    index, differ = _difference(a, b, findings)
    detail = f"the log key signed two histories, of {a.size} and of {b.size} entries"
    findings.add("", "split", detail, index=index)
    shown = prefix if a.size != b.size else None
    evidence = split(a.note, b.note, differ=differ, prefix=shown)
    return _told(a, b, policy, notes, "split", index), evidence


def first_difference(one: TileTree, other: TileTree) -> int | None:
    """The first index at which two trees have different leaves, as far as both reach.

    Raises `FalseTile` where a tile that is needed does not stand under its root.
    """
    first, end = 0, min(one.size, other.size)
    while first < end:  # the complete subtrees that both have, the largest first
        width = 1 << (end - first).bit_length() - 1
        if _same(one, other, first, width):
            first += width
            continue
        while width > 1:  # it differs within: in its left half, or else in its right
            width //= 2
            if _same(one, other, first, width):
                first += width
        return first
    return None


def _same(one: TileTree, other: TileTree, first: int, width: int) -> bool:
    return one.root_over(first, first + width) == other.root_over(first, first + width)


def _extends(a: Log, b: Log) -> str:
    if a.size == b.size:
        return "same"
    return "a_extends_b" if a.size > b.size else "b_extends_a"


def _beginning(a: Log, b: Log) -> Prefix | None:
    """How the larger log begins otherwise than the smaller; None: it does not."""
    smaller, larger = sorted((a, b), key=lambda log: log.size)
    if smaller.size == larger.size:  # the notes alone say it, whatever the tiles are
        same = smaller.checkpoint.root == larger.checkpoint.root
        return None if same else Prefix(larger.checkpoint.root, ())
    try:
        root = larger.tree.root_over(0, smaller.size)
        if root == smaller.checkpoint.root:
            return None
        return Prefix(root, larger.tree.consistency(smaller.size))
    except FalseTile as false:
        raise Damage(false.path, false.why, false.first) from None


def _difference(
    a: Log, b: Log, findings: Findings
) -> tuple[int | None, tuple[Inclusion, Inclusion] | None]:
    """The first entry that differs; None where the tiles of one are not those of its root."""
    try:
        index = first_difference(a.tree, b.tree)
        if index is not None:
            return index, (_inclusion(a, index), _inclusion(b, index))
    except (FalseTile, Damage) as false:
        findings.add("V2", "tile_hash", f"{false}; the checkpoints convict without it")
    return None, None


def _inclusion(log: Log, index: int) -> Inclusion:
    """What lies there: the leaf where it is shown and sound, else its hash."""
    hash_, path = log.tree.leaf_hash(index), log.tree.inclusion(index)
    try:
        leaf = log.leaf(index)
    except (Damage, Unreadable, IndexError):
        return Inclusion(index, hash_, path)
    return Inclusion(index, hash_, path, leaf if leaf_hash(leaf) == hash_ else None)


def _told(
    a: Log,
    b: Log,
    policy: Policy,
    notes: list[OpenedNote | None],
    relation: str,
    index: int | None = None,
) -> Told:
    logs = [(log, note) for log, note in zip((a, b), notes, strict=True) if note]
    return {
        "origin": a.checkpoint.origin,
        "relation": relation,
        "sizes": [log.size for log, _ in logs],
        "roots": [log.checkpoint.root.hex() for log, _ in logs],
        "quorum_met": [policy.met_by(note.cosigned) for _, note in logs],
        "first_different_index": index,
        "evidence": None,
    }
