"""V12: a folder is the tier for the world of this log, no more and no less (`ledger.md` 9.3)."""

from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from baraza.auditor.findings import FALSE, HOLDS, UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.singled import singled_out
from baraza.auditor.source import Damage, Source
from baraza.auditor.verify.asked import Asked
from baraza.auditor.verify.shown import Document, tier_of
from baraza.auditor.verify.world import verify_world
from baraza.transparency import (
    BadEnvelope,
    BadJson,
    BadLeaf,
    Frontier,
    Leaf,
    Policy,
    check_envelope,
    exhibits_of,
    leaf_hash,
    parse_canonical,
)
from baraza.transparency.world import Shown, names_person

COUNTED_MAX = 200_000
"""Entries of a log in which it is counted who could be told apart: all of them are kept in mind."""


def compare(
    log: Log, policy: Policy, world: Source, asked: Asked, findings: Findings
) -> Mapping[str, Any]:
    """The same checkpoint or an older one, exactly the entries that are to be shown, each byte.

    `log` is of tier bodies. What is false of the folder by itself is told too.
    """
    try:
        other = Log.open(world)
    except Damage as damage:
        findings.add("V12", "checkpoint", f"the world's {damage}")
        return {}
    if not other.is_world:
        findings.add("V12", "no_world_tier", "the folder given with --world is not of that tier")
        return {}
    own = Findings()
    verify_world(other, policy, replace(asked, since=None, receipt=None), own)
    for one in own.listed:
        if one.exit == FALSE:
            detail = f"in the world's folder: {one.detail}"
            findings.add("V12", one.code, detail, index=one.index)
    told: dict[str, Any] = {"world": {"size": other.size}}
    if other.checkpoint.origin != log.checkpoint.origin:
        findings.add("V12", "another_log", f"it is one of {other.checkpoint.origin}")
    elif other.size > log.size:
        detail = f"its checkpoint is of {other.size} entries, and these files of {log.size}"
        findings.add("V12", "world_is_newer", detail, exit_=UNCHECKED)
    else:
        told = {"world": _Beside(log, other, findings).run()}
    return told


class _Beside:
    def __init__(self, log: Log, other: Log, findings: Findings) -> None:
        self._log, self._other, self._findings = log, other, findings
        self._tiers: dict[str, bool | None] = {}  # dataschema -> for the world
        self._exhibits: set[str] = set()  # that the world is shown, beyond the size too
        self._needed: set[str] = set()  # of these, within the size

    def run(self) -> dict[str, int | None]:
        try:
            shown = self._other.shown()
        except Damage:
            shown = Shown(self._other.size)  # told already
        left_out = 0
        try:
            for one in self._to_be_shown():
                left_out += self._is_left_out(*one, shown)
        except Damage:
            return {"size": self._other.size, "shown": shown.count}  # of this log, told already
        self._compare_exhibits()
        told = {"size": self._other.size, "shown": shown.count, "left_out": left_out}
        return told | {"singled_out": self._count(shown)}

    def _count(self, shown: Shown) -> int | None:
        """How often somebody could be told apart; no claim of the log, so no fault by itself."""
        if self._other.size > COUNTED_MAX:
            return None
        found = singled_out(self._log.leaves(self._other.size), shown)
        for sentence in found:
            self._findings.add("V12", "singled_out", sentence, exit_=HOLDS)
        return len(found)

    def _is_left_out(self, index: int, data: bytes, document: Document, shown: Shown) -> bool:
        if index in shown:
            try:
                same = self._other.shown_leaf(index) == data
            except Damage:
                return False  # told already
            if not same:
                detail = f"leaf/{index} is not the entry of this log"
                self._findings.add("V12", "leaf_differs", detail, index=index)
            return False
        detail = f"{document['type']} is to be shown, and is not"
        self._findings.add("V12", "left_out", detail, index=index)
        return True

    def _to_be_shown(self) -> Iterator[tuple[int, bytes, Document]]:
        """The entries within the world's size for which both rules hold; its root on the way."""
        tree = Frontier()
        for index, data in self._log.leaves():
            if index == self._other.size:
                self._compare_root(tree)
            tree = tree.append(leaf_hash(data))
            document = _document(data)
            if document is None or not self._is_shown(document):
                continue
            self._exhibits |= exhibits_of(document)
            if index < self._other.size:
                self._needed |= exhibits_of(document)
                yield index, data, document
        if tree.size == self._other.size:
            self._compare_root(tree)

    def _compare_root(self, tree: Frontier) -> None:
        if tree.root() != self._other.checkpoint.root:
            detail = f"the first {tree.size} entries of this log have another root"
            self._findings.add("V12", "another_root", detail)

    def _is_shown(self, document: Document) -> bool:
        schema = document["dataschema"]
        if schema not in self._tiers:
            digest = urlsafe_b64decode(schema.partition(";")[2] + "=").hex()
            self._tiers[schema] = tier_of(self._log, digest)
        return bool(self._tiers[schema]) and not names_person(document)

    def _compare_exhibits(self) -> None:
        for digest in sorted(self._needed):
            if not self._other.source.has(f"exhibit/{digest}"):
                detail = f"exhibit/{digest} is missing in the world's folder"
                self._findings.add("V12", "missing_exhibit", detail)
        for path in self._other.source.names("exhibit"):
            if path.rpartition("/")[2] not in self._exhibits | {""} and "/." not in path:
                detail = f"{path} is evidence of no entry that is to be shown"
                self._findings.add("V12", "superfluous_exhibit", detail)


def _document(data: bytes) -> Document | None:
    try:
        document: Document = parse_canonical(Leaf.parse(data).wire)
        check_envelope(document)
    except (BadLeaf, BadJson, BadEnvelope, AttributeError):
        return None  # told already
    return document
