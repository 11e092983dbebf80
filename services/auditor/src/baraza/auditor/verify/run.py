"""The checks in their order, each entry read once."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from baraza.auditor.findings import HOLDS, UNCHECKED, Findings
from baraza.auditor.log import WIDTH, Log
from baraza.auditor.source import Damage, Source
from baraza.auditor.verify.asked import Asked
from baraza.auditor.verify.beside import compare
from baraza.auditor.verify.decisions import Decisions
from baraza.auditor.verify.entries import Entries
from baraza.auditor.verify.official import Official, judge, opened_checkpoint
from baraza.auditor.verify.promises import Promise, Since
from baraza.auditor.verify.reading import Reading
from baraza.auditor.verify.spans import read_whole
from baraza.auditor.verify.tree import Tree
from baraza.auditor.verify.world import verify_world
from baraza.transparency import BadLeaf, BadPolicy, Leaf, Policy

_MISSING_MAX = 64  # bundles one after the other, before nobody looks for the next
_ALWAYS = ("V1", "V2", "V3", "V4", "V5", "V6", "V7", "V8")


def verify(source: Source, asked: Asked, findings: Findings) -> Mapping[str, Any]:
    """The object of section 11; findings are added to those given.

    Raises `Unreadable` where there is nothing to verify.
    """
    try:
        policy = Policy.parse(asked.policy.decode())
    except (BadPolicy, UnicodeDecodeError) as bad:
        findings.add("V1", "bad_policy", f"policy: {bad}")
        return {}
    try:
        log = Log.open(source)
    except Damage as damage:
        findings.add("V1", "checkpoint", str(damage))
        return {}
    if log.is_world:
        return verify_world(log, policy, asked, findings)
    told = _Run(log, policy, asked, findings).run()
    if asked.world:
        beside = compare(log, policy, asked.world, asked, findings)
        told = {**told, **beside, "checked": [*told["checked"], "V12"]}
    return told


class _Run:
    def __init__(self, log: Log, policy: Policy, asked: Asked, findings: Findings) -> None:
        self._log, self._policy, self._asked, self._findings = log, policy, asked, findings
        self._since = Since(asked.since, log, policy, findings) if asked.since else None
        self._tree = Tree(log, findings, self._since.check if self._since else None)
        self._entries = Entries(log, findings, asked.root_key)
        self._decisions = Decisions(findings)
        self._reading = Reading(log, findings, self._entries, self._decisions)
        self._promise = Promise(asked.receipt, log, findings) if asked.receipt else None
        self._read = 0

    def run(self) -> Mapping[str, Any]:
        # V1, its first half: whose word the checkpoint is.
        note = opened_checkpoint(self._log, self._policy, self._findings)
        # V2 to V8 and V11, bundle by bundle.
        if not self._read_side_by_side():
            self._read_one_by_one()
        self._tree.finish(whole=self._read == self._log.size)
        self._tree.alone()
        self._decisions.finish()
        self._reading.exhibits.check_unnamed()
        self._doubtful()
        # V1, its second half: enough cosignatures, and young ones.
        official = Official(None, (), None)
        if note:
            official = judge(
                note,
                self._policy,
                self._findings,
                now=self._now,
                max_age=self._asked.max_age,
                knows_clock=self._entries.is_founded,
            )
        # V9 was checked on the way. V10: the receipt.
        if self._promise:
            self._promise.finish(self._entries.ring, official)
        if self._asked.late:
            self._late()
        for made in (self._since, self._promise):
            if made and (evidence := made.evidence()):
                self._asked.convicts(evidence)
        return self._told(official)

    @property
    def _now(self) -> int:
        """A rehearsed year has no real age: its now is its newest entry."""
        virtual = self._entries.clock == "virtual"
        return self._entries.recorded_at // 1000 if virtual else self._asked.now

    def _read_side_by_side(self) -> bool:
        """A receipt names single entries, and what is not there has a place: one pass sees both."""
        if self._promise or not self._log.has_bundles:
            return False
        whole = read_whole(self._log, self._asked.root_key, self._asked.progress)
        if whole is None:
            return False
        self._tree.grow(whole.hashes)
        self._entries, self._decisions = whole.entries, whole.decisions
        self._reading.exhibits.sizes.update(whole.exhibits.sizes)
        self._reading.exhibits.hands = whole.exhibits.hands
        self._read = len(whole.hashes)
        return True

    def _read_one_by_one(self) -> None:
        """A size is what somebody signed: not every log that claims entries has them."""
        missing = 0
        for n in range(self._log.bundles):
            missing = 0 if self._bundle(n) else missing + 1
            if missing == _MISSING_MAX:
                detail = f"{missing} bundles in a row are not there; those after them, unread"
                self._findings.add("V2", "missing", detail, index=n * WIDTH)
                break
            self._asked.progress(self._read, self._log.size)

    def _bundle(self, n: int) -> bool:
        """Whether any leaf of this bundle could be read."""
        try:
            path, leaves, damage = self._log.bundle(n)
        except Damage as too_large:
            path, leaves, damage = too_large.file, [], too_large
        hashes = self._tree.hashes(n, leaves)
        self._tree.grow(hashes)
        if damage:
            index = n * WIDTH + min(len(leaves), self._log.width(n) - 1)
            self._findings.add("V2", "bad_bundle", f"{path}: {damage.why}", index=index)
        for index, (leaf, leaf_hash) in enumerate(zip(leaves, hashes, strict=True), n * WIDTH):
            self._entry(index, leaf, leaf_hash)
        if damage:
            self._decisions.lose(self._log.width(n) - len(leaves))
        return bool(leaves)

    def _entry(self, index: int, data: bytes, leaf_hash: bytes) -> None:
        self._read += 1
        entry = self._reading.see(index, data, leaf_hash)
        if entry and self._promise:
            self._promise.see(entry)

    def _doubtful(self) -> None:
        """Entries between the beginning of doubt and the revocation of their key: to be known."""
        for key in self._entries.ring.doubtful():
            for index in range(key.suspect_from or 0, (key.last or 0) + 1):
                try:
                    leaf = Leaf.parse(self._log.leaf(index))
                except (Damage, BadLeaf):
                    continue  # told already
                if leaf.producer.key_id == key.verifier.key_id:
                    detail = f"signed by {leaf.key_name} in a doubtful time"
                    self._findings.add("V4", "doubtful_time", detail, index=index, exit_=HOLDS)

    def _late(self) -> None:
        """What nobody can know of the time before the first checkpoint that they were shown."""
        if not self._asked.root_key:
            detail = "the root key is taken from the log itself; compare it with that of the "
            detail += "founders, and give it with --root"
            self._findings.add("V4", "root_on_trust", detail, exit_=UNCHECKED)
        if not self._asked.since:
            detail = f"whether others were shown another log before entry {self._log.size}; keep "
            detail += "this checkpoint for --since, and compare with another body's by `diff`"
            self._findings.add("V9", "no_earlier_checkpoint", detail, exit_=UNCHECKED)

    @property
    def _not_checked(self) -> list[str]:
        not_checked = ["quorum"] if self._policy.quorum == "none" else []
        if not self._log.source.lists:
            not_checked.append("superfluous files")
        if self._asked.late:
            not_checked += [] if self._asked.root_key else ["root key"]
            not_checked += [] if self._asked.since else ["V9"]
        return not_checked

    def _told(self, official: Official) -> Mapping[str, Any]:
        checked = [*_ALWAYS]
        checked += ["V9"] if self._since else []
        checked += ["V10"] if self._promise else []
        return {
            "origin": self._log.checkpoint.origin,
            "tier": "bodies",
            "clock": self._entries.clock if self._entries.is_founded else None,
            "size": self._log.size,
            "root": b64encode(self._log.checkpoint.root).decode(),
            "quorum_met": official.quorum_met,
            "cosigned_by": list(official.cosigned_by),
            "cosigned_ahead": list(official.ahead),
            "age_seconds": official.age_seconds,
            "entries": self._read,
            "decisions": self._decisions.count,
            "refusals": self._decisions.refusals,
            "exhibits": self._reading.exhibits.count,
            "hands": self._reading.exhibits.hands,
            "shown": self._read,
            "not_shown": 0,
            "checked": [*checked, "V11"],
            "not_checked": self._not_checked,
        }
