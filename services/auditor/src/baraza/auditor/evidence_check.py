"""Whether an evidence file convicts, whom, and of what; from the file and a policy alone."""

from typing import Any

from baraza.auditor.evidence import BadEvidence, Evidence, Inclusion, Prefix
from baraza.auditor.evidence_ground import Names, Nothing, Signed, Verdict, lies, signed_by_log
from baraza.auditor.evidence_promise import promise_broken
from baraza.transparency import EMPTY_ROOT, Checkpoint, Policy, check_consistency

__all__ = ["Verdict", "judge"]


def judge(evidence: Evidence, policy: Policy) -> Verdict:
    """Who is convicted of what under the keys of this policy.

    Promised: a verdict that convicts rests on signatures of keys of the policy, and on proofs
    under roots that those signed. Raises `BadEvidence` where a part has no meaning.
    """
    judges = {
        "split": _split,
        "refused_checkpoint": _refused,
        "broken_promise": promise_broken,
    }
    try:
        return judges[evidence.kind](evidence, policy)
    except Nothing as nothing:
        return Verdict(False, str(nothing))


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
        raise Nothing("the two checkpoints can both be true, as far as this file shows")
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
        raise Nothing(f"{why}fails can come from anybody; compare the two logs with `diff`")
    if root == held.checkpoint.root:
        raise Nothing("the two checkpoints are one")
    of = f"the log key signed two histories of {size} entries, and a witness refused one of them"
    return Verdict(True, of, _both(refused, held, policy), _sizes(refused, held))


def _two(evidence: Evidence, policy: Policy) -> tuple[Signed, Signed]:
    notes = evidence.all("checkpoint")
    if len(notes) != 2:
        raise BadEvidence("not two checkpoints")
    one, other = (signed_by_log(note, policy) for note in notes)
    if one.checkpoint.origin != other.checkpoint.origin:
        raise Nothing("the two checkpoints are of two logs")
    return one, other


def _first_difference(evidence: Evidence, one: Signed, other: Signed) -> int | None:
    shown = [Inclusion.parse(text) for text in evidence.all("inclusion")]
    if not shown:
        return None
    if len(shown) != 2:
        raise BadEvidence("not two inclusions")
    mine, its = shown
    differ = mine.index == its.index and mine.hash != its.hash
    return mine.index if differ and lies(mine, one) and lies(its, other) else None


def _other_beginning(evidence: Evidence, smaller: Checkpoint, larger: Checkpoint) -> bool:
    prefixes = [Prefix.parse(text) for text in evidence.all("prefix")]
    return any(
        prefix.root != smaller.root
        and check_consistency(smaller.size, larger.size, prefix.root, larger.root, prefix.proof)
        for prefix in prefixes
    )


def _both(one: Signed, other: Signed, policy: Policy) -> Names:
    """The operator, by every key that signed, and each witness that stands under both."""
    operators = {signed.key: signed.operator for signed in (one, other)}
    bodies = [
        {"role": "witness", "name": witness.name, "key": witness.verifier.key_id.hex()}
        for witness in policy.witnesses
        if witness.verifier in one.note.cosigned and witness.verifier in other.note.cosigned
    ]
    return (*operators.values(), *bodies)


def _sizes(one: Signed, other: Signed) -> dict[str, Any]:
    return {
        "origin": one.checkpoint.origin,
        "sizes": [one.checkpoint.size, other.checkpoint.size],
    }
