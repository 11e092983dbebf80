"""Whose own hand an act was: the note beside it, opened with the keys as they were then."""

from baraza.auditor.decisions import Decision
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.named import named_digests
from baraza.transparency import BadHand, KeyRing, open_hand


class Hands:
    """Follows the keys of a log, decision by decision."""

    def __init__(self) -> None:
        self._ring = KeyRing()
        self._rings: dict[int, KeyRing] = {}  # by the index of a command with a note

    def see(self, decision: Decision) -> None:
        if decision.evidence:
            self._rings[decision.first] = self._ring
        if decision.command.service == "ledger":
            for index, entry in enumerate(decision.entries, decision.first):
                self._ring = self._ring.learn(index, entry.document)

    def of(self, log: Log, decision: Decision, findings: Findings) -> str | None:
        """The body whose own note stands for the ask; None: it is the operator's word.

        What stands there and is no such note is a finding (V11), and stands for nothing.
        """
        named = set().union(*(named_digests(entry.data) for entry in decision.entries))
        command = decision.command
        for digest in sorted(set(decision.evidence) - named):
            body, ring = log.exhibit(digest), self._rings[decision.first]
            try:
                if body is not None:
                    of = open_hand(body, ring, decision.first, command.id, command.document)
                    return f"body.{of}"
            except BadHand as bad:
                detail = f"exhibit/{digest}: {bad}"
                findings.add("V11", "bad_hand", detail, index=decision.first)
        return None
