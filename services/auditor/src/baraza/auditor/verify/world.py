"""The tier for the world: the tree whole, and what is shown of the entries (`ledger.md` 10.3)."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import WIDTH, Log
from baraza.auditor.source import Damage, Source
from baraza.auditor.verify.asked import Asked
from baraza.auditor.verify.official import Official, judge, opened_checkpoint
from baraza.auditor.verify.promises import Promise, Since
from baraza.auditor.verify.shown import Reading
from baraza.auditor.verify.tree import Tree
from baraza.transparency import Policy, leaf_hash
from baraza.transparency.world import Shown

NOT_CHECKED = ("V6 partly", "V7", "V11 partly")
_MISSING_MAX = 64  # tiles one after the other, before nobody looks for the next


def verify_world(log: Log, policy: Policy, asked: Asked, findings: Findings) -> Mapping[str, Any]:
    """The object of section 11 for this tier. It exits 3 where an entry is not shown."""
    if asked.world:
        detail = "what is to be shown follows from the bodies' tier; give that, and this as --world"
        findings.add("V12", "no_bodies", detail, exit_=UNCHECKED)
    return _Run(log, policy, asked, findings).run()


class _Run:
    def __init__(self, log: Log, policy: Policy, asked: Asked, findings: Findings) -> None:
        self._log, self._policy, self._asked, self._findings = log, policy, asked, findings
        self._since = Since(asked.since, log, policy, findings) if asked.since else None
        self._promise = Promise(asked.receipt, log, findings) if asked.receipt else None
        self._tree = Tree(log, findings, self._since.check if self._since else None)
        self._reading = Reading(log, findings, asked.root_key)

    def run(self) -> Mapping[str, Any]:
        # V1, its first half: whose word the checkpoint is.
        note = opened_checkpoint(self._log, self._policy, self._findings)
        # V2: the tiles from level 0 up to the root; V9 on the way.
        # V3 to V6, V8, V11 and both rules: what is shown, each at its place in level 0.
        shown = self._list()
        self._read(shown)
        self._tree.finish(whole=self._tree.frontier.size == self._log.size)
        self._reading.finish()
        self._unlisted(shown)
        self._reading.exhibits.check_unnamed()
        # V1, its second half: enough cosignatures, and young ones.
        official = Official(None, (), None)
        if note:
            now = self._now(max(note.cosigned.values(), default=0))
            official = judge(
                note,
                self._policy,
                self._findings,
                now=now,
                max_age=self._asked.max_age,
                knows_clock=self._reading.entries.is_founded,
            )
        # V10: the receipt, by the hashes of level 0.
        if self._promise:
            self._promise.finish(self._reading.entries.ring, official)
        for made in (self._since, self._promise):
            if made and (evidence := made.evidence()):
                self._asked.convicts(evidence)
        if shown.count < self._log.size:
            self._findings.leave()
        return self._told(official, shown)

    def _now(self, cosigned: int) -> int:
        """A rehearsed year has no real age: its now is the newest that is seen of it."""
        entries = self._reading.entries
        if entries.clock == "virtual":
            return max(entries.recorded_at // 1000, cosigned)
        return self._asked.now

    def _list(self) -> Shown:
        try:
            return self._log.shown()
        except Damage as damage:
            self._findings.add("V2", "bad_shown", str(damage))
            return Shown(self._log.size)

    def _read(self, shown: Shown) -> None:
        """A size is what somebody signed: not every log that claims entries has them."""
        missing = 0
        for n in range(self._log.bundles):
            missing = 0 if self._tile(n, shown) else missing + 1
            if missing == _MISSING_MAX:
                detail = f"{missing} tiles in a row are not there; those after them, unread"
                self._findings.add("V2", "missing", detail, index=n * WIDTH)
                break

    def _tile(self, n: int, shown: Shown) -> bool:
        """Whether any hash of this tile could be read."""
        hashes = self._tree.told(n)
        self._tree.grow(hashes)
        for index, hash_ in enumerate(hashes, n * WIDTH):
            if self._promise:
                self._promise.take(index, hash_)
            if index in shown:
                self._leaf(index, hash_)
        self._asked.progress(n * WIDTH + len(hashes), self._log.size)
        return bool(hashes)

    def _leaf(self, index: int, hash_: bytes) -> None:
        try:
            leaf = self._log.shown_leaf(index)
        except Damage as damage:
            self._findings.add("V2", "missing_leaf", str(damage), index=index)
            return
        if leaf_hash(leaf) != hash_:
            detail = f"leaf/{index}: its hash is not the one in level 0"
            self._findings.add("V2", "leaf_hash", detail, index=index)
        self._reading.see(index, leaf, hash_)

    def _unlisted(self, shown: Shown) -> None:
        """A leaf within the size that the list does not name has no right to be there."""
        for index in _leaves_there(self._log.source):
            if index >= self._log.size or index in shown:
                continue
            detail = f"leaf/{index} lies there, and `shown` does not name it"
            self._findings.add("V2", "unlisted_leaf", detail, index=index)
            self._reading.may_be_shown(index, self._log.shown_leaf(index))

    def _told(self, official: Official, shown: Shown) -> Mapping[str, Any]:
        whole = shown.count == self._log.size
        checked = ["V1", "V2", "V3", "V4", "V5", *(["V6"] if whole else []), "V8"]
        checked += ["V9"] if self._since else []
        checked += ["V10"] if self._promise else []
        checked += ["V11"] if whole else []
        not_checked = ["V7"] if whole else [*NOT_CHECKED]
        not_checked += ["quorum"] if self._policy.quorum == "none" else []
        not_checked += [] if self._log.source.lists else ["superfluous files"]
        return {
            "origin": self._log.checkpoint.origin,
            "tier": "world",
            "clock": self._reading.entries.clock if self._reading.entries.is_founded else None,
            "size": self._log.size,
            "root": b64encode(self._log.checkpoint.root).decode(),
            "quorum_met": official.quorum_met,
            "cosigned_by": list(official.cosigned_by),
            "cosigned_ahead": list(official.ahead),
            "age_seconds": official.age_seconds,
            "entries": self._reading.count,
            "decisions": self._reading.decisions,
            "refusals": self._reading.refusals,
            "exhibits": self._reading.exhibits.count,
            "hands": self._reading.exhibits.hands,
            "shown": shown.count,
            "not_shown": self._log.size - shown.count,
            "checked": checked,
            "not_checked": not_checked,
        }


def _leaves_there(source: Source) -> Iterator[int]:
    """The leaves that a listing shows; none where the source cannot list."""
    for path in source.names("leaf"):
        name = path.rpartition("/")[2]
        if name.isascii() and name.isdigit() and str(int(name[:19])) == name:
            yield int(name)
