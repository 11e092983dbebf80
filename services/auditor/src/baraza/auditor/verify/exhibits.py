"""V8 and V11: evidence is there, is what it says, and a body's hand is its own."""

from collections.abc import Sequence
from hashlib import sha256

from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.named import named_exhibits
from baraza.auditor.source import Damage
from baraza.auditor.verify.decisions import Decision
from baraza.auditor.verify.entries import Checked
from baraza.transparency import BadHand, KeyRing, exhibits_of, open_hand

_MISSING = -1


class Exhibits:
    """Each file is read and hashed once, when it is first named."""

    def __init__(self, log: Log, findings: Findings) -> None:
        self._log = log
        self._findings = findings
        self.sizes: dict[str, int] = {}  # of each file by its digest; -1 where it is missing
        self.hands = 0

    @property
    def count(self) -> int:
        return sum(size != _MISSING for size in self.sizes.values())

    def check(self, decision: Decision, ring: KeyRing) -> None:
        """`ring` is that of the command's index."""
        # V8: listed is what data name; files are there with digest and size.
        for entry in decision:
            self.check_entry(entry)
        command = decision[0]
        listed = exhibits_of(command.document)
        named = {digest for entry in decision for digest, _ in _named(entry)}
        if not named <= listed or len(listed - named) > 1:
            detail = "exhibits are not what the decision's data name and one hand note at most"
            self._findings.add("V8", "exhibits_differ", detail, index=command.index)
            return
        # V11: what no data names is a hand note.
        for digest in listed - named:
            self._check_hand(decision, digest, ring)

    def check_entry(self, entry: Checked) -> None:
        """V8, as much of it as one entry shows."""
        document = entry.document
        for digest in exhibits_of(document):
            self._check_file(digest, entry.index)
        named = _named(entry)
        for digest, size in named:
            self._check_size(digest, size, entry.index)
        is_event = "entityversion" in document
        if is_event and exhibits_of(document) != {digest for digest, _ in named}:
            detail = "exhibits are not what its data name"
            self._findings.add("V8", "exhibits_differ", detail, index=entry.index)

    def check_unnamed(self) -> None:
        """A file that no entry within the size names is at least what its own name says."""
        for path in self._log.source.names("exhibit"):
            digest = path.rpartition("/")[2]
            if digest not in self.sizes and len(digest) == 64:
                self._check_file(digest, None)
                self.sizes.pop(digest, None)

    def _check_file(self, digest: str, index: int | None) -> None:
        if digest in self.sizes:
            return
        try:
            body = self._log.exhibit(digest)
        except Damage as damage:
            self.sizes[digest] = _MISSING
            self._findings.add("V8", "exhibit_digest", str(damage), index=index)
            return
        self.sizes[digest] = _MISSING if body is None else len(body)
        if body is None:
            detail = f"exhibit/{digest} is missing"
            self._findings.add("V8", "missing_exhibit", detail, index=index, exit_=UNCHECKED)
        elif sha256(body).hexdigest() != digest:
            detail = f"exhibit/{digest} is not what its name says"
            self._findings.add("V8", "exhibit_digest", detail, index=index)

    def _check_size(self, digest: str, size: int | None, index: int) -> None:
        there = self.sizes.get(digest, _MISSING)
        if size is not None and there not in {_MISSING, size}:
            detail = f"exhibit/{digest} has {there} bytes, not {size}"
            self._findings.add("V8", "exhibit_size", detail, index=index)

    def _check_hand(self, decision: Decision, digest: str, ring: KeyRing) -> None:
        command = decision[0]
        body = self._log.exhibit(digest) if self.sizes[digest] != _MISSING else None
        if body is None:
            return  # told already
        try:
            open_hand(body, ring, command.index, str(command.document["id"]), command.document)
        except BadHand as bad:
            detail = f"exhibit/{digest}: {bad}"
            self._findings.add("V11", "bad_hand", detail, index=command.index)
        else:
            self.hands += 1


def _named(entry: Checked) -> Sequence[tuple[str, int | None]]:
    """What its data name; where the canonical bytes have no such member, nobody need look."""
    if b'"exhibit":' not in entry.leaf.wire and b'"contracts":' not in entry.leaf.wire:
        return ()
    return tuple(named_exhibits(entry.document["data"]))
