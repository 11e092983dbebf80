"""One entry of a log in a file of its own, and what such a file proves to whoever holds it (6.7).

The log is not gone through: a proof needs the bundle that holds the entry and a tile per level.
"""

from collections.abc import Mapping
from typing import Any

from baraza.auditor.findings import HOLDS, UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.source import Damage, Unreadable
from baraza.transparency import (
    BadCheckpoint,
    BadEnvelope,
    BadJson,
    BadLeaf,
    BadNote,
    Checkpoint,
    FalseTile,
    Leaf,
    Policy,
    Proof,
    check_envelope,
    check_inclusion,
    leaf_hash,
    parse_canonical,
    parse_note,
)
from baraza.transparency.standing import AHEAD_SECONDS, Standing, second, standing_of


class NotShown(Exception):
    """The entry is in the log, and this tier of the log does not show it."""


def prove(log: Log, index: int) -> Proof:
    """The proof of an entry under the checkpoint of this export.

    Raises `Unreadable` beyond the size, `NotShown`, and `Damage` where entry, tiles and root do
    not belong together. Who signed the checkpoint is not looked at here.
    """
    if not 0 <= index < log.size:
        raise Unreadable(f"no entry {index}: the log has {log.size} entries, the first is 0")
    if log.is_world and index not in log.shown():
        raise NotShown(f"entry {index} is not shown in this tier; ask for the tier of the bodies")
    data = log.leaf(index)
    try:
        leaf = Leaf.parse(data)
        path = log.tree.inclusion(index)
    except BadLeaf as bad:
        raise Damage(f"entry {index}", str(bad), index) from None
    except FalseTile as false:
        raise Damage(false.path, false.why, index) from None
    if leaf.index != index:
        raise Damage(f"entry {index}", f"the leaf says index {leaf.index}", index)
    if not check_inclusion(index, log.size, leaf_hash(data), path, log.checkpoint.root):
        raise Damage(f"entry {index}", "it does not lie under the checkpoint's root", index)
    return Proof(data, index, path, log.note)


def checked(
    proof: Proof, policy: Policy, findings: Findings, *, now: int | None
) -> Mapping[str, Any]:
    """What the file proves under a policy, as the object of section 11.

    Not promised: the producer's signature, whose key is announced in the log and not in the file;
    and how the log went on after this checkpoint.
    """
    try:
        checkpoint = Checkpoint.parse(parse_note(proof.note).text)
    except (BadNote, BadCheckpoint) as bad:
        findings.add("V1", "checkpoint", f"checkpoint: {bad}")
        return {}
    standing = _standing(proof, policy, findings, now)
    size, root, hash_ = checkpoint.size, checkpoint.root, leaf_hash(proof.leaf)
    if not check_inclusion(proof.index, size, hash_, proof.path, root):
        detail = f"the path does not lead from entry {proof.index} to the root of {size} entries"
        findings.add("V2", "not_proven", detail, index=proof.index)
        standing = Standing()
    leaf = Leaf.parse(proof.leaf)
    document = _document(leaf, checkpoint.origin, findings)
    none = policy.quorum == "none"
    return {
        "origin": checkpoint.origin,
        "index": proof.index,
        "size": size,
        "leaf_hash": hash_.hex(),
        "producer": leaf.key_name,
        "type": document.get("type"),
        "subject": document.get("subject"),
        "recorded_at": second(leaf.recorded_at // 1000),
        "quorum_met": None if none or not standing.size else standing.official,
        "cosigned_by": [
            {"name": name, "time": second(at)}
            for name, at in sorted((standing.cosigned or {}).items())
        ],
        "proven": standing.size > 0,
        "standing": standing.of(proof.index),
        "document": document,
        "not_checked": ["signature of the producer", *(["quorum"] if none else [])],
    }


def _standing(proof: Proof, policy: Policy, findings: Findings, now: int | None) -> Standing:
    """A cosignature proves that a body saw this log, whatever its clock said.

    How fresh it is nobody asks of a proof, and a file does not say whether its log is a rehearsal
    in a year to come; so a time in the future is told, and counts.
    """
    try:
        standing = standing_of(proof.note, policy)
    except (BadNote, BadCheckpoint) as bad:
        findings.add("V1", "checkpoint", f"checkpoint: {bad}")
        return Standing()
    for name, at in (standing.cosigned or {}).items():
        if now is not None and at > now + AHEAD_SECONDS:
            detail = f"the cosignature of {name} is of {second(at)}, in the future: either the "
            detail += "log is a rehearsal, or a clock is wrong"
            findings.add("V1", "future_cosignature", detail, exit_=HOLDS)
    if policy.quorum != "none" and not standing.official:
        findings.add("V1", "no_quorum", "too few bodies have cosigned", exit_=UNCHECKED)
    return standing


def _document(leaf: Leaf, origin: str, findings: Findings) -> Mapping[str, Any]:
    try:
        document: Mapping[str, Any] = parse_canonical(leaf.wire)
        check_envelope(document)
    except (BadJson, BadEnvelope, RecursionError) as bad:
        findings.add("V5", "bad_entry", str(bad), index=leaf.index)
        return {}
    if not document["source"].startswith(f"//{origin}/"):
        detail = f"the entry was made for {document['source']}, not for {origin}"
        findings.add("V4", "wrong_log", detail, index=leaf.index)
    return document
