"""V3 to V8 and V11 in one go: each entry by itself, and the decision that it completes."""

from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.verify.decisions import Decisions
from baraza.auditor.verify.entries import Checked, Entries
from baraza.auditor.verify.exhibits import Exhibits


class Reading:
    """The checks of a log's entries, which are shown to it in their order."""

    def __init__(
        self, log: Log, findings: Findings, entries: Entries, decisions: Decisions
    ) -> None:
        self.entries = entries
        self.decisions = decisions
        self.exhibits = Exhibits(log, findings)
        self._ring = entries.ring  # as it was at the command of the open decision

    def see(self, index: int, data: bytes, leaf_hash: bytes) -> Checked | None:
        """The entry, or None where its bytes cannot be read."""
        ring = self.entries.ring
        entry = self.entries.check(index, data, leaf_hash)
        if entry and "eventcount" in entry.document:
            self._ring = ring
        decision = self.decisions.see(entry)
        if decision:
            self.exhibits.check(decision, self._ring)
        return entry
