"""V9 and V10: what was shown or promised before still stands."""

from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.verify.entries import Checked
from baraza.auditor.verify.official import Official, all_after
from baraza.transparency import (
    BadCheckpoint,
    BadNote,
    BadReceipt,
    Checkpoint,
    Frontier,
    KeyRing,
    Policy,
    Receipt,
    leaves_digest,
    open_note,
    parse_note,
)


class Since:
    """V9: a checkpoint kept from before is a part of this log."""

    def __init__(self, data: bytes, log: Log, policy: Policy, findings: Findings) -> None:
        self._findings = findings
        self._old: Checkpoint | None = None
        try:
            old = Checkpoint.parse(open_note(data, policy.log_verifiers).text)
        except (BadNote, BadCheckpoint) as bad:
            findings.add("V9", "since_unusable", f"the older checkpoint: {bad}")
            return
        if old.origin != log.checkpoint.origin:
            findings.add("V9", "since_unusable", f"the older checkpoint is one of {old.origin}")
        elif old.size > log.size:
            detail = f"a log that had {old.size} entries now has {log.size}"
            findings.add("V9", "rolled_back", detail)
        else:
            self._old = old
            self.check(Frontier())

    def check(self, frontier: Frontier) -> None:
        """Called with the tree after each entry."""
        if self._old and frontier.size == self._old.size and frontier.root() != self._old.root:
            detail = f"the first {self._old.size} entries are not those of the older checkpoint"
            self._findings.add("V9", "inconsistent", detail)


class Promise:
    """V10: a receipt is honoured."""

    def __init__(self, data: bytes, log: Log, findings: Findings) -> None:
        self._data = data
        self._log = log
        self._findings = findings
        self._hashes: list[bytes] = []
        self._as_said = True
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

    def finish(self, ring: KeyRing, official: Official) -> None:
        receipt = self._receipt
        if receipt is None:
            return
        if not self._is_signed(ring, receipt):
            return
        if receipt.first + receipt.count > self._log.size:
            self._not_there(receipt, official)
        elif not self._as_said or leaves_digest(self._hashes) != receipt.leaves_digest:
            detail = f"entry {receipt.first} and following are not what the receipt promised"
            self._findings.add("V10", "not_honoured", detail, index=receipt.first)

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
        else:
            detail = "the checkpoint is smaller than the receipt promises, and may be from before"
            self._findings.add("V10", "not_yet", detail, index=receipt.first, exit_=UNCHECKED)
