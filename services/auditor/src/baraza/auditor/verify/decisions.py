"""V6 and V7: decisions are whole and come once; what they read and wrote had its version."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from baraza.auditor.findings import Findings
from baraza.auditor.verify.entries import Checked
from baraza.transparency import (
    BadDecision,
    check_decision,
    entity_of,
    guards_of,
    is_refusal,
)

Decision = Sequence[Checked]  # the command, then its events
_BEHIND_MAX = 10_000


class Decisions:
    """The decision that is being read, and the version of every entity so far.

    Reading may begin at any entry `first`, with the first decision from there on. What it then
    needs of the entries before is not judged but told: `before` and `bases`.
    """

    def __init__(self, findings: Findings, first: int = 0) -> None:
        self._findings = findings
        self._first = first
        self._open: list[Checked] = []
        self._begun = first == 0
        self._whole = True  # False once an entry could not be read: versions are lost then
        self.ids: set[bytes] = set()
        self.versions: dict[str, int] = {}
        self.before: dict[str, int] = {}  # the version an entity must have had at `first`
        self.bases: set[int] = set()  # before `first`, where decisions must begin
        self.starts = bytearray()  # for each entry from `first`: 1 where a decision begins
        self.count = 0
        self.refusals = 0

    @property
    def between(self) -> bool:
        """Whether no decision is open."""
        return not self._open

    def see(self, entry: Checked | None) -> Decision | None:
        """The decision that this entry completes, with right shape, or None."""
        if entry is None:
            self.lose(1)
            return None
        self.starts.append(0)
        if not self._open:
            self._begin(entry)
            return None
        self._open.append(entry)
        if len(self._open) <= self._open[0].document["eventcount"]:
            return None
        decision, self._open = self._open, []
        return decision if self._is_one(decision) else None

    def lose(self, count: int) -> None:
        """So many entries could not be read: what is said of those around them stays possible."""
        self.starts.extend(bytes(count))
        self._open, self._whole = [], False

    def finish(self) -> None:
        """The checkpoint never splits a decision."""
        if self._open:
            detail = "the checkpoint splits this decision"
            self._findings.add("V6", "split_decision", detail, index=self._open[0].index)

    def _begin(self, entry: Checked) -> None:
        if "eventcount" not in entry.document:
            if not self._begun:
                return
            if self._whole:
                detail = "an event where a command should begin a decision"
                self._findings.add("V6", "not_a_command", detail, index=entry.index)
            self._whole = False
            return
        self._begun = True
        self.starts[-1] = 1
        self._open = [entry]
        command = entry.document
        self._check_once(entry.index, command["id"])
        # Guards: the versions that were read still stood when the decision was recorded.
        for entity, read in guards_of(command).items():
            self._compare("guard", entry.index, entity, read, self._stood(entity, read))
        self._check_basis(entry.index, command["basis"])

    def _check_once(self, index: int, command_id: str) -> None:
        key = bytes.fromhex(command_id.replace("-", ""))
        if key in self.ids:
            detail = f"command id {command_id} is in the log already"
            self._findings.add("V6", "command_twice", detail, index=index)
        self.ids.add(key)

    def _check_basis(self, index: int, basis: int) -> None:
        if basis < self._first:
            self.bases.add(basis)
        elif basis > index or (not self.starts[basis - self._first] and self._whole):
            detail = f"basis {basis} is not the end of a decision before it"
            self._findings.add("V7", "bad_basis", detail, index=index)
        if index - basis > _BEHIND_MAX:
            detail = f"basis {basis} is {index - basis} entries behind"
            self._findings.add("V7", "bad_basis", detail, index=index)

    def _is_one(self, decision: Decision) -> bool:
        command = decision[0]
        documents = [entry.document for entry in decision]
        for entry in decision[1:]:
            self._write(entry)
        if any(entry.leaf.recorded_at != command.leaf.recorded_at for entry in decision):
            detail = "its entries were recorded at different times"
            self._findings.add("V6", "bad_decision", detail, index=command.index)
        try:
            check_decision(documents, [sha256(entry.leaf.wire).digest() for entry in decision])
        except BadDecision as bad:
            self._findings.add("V6", "bad_decision", str(bad), index=command.index)
            return False
        service = command.document["type"].split(".")[2]
        if command.document["decider"].partition(".")[0] != service:
            detail = f"decided by {command.document['decider']}, not by {service}"
            self._findings.add("V6", "bad_decision", detail, index=command.index)
        self.count += 1
        self.refusals += is_refusal(documents[1])
        return True

    def _write(self, entry: Checked) -> None:
        version: Any = entry.document.get("entityversion")
        if version is None:
            return  # a command inside a decision: the shape tells
        entity = entity_of(entry.document)
        stood = self._stood(entity, version - 1)
        self._compare("version", entry.index, entity, version, stood + 1)
        self.versions[entity] = version

    def _stood(self, entity: str, said: int) -> int:
        """An entity's version so far; where its entries lie before `first`, what is said of it."""
        stood = self.versions.get(entity)
        if stood is None:
            stood = said if self._first else 0
            if self._first:
                self.before[entity] = self.versions[entity] = said
        return stood

    def _compare(self, what: str, index: int, entity: str, said: int, stood: int) -> None:
        if said != stood and self._whole:
            detail = f"{entity} is named at version {said}, and stood at {stood}"
            self._findings.add("V7", what, detail, index=index)
