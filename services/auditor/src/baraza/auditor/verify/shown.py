"""The shown entries of a log, each by itself, and the decisions that are shown whole (10.3)."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.source import Damage
from baraza.auditor.verify.entries import Checked, Entries
from baraza.auditor.verify.exhibits import Exhibits
from baraza.transparency import (
    BadDecision,
    BadEnvelope,
    BadJson,
    BadLeaf,
    KeyRing,
    Leaf,
    check_decision,
    check_envelope,
    is_refusal,
    parse_canonical,
)
from baraza.transparency.world import is_for_world, names_person

Document = Mapping[str, Any]


class ShownEntries(Entries):
    """Like all entries; but what an entry needs may stand in one that is not shown."""

    def _check_key(self, index: int, leaf: Leaf, document: Document) -> None:
        name, key_id = leaf.key_name, leaf.producer.key_id
        if index and self.ring.why(name, key_id, index) == "unknown_key":
            detail = f"no shown entry announces the key of {name}"
            self._findings.add("V4", "key_not_shown", detail, index=index, exit_=UNCHECKED)
        else:
            super()._check_key(index, leaf, document)

    def _check_contract(self, index: int, document: Document) -> None:
        if index > 1 and not self._contracts.knows(document["type"]):
            detail = f"no shown entry publishes {document['type']}"
            self._findings.add("V5", "contract_not_shown", detail, index=index, exit_=UNCHECKED)
        else:
            super()._check_contract(index, document)

    def _check_rehearsed(self, index: int, leaf: Leaf, document: Document) -> None:
        """The entry before, by which the rehearsed clock goes on, may not be shown."""


class Reading:
    """The checks of shown entries, in their order."""

    def __init__(self, log: Log, findings: Findings, root_key: str | None) -> None:
        self._log = log
        self._findings = findings
        self.entries = ShownEntries(log, findings, root_key)
        self.exhibits = Exhibits(log, findings)
        self._worlds: dict[str, bool | None] = {}  # dataschema -> for the world; None: not there
        self._open: list[Checked] = []
        self._ring = KeyRing()  # as it was at the command of the open decision
        self._ended = 0  # behind the last decision that is shown whole
        self._ids: set[str] = set()
        self.count = 0
        self.decisions = 0
        self.refusals = 0

    def see(self, index: int, data: bytes, leaf_hash: bytes) -> None:
        """The next shown entry."""
        ring = self.entries.ring
        entry = self.entries.check(index, data, leaf_hash)
        if entry is None:
            self._close()
            return
        self.count += 1
        self._check_rules(index, entry.document)
        if self._open and index != self._open[-1].index + 1:
            self._close()
        if "eventcount" in entry.document:
            self._begin(entry, ring)
        elif self._open:
            self._open.append(entry)
        else:
            self._alone(entry)
        if self._open and len(self._open) > self._open[0].document["eventcount"]:
            self._whole()
            self._ended = index + 1

    def finish(self) -> None:
        """The checkpoint never splits a decision, as far as that is shown."""
        if self._open and self._open[-1].index == self._log.size - 1:
            self._cut(self._open[0].index, "the checkpoint")
        self._close()

    def may_be_shown(self, index: int, data: bytes) -> None:
        """Both rules alone, of a leaf that nothing else is known of."""
        try:
            document = parse_canonical(Leaf.parse(data).wire)
            check_envelope(document)
        except (BadLeaf, BadJson, BadEnvelope, AttributeError):
            return  # it is no entry
        self._check_rules(index, document)

    def _check_rules(self, index: int, document: Document) -> None:
        if names_person(document):
            detail = "it names a person or a voice, and is shown"
            self._findings.add("V2", "shown_person", detail, index=index)
            return
        world = self._is_for_world(document["dataschema"])
        if world is None:
            detail = f"the schema of {document['type']} is missing"
            self._findings.add("V5", "missing_exhibit", detail, index=index, exit_=UNCHECKED)
        elif not world:
            detail = f"{document['type']} is for bodies alone, and is shown"
            self._findings.add("V2", "shown_person", detail, index=index)

    def _is_for_world(self, dataschema: str) -> bool | None:
        if dataschema not in self._worlds:
            digest = urlsafe_b64decode(dataschema.partition(";")[2] + "=").hex()
            self._worlds[dataschema] = tier_of(self._log, digest)
        return self._worlds[dataschema]

    def _begin(self, command: Checked, ring: KeyRing) -> None:
        if self._open:  # of which the next entry is shown, and is none of its events
            self._cut(self._open[0].index, "another command")
        self._close()
        self._ring, self._open = ring, [command]
        self._check_once(command)

    def _alone(self, event: Checked) -> None:
        """An event of which the command is not shown, where there may be one."""
        if event.index == self._ended:
            detail = "an event where a command should begin a decision"
            self._findings.add("V6", "not_a_command", detail, index=event.index)
        self.exhibits.check_entry(event)

    def _cut(self, index: int, by: str) -> None:
        self._findings.add("V6", "split_decision", f"{by} splits this decision", index=index)

    def _check_once(self, command: Checked) -> None:
        if (id_ := command.document["id"]) in self._ids:
            detail = f"command id {id_} is in the log already"
            self._findings.add("V6", "command_twice", detail, index=command.index)
        self._ids.add(id_)

    def _whole(self) -> None:
        """V6, V8 and V11 of a decision of which every entry is shown."""
        decision, self._open = self._open, []
        command, *events = decision
        documents = [entry.document for entry in decision]
        if any(entry.leaf.recorded_at != command.leaf.recorded_at for entry in events):
            detail = "its entries were recorded at different times"
            self._findings.add("V6", "bad_decision", detail, index=command.index)
        try:
            check_decision(documents, [sha256(entry.leaf.wire).digest() for entry in decision])
        except BadDecision as bad:
            self._findings.add("V6", "bad_decision", str(bad), index=command.index)
            return
        self.exhibits.check(decision, self._ring)
        self.decisions += 1
        self.refusals += is_refusal(documents[1])

    def _close(self) -> None:
        """A decision of which an entry is not shown: what each of the others shows."""
        for entry in self._open:
            self.exhibits.check_entry(entry)
        self._open = []


def tier_of(log: Log, digest: str) -> bool | None:
    """Whether the schema file under this digest is for the world; None: it is not there."""
    try:
        body = log.exhibit(digest)
        if body is None or sha256(body).hexdigest() != digest:
            return None
        return is_for_world(json.loads(body))
    except (Damage, ValueError, RecursionError):
        return None
