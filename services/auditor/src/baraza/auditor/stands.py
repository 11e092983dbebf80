"""How the entries of an export stand under a policy that the reader brought (`ledger.md` 11)."""

from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.scan import read_entry
from baraza.auditor.source import Damage
from baraza.transparency import BadCheckpoint, BadNote, BadPolicy, Frontier, Leaf, Policy, leaf_hash
from baraza.transparency.standing import Standing, standing_of

VIRTUAL = "virtual"


def stands(log: Log, findings: Findings, policy: bytes, now: int | None) -> Standing:
    """What the checkpoint makes of the entries; every leaf is hashed into its root for this.

    Where the policy, the note or the root does not hold there is a finding, and every entry is
    accepted only. A rehearsed log has a time of its own, so that `now` says nothing there; None
    is for whoever wants the same answer on every day.
    """
    try:
        read = Policy.parse(policy.decode())
        standing = standing_of(log.note, read, now=None if is_virtual(log) else now)
    except (BadPolicy, UnicodeDecodeError) as bad:
        findings.add("V1", "bad_policy", f"policy: {bad}")
        return Standing()
    except (BadNote, BadCheckpoint) as bad:
        findings.add("V1", "checkpoint", f"checkpoint: {bad}")
        return Standing()
    tree = Frontier()
    for _, leaf in log.leaves():
        tree = tree.append(leaf_hash(leaf))
    if tree.root() != standing.root:
        findings.add("V2", "root", "the entries do not make the root of the checkpoint")
        return Standing()
    if read.quorum != "none" and not standing.official:
        findings.add("V1", "no_quorum", "too few bodies have cosigned", exit_=UNCHECKED)
    return standing


def is_virtual(log: Log) -> bool:
    """Whether the log was founded as a rehearsal."""
    if log.size < 2:
        return False
    return bool(read_entry(1, log.leaf(1)).data.get("clock") == VIRTUAL)


def newest(log: Log) -> int:
    """The second in which the newest entry was recorded; 0 for an empty log."""
    if log.size == 0:
        return 0
    index = log.size - 1
    try:
        return Leaf.parse(log.leaf(index)).recorded_at // 1000
    except ValueError as bad:
        raise Damage(f"entry {index}", str(bad), index) from None
