"""A promise that was broken: a receipt, and a log without what it promised (`ledger.md` 4.4)."""

from baraza.auditor.evidence import BadEvidence, Evidence, Inclusion
from baraza.auditor.evidence_ground import (
    Nothing,
    Signed,
    Verdict,
    named_operator,
    proven,
    signed_by_log,
)
from baraza.transparency import (
    BadEnvelope,
    BadJson,
    BadLeaf,
    BadNote,
    BadReceipt,
    KeyRing,
    Leaf,
    Policy,
    Receipt,
    Verifier,
    check_envelope,
    entitled,
    leaves_digest,
    open_note,
    parse_canonical,
)


def promise_broken(evidence: Evidence, policy: Policy) -> Verdict:
    """Raises `Nothing` where the promise was kept or is not proven, and `BadEvidence`."""
    receipts, notes = evidence.all("receipt"), evidence.all("checkpoint")
    if len(receipts) != 1 or len(notes) != 1:
        raise BadEvidence("not one receipt and one checkpoint")
    signed = signed_by_log(notes[0], policy)
    receipt, by = _receipt(receipts[0], _announced(evidence, signed))
    if receipt.origin != signed.checkpoint.origin or receipt.count < 1:
        raise Nothing("the receipt is not one of this log")
    last = receipt.first + receipt.count - 1
    if last >= signed.checkpoint.size:
        cosigned = signed.note.cosigned
        if not policy.met_by(cosigned) or any(
            at * 1000 <= receipt.merge_by for at in cosigned.values()
        ):
            raise Nothing("the checkpoint may be from before the promised time")
        of = f"a receipt promises entry {last}, and after the promised time enough bodies were "
        of += f"shown a log of only {signed.checkpoint.size} entries"
    else:
        found = [proven(Inclusion.parse(t), signed) for t in evidence.all("inclusion")]
        if [one.index for one in found] != [*range(receipt.first, last + 1)]:
            raise Nothing("the file does not show what lies at each of the promised places")
        if leaves_digest([one.hash for one in found]) == receipt.leaves_digest:
            raise Nothing("the promise was kept")
        of = f"entries {receipt.first} to {last} of the log are not those that a receipt promises"
    whom = (signed.operator, named_operator(by))
    told = {"command_id": receipt.command_id, "first": receipt.first, "count": receipt.count}
    return Verdict(True, of, whom, told | {"size": signed.checkpoint.size})


def _announced(evidence: Evidence, signed: Signed) -> KeyRing:
    """The keys that these entries announce; each proven, and signed by a key known before."""
    ring, last = KeyRing(), -1
    for text in evidence.all("announcement"):
        shown = proven(Inclusion.parse(text), signed)
        if shown.leaf is None or shown.index <= last:
            raise BadEvidence("announcements: not leaves in their order")
        last = shown.index
        ring = _learned(ring, last, shown.leaf)
    if ring.origin != signed.checkpoint.origin:
        raise Nothing("no announcement of the receipt's key by this log")
    return ring


def _learned(ring: KeyRing, index: int, data: bytes) -> KeyRing:
    try:
        leaf = Leaf.parse(data)
        document = parse_canonical(leaf.wire)
        check_envelope(document)
    except (BadLeaf, BadJson, BadEnvelope, RecursionError) as bad:
        raise Nothing(f"entry {index} is none: {bad}") from None
    # The founding is signed by the root key that it names itself.
    after = ring.learn(index, document)
    producer = leaf.producer
    key = (after if index <= 1 else ring).valid(producer.key_name, producer.key_id, index)
    if key is None or not producer.signed_by(key) or leaf.index != index:
        raise Nothing(f"entry {index} is not signed by a key that the log had announced")
    if not entitled(producer.key_name, after.origin, document):
        raise Nothing(f"entry {index} is signed by a key without the right to")
    return after


def _receipt(text: str, ring: KeyRing) -> tuple[Receipt, Verifier]:
    name = f"{ring.origin}/ledger"
    keys = [key.verifier for (held, _), key in ring.held.items() if held == name]
    try:
        note = open_note(text.encode(), keys)
        return Receipt.parse(note.text), note.verified[0]
    except (BadNote, BadReceipt) as bad:
        raise Nothing(f"the receipt: {bad}") from None
