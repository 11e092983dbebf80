"""V9 and V10: what was shown or promised before still stands."""

from baraza.auditor.evidence import Evidence, Inclusion, Prefix, broken_promise, split
from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.source import Damage
from baraza.auditor.verify.entries import Checked
from baraza.auditor.verify.official import Official, all_after
from baraza.transparency import (
    BadCheckpoint,
    BadNote,
    BadReceipt,
    Checkpoint,
    FalseTile,
    Frontier,
    KeyRing,
    Policy,
    Receipt,
    leaf_hash,
    leaves_digest,
    open_note,
    parse_note,
)


class Since:
    """V9: a checkpoint kept from before is a part of this log."""

    def __init__(self, data: bytes, log: Log, policy: Policy, findings: Findings) -> None:
        self._data, self._log, self._findings = data, log, findings
        self._old: Checkpoint | None = None
        self._inconsistent = False
        try:
            old = Checkpoint.parse(open_note(data, policy.log_verifiers).text)
        except (BadNote, BadCheckpoint) as bad:
            findings.add("V9", "since_unusable", f"the older checkpoint: {bad}")
            return
        if old.origin != log.checkpoint.origin:
            findings.add("V9", "since_unusable", f"the older checkpoint is one of {old.origin}")
        elif old.size > log.size:
            detail = (
                f"a log that had {old.size} entries now has {log.size}: it was rolled back, or "
            )
            detail += "you are shown an old copy; ask another body for its checkpoint"
            findings.add("V9", "rolled_back", detail)
        else:
            self._old = old
            self.check(Frontier())

    def check(self, frontier: Frontier) -> None:
        """Called with the tree after each entry."""
        if self._old and frontier.size == self._old.size and frontier.root() != self._old.root:
            detail = f"the first {self._old.size} entries are not those of the older checkpoint"
            self._findings.add("V9", "inconsistent", detail)
            self._inconsistent = True

    def evidence(self) -> Evidence | None:
        """Both checkpoints, and with which root the log has begun instead, if the tiles tell it."""
        if self._old is None or not self._inconsistent:
            return None
        tree, old = self._log.tree, self._old.size
        try:
            prefix = None
            if old < self._log.size:
                prefix = Prefix(tree.root_over(0, old), tree.consistency(old))
        except (FalseTile, Damage):
            return None  # a damaged export proves nothing to a stranger
        return split(self._data, self._log.note, prefix=prefix)


class Promise:
    """V10: a receipt is honoured."""

    def __init__(self, data: bytes, log: Log, findings: Findings) -> None:
        self._data = data
        self._log = log
        self._findings = findings
        self._hashes: list[bytes] = []
        self._as_said = True
        self._broken = False
        self._ring = KeyRing()
        self._receipt: Receipt | None = None
        try:
            self._receipt = Receipt.parse(parse_note(data).text)
        except (BadNote, BadReceipt) as bad:
            findings.add("V10", "receipt_unusable", f"the receipt: {bad}")

    def see(self, entry: Checked) -> None:
        receipt = self._receipt
        if receipt and receipt.first <= entry.index < receipt.first + receipt.count:
            self._hashes.append(entry.leaf_hash)
            self._as_said &= entry.document["commandid"] == receipt.command_id

    def take(self, index: int, leaf_hash: bytes) -> None:
        """Like `see`, of an entry whose leaf may not be shown."""
        receipt = self._receipt
        if receipt and receipt.first <= index < receipt.first + receipt.count:
            self._hashes.append(leaf_hash)

    def finish(self, ring: KeyRing, official: Official) -> None:
        receipt, self._ring = self._receipt, ring
        if receipt is None:
            return
        if not self._is_signed(ring, receipt):
            return
        if receipt.first + receipt.count > self._log.size:
            self._not_there(receipt, official)
        elif not self._as_said or leaves_digest(self._hashes) != receipt.leaves_digest:
            detail = f"entry {receipt.first} and following are not what the receipt promised"
            self._findings.add("V10", "not_honoured", detail, index=receipt.first)
            self._broken = True

    def evidence(self) -> Evidence | None:
        """The receipt, the checkpoint, whose key it is, and what lies at the promised places."""
        receipt = self._receipt
        if receipt is None or not self._broken:
            return None
        end = receipt.first + receipt.count
        places = range(receipt.first, end) if end <= self._log.size else range(0)
        try:
            announced = [self._inclusion(index, whole=True) for index in self._announced()]
            instead = [self._inclusion(index) for index in places]
        except (FalseTile, Damage, IndexError):
            return None  # a damaged export proves nothing to a stranger
        return broken_promise(self._data, self._log.note, announced=announced, instead=instead)

    def _announced(self) -> list[int]:
        """The entries that say which keys the ledger had: the founding, and rotations after it."""
        origin = self._log.checkpoint.origin
        names = {f"{origin}/root", f"{origin}/ledger"}
        held = [key for (name, _), key in self._ring.held.items() if name in names]
        return sorted({1, *(key.first - 1 for key in held if key.first)})

    def _inclusion(self, index: int, *, whole: bool = False) -> Inclusion:
        tree, leaf = self._log.tree, self._log.leaf(index) if whole else None
        hash_ = tree.leaf_hash(index) if leaf is None else leaf_hash(leaf)
        return Inclusion(index, hash_, tree.inclusion(index), leaf)

    def _is_signed(self, ring: KeyRing, receipt: Receipt) -> bool:
        name = f"{self._log.checkpoint.origin}/ledger"
        keys = [held.verifier for (held_name, _), held in ring.held.items() if held_name == name]
        try:
            open_note(self._data, keys)
        except BadNote as bad:
            self._findings.add("V10", "receipt_unusable", f"the receipt: {bad}")
            return False
        if receipt.origin != self._log.checkpoint.origin:
            detail = f"the receipt is one of {receipt.origin}"
            self._findings.add("V10", "receipt_unusable", detail)
            return False
        return True

    def _not_there(self, receipt: Receipt, official: Official) -> None:
        if all_after(official, receipt.merge_by):
            detail = "bodies cosigned after the promised time a log without these entries"
            self._findings.add("V10", "not_honoured", detail, index=receipt.first)
            self._broken = True
        else:
            detail = "the checkpoint is smaller than the receipt promises, and may be from before"
            self._findings.add("V10", "not_yet", detail, index=receipt.first, exit_=UNCHECKED)
