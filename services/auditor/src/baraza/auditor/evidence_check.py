"""Whether an evidence file convicts, whom, and of what; from the file and a policy alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from baraza.auditor.evidence import BadEvidence, Evidence, Inclusion, Prefix
from baraza.transparency import (
    EMPTY_ROOT,
    BadCheckpoint,
    BadEnvelope,
    BadJson,
    BadLeaf,
    BadNote,
    BadReceipt,
    Checkpoint,
    KeyRing,
    Leaf,
    OpenedNote,
    Policy,
    Receipt,
    Verifier,
    check_consistency,
    check_envelope,
    check_inclusion,
    entitled,
    leaves_digest,
    open_note,
    parse_canonical,
)

Names = tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Verdict:
    """`of` is one sentence: what is proved, or why nothing is."""

    convicts: bool
    of: str
    whom: Names = ()
    details: Mapping[str, Any] = field(default_factory=dict)


class _Nothing(Exception):
    """The file proves nothing; the message says why."""


def judge(evidence: Evidence, policy: Policy) -> Verdict:
    """Who is convicted of what under the keys of this policy.

    Promised: a verdict that convicts rests on signatures of keys of the policy, and on proofs
    under roots that those signed. Raises `BadEvidence` where a part has no meaning.
    """
    judges = {
        "split": _split,
        "refused_checkpoint": _refused,
        "broken_promise": _broken,
    }
    try:
        return judges[evidence.kind](evidence, policy)
    except _Nothing as nothing:
        return Verdict(False, str(nothing))


@dataclass(frozen=True)
class _Signed:
    checkpoint: Checkpoint
    note: OpenedNote
    key: Verifier

    @property
    def operator(self) -> Mapping[str, str]:
        return _operator(self.key)


def _split(evidence: Evidence, policy: Policy) -> Verdict:
    one, other = _two(evidence, policy)
    smaller, larger = sorted((one.checkpoint, other.checkpoint), key=lambda c: c.size)
    index = _first_difference(evidence, one, other)
    if smaller.size == larger.size and smaller.root != larger.root:
        of = f"the log key signed two histories of {smaller.size} entries"
    elif index is not None or _other_beginning(evidence, smaller, larger):
        of = f"the log of {larger.size} entries that the log key signed does not begin with the "
        of += f"{smaller.size} entries that it signed too"
    else:
        raise _Nothing("the two checkpoints can both be true, as far as this file shows")
    of += f"; the first difference that is shown is entry {index}" if index is not None else ""
    return Verdict(True, of, _both(one, other, policy), _sizes(one, other) | {"index": index})


def _refused(evidence: Evidence, policy: Policy) -> Verdict:
    refused, held = _two(evidence, policy)
    size, root = refused.checkpoint.size, refused.checkpoint.root
    if size == 0 and root != EMPTY_ROOT:
        of = "the log key signed a root for an empty log that no empty log has"
        return Verdict(True, of, (refused.operator,), _sizes(refused, held))
    if size != held.checkpoint.size:
        why = "two checkpoints of different sizes convict nobody by themselves, since a proof that "
        raise _Nothing(f"{why}fails can come from anybody; compare the two logs with `diff`")
    if root == held.checkpoint.root:
        raise _Nothing("the two checkpoints are one")
    of = f"the log key signed two histories of {size} entries, and a witness refused one of them"
    return Verdict(True, of, _both(refused, held, policy), _sizes(refused, held))


def _broken(evidence: Evidence, policy: Policy) -> Verdict:
    receipts, notes = evidence.all("receipt"), evidence.all("checkpoint")
    if len(receipts) != 1 or len(notes) != 1:
        raise BadEvidence("not one receipt and one checkpoint")
    signed = _signed(notes[0], policy)
    receipt, by = _receipt(receipts[0], _announced(evidence, signed))
    if receipt.origin != signed.checkpoint.origin or receipt.count < 1:
        raise _Nothing("the receipt is not one of this log")
    last = receipt.first + receipt.count - 1
    if last >= signed.checkpoint.size:
        cosigned = signed.note.cosigned
        if not policy.met_by(cosigned) or any(
            at * 1000 <= receipt.merge_by for at in cosigned.values()
        ):
            raise _Nothing("the checkpoint may be from before the promised time")
        of = f"a receipt promises entry {last}, and after the promised time enough bodies were "
        of += f"shown a log of only {signed.checkpoint.size} entries"
    else:
        found = [_proven(Inclusion.parse(t), signed) for t in evidence.all("inclusion")]
        if [one.index for one in found] != [*range(receipt.first, last + 1)]:
            raise _Nothing("the file does not show what lies at each of the promised places")
        if leaves_digest([one.hash for one in found]) == receipt.leaves_digest:
            raise _Nothing("the promise was kept")
        of = f"entries {receipt.first} to {last} of the log are not those that a receipt promises"
    whom = (signed.operator, {"role": "operator", "name": by.name, "key": by.key_id.hex()})
    told = {"command_id": receipt.command_id, "first": receipt.first, "count": receipt.count}
    return Verdict(True, of, whom, told | {"size": signed.checkpoint.size})


def _two(evidence: Evidence, policy: Policy) -> tuple[_Signed, _Signed]:
    notes = evidence.all("checkpoint")
    if len(notes) != 2:
        raise BadEvidence("not two checkpoints")
    one, other = (_signed(note, policy) for note in notes)
    if one.checkpoint.origin != other.checkpoint.origin:
        raise _Nothing("the two checkpoints are of two logs")
    return one, other


def _signed(text: str, policy: Policy) -> _Signed:
    """A checkpoint that a log key of the policy signed."""
    witnesses = (witness.verifier for witness in policy.witnesses)
    try:
        note = open_note(text.encode(), (*policy.log_verifiers, *witnesses))
        checkpoint = Checkpoint.parse(note.text)
    except (BadNote, BadCheckpoint) as bad:
        raise _Nothing(f"a checkpoint does not stand under this policy: {bad}") from None
    for key in note.verified:
        if key in policy.log_verifiers and key.name == checkpoint.origin:
            return _Signed(checkpoint, note, key)
    raise _Nothing("a checkpoint carries no signature of the policy's log key")


def _first_difference(evidence: Evidence, one: _Signed, other: _Signed) -> int | None:
    shown = [Inclusion.parse(text) for text in evidence.all("inclusion")]
    if not shown:
        return None
    if len(shown) != 2:
        raise BadEvidence("not two inclusions")
    mine, its = shown
    differ = mine.index == its.index and mine.hash != its.hash
    return mine.index if differ and _lies(mine, one) and _lies(its, other) else None


def _lies(shown: Inclusion, signed: _Signed) -> bool:
    """Whether it lies where it is said to, under a root that was signed."""
    size, root = signed.checkpoint.size, signed.checkpoint.root
    return check_inclusion(shown.index, size, shown.hash, shown.path, root)


def _proven(shown: Inclusion, signed: _Signed) -> Inclusion:
    if not _lies(shown, signed):
        raise _Nothing(f"entry {shown.index} is not proven to lie under the checkpoint")
    return shown


def _other_beginning(evidence: Evidence, smaller: Checkpoint, larger: Checkpoint) -> bool:
    prefixes = [Prefix.parse(text) for text in evidence.all("prefix")]
    return any(
        prefix.root != smaller.root
        and check_consistency(smaller.size, larger.size, prefix.root, larger.root, prefix.proof)
        for prefix in prefixes
    )


def _announced(evidence: Evidence, signed: _Signed) -> KeyRing:
    """The keys that these entries announce; each proven, and signed by a key known before."""
    ring, last = KeyRing(), -1
    for text in evidence.all("announcement"):
        shown = _proven(Inclusion.parse(text), signed)
        if shown.leaf is None or shown.index <= last:
            raise BadEvidence("announcements: not leaves in their order")
        last = shown.index
        ring = _learned(ring, last, shown.leaf)
    if ring.origin != signed.checkpoint.origin:
        raise _Nothing("no announcement of the receipt's key by this log")
    return ring


def _learned(ring: KeyRing, index: int, data: bytes) -> KeyRing:
    try:
        leaf = Leaf.parse(data)
        document = parse_canonical(leaf.wire)
        check_envelope(document)
    except (BadLeaf, BadJson, BadEnvelope, RecursionError) as bad:
        raise _Nothing(f"entry {index} is none: {bad}") from None
    # The founding is signed by the root key that it names itself.
    after = ring.learn(index, document)
    producer = leaf.producer
    key = (after if index <= 1 else ring).valid(producer.key_name, producer.key_id, index)
    if key is None or not producer.signed_by(key) or leaf.index != index:
        raise _Nothing(f"entry {index} is not signed by a key that the log had announced")
    if not entitled(producer.key_name, after.origin, document):
        raise _Nothing(f"entry {index} is signed by a key without the right to")
    return after


def _receipt(text: str, ring: KeyRing) -> tuple[Receipt, Verifier]:
    name = f"{ring.origin}/ledger"
    keys = [key.verifier for (held, _), key in ring.held.items() if held == name]
    try:
        note = open_note(text.encode(), keys)
        return Receipt.parse(note.text), note.verified[0]
    except (BadNote, BadReceipt) as bad:
        raise _Nothing(f"the receipt: {bad}") from None


def _both(one: _Signed, other: _Signed, policy: Policy) -> Names:
    """The operator, by every key that signed, and each witness that stands under both."""
    operators = {signed.key: signed.operator for signed in (one, other)}
    bodies = [
        {"role": "witness", "name": witness.name, "key": witness.verifier.key_id.hex()}
        for witness in policy.witnesses
        if witness.verifier in one.note.cosigned and witness.verifier in other.note.cosigned
    ]
    return (*operators.values(), *bodies)


def _operator(key: Verifier) -> Mapping[str, str]:
    return {"role": "operator", "name": key.name, "key": key.key_id.hex()}


def _sizes(one: _Signed, other: _Signed) -> dict[str, Any]:
    return {
        "origin": one.checkpoint.origin,
        "sizes": [one.checkpoint.size, other.checkpoint.size],
    }
