"""V3 to V5: each leaf by itself: grammar and order, key and right, form and schema."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.verify.contracts import BadContract, Contracts, NoContract
from baraza.transparency import (
    BadEnvelope,
    BadJson,
    BadLeaf,
    KeyRing,
    Leaf,
    check_envelope,
    entitled,
    parse_canonical,
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FOUNDED = "baraza.event.ledger.LogFounded.v1"
_FOUND = "baraza.command.ledger.FoundLog.v1"
_REGISTERED = "baraza.event.ledger.ContractRegistered.v1"
_PUBLISH = {_FOUND, _FOUNDED, _REGISTERED}


@dataclass(frozen=True)
class Checked:
    """An entry whose bytes can be read: what the checks of decisions start from."""

    index: int
    leaf: Leaf
    leaf_hash: bytes
    document: Mapping[str, Any]


class Entries:
    """What must be known of the entries before to judge the next one by itself."""

    def __init__(
        self,
        log: Log,
        findings: Findings,
        root_key: str | None = None,
        contracts: Contracts | None = None,
    ) -> None:
        self._origin = log.checkpoint.origin
        self._findings = findings
        self._root_key = root_key
        self._contracts = contracts or Contracts(log)
        self.ring = KeyRing()
        self.recorded_at = 0
        self.clock = "system"
        self.is_founded = False  # whether the fact that says the clock was read

    def begin(self, ledger: Sequence[tuple[int, Mapping[str, Any]]], recorded_at: int) -> None:
        """Go on behind entries of which only those of the ledger itself are shown here."""
        for index, document in ledger:
            if document["type"] in _PUBLISH:
                self._learn(document)
            if document["type"] == _FOUNDED:
                self._found(document)
            self.ring = self.ring.learn(index, document)
        self.recorded_at = recorded_at

    def check(self, index: int, data: bytes, leaf_hash: bytes) -> Checked | None:
        """The entry, or None where its bytes cannot be read; what is wrong is a finding."""
        # V3: the leaf's grammar, its index, and the order of times.
        try:
            leaf = Leaf.parse(data)
        except BadLeaf as bad:
            self._findings.add("V3", "bad_leaf", str(bad), index=index)
            return None
        self._check_place(index, leaf)
        # V5: canonical form and envelope.
        try:
            document: Mapping[str, Any] = parse_canonical(leaf.wire)
            check_envelope(document)
        except BadJson as bad:
            self._findings.add("V5", "bad_json", str(bad), index=index)
            return None
        except (BadEnvelope, AttributeError) as bad:
            self._findings.add("V5", "bad_envelope", str(bad), index=index)
            return None
        # V4: the key was valid here, the signature is good, and the key may sign this.
        self._check_key(index, leaf, document)
        # V5: the schema.
        self._check_contract(index, document)
        # V3: in a rehearsed log the time of recording follows from the time of deciding.
        self._check_rehearsed(index, leaf, document)
        self.recorded_at = max(self.recorded_at, leaf.recorded_at)
        self.ring = self.ring.learn(index, document)
        return Checked(index, leaf, leaf_hash, document)

    def _check_place(self, index: int, leaf: Leaf) -> None:
        if leaf.index != index:
            detail = f"the leaf says index {leaf.index}"
            self._findings.add("V3", "wrong_index", detail, index=index)
        if leaf.recorded_at < self.recorded_at:
            detail = f"recorded at {leaf.recorded_at}, after an entry of {self.recorded_at}"
            self._findings.add("V3", "time_falls", detail, index=index)

    def _check_rehearsed(self, index: int, leaf: Leaf, document: Mapping[str, Any]) -> None:
        if self.clock != "virtual" or index < 2:
            return
        expected = max(self.recorded_at, _milliseconds(document["time"]))
        if leaf.recorded_at != expected:
            detail = f"recorded at {leaf.recorded_at}, not at {expected} by the rehearsed clock"
            self._findings.add("V3", "other_time", detail, index=index)

    def _check_key(self, index: int, leaf: Leaf, document: Mapping[str, Any]) -> None:
        if index == 0:  # the founding is signed by the root key that it names
            self.ring = self.ring.learn(0, document)
            self._check_founding(document)
        name, key_id = leaf.key_name, leaf.producer.key_id
        verifier = self.ring.valid(name, key_id, index)
        if verifier is None:
            why = self.ring.why(name, key_id, index) or "unknown_key"
            self._findings.add("V4", why, f"signed by {name}", index=index)
        elif not leaf.producer.signed_by(verifier):
            self._findings.add("V4", "bad_signature", f"not signed by {name}", index=index)
        if not entitled(name, self._origin, document):
            detail = f"{name} may not sign {document['type']} of {document['source']}"
            self._findings.add("V4", "not_entitled", detail, index=index)

    def _check_founding(self, document: Mapping[str, Any]) -> None:
        data = document["data"]
        if document["type"] != _FOUND or data.get("origin") != self._origin:
            detail = f"entry 0 does not found the log {self._origin}"
            self._findings.add("V4", "not_founded", detail, index=0)
        if self._root_key is not None and data.get("root_key") != self._root_key:
            detail = "the log was founded by another root key than the one given"
            self._findings.add("V4", "other_root", detail, index=0)

    def _check_contract(self, index: int, document: Mapping[str, Any]) -> None:
        if document["type"] in {_FOUND, _FOUNDED}:  # it publishes the schema it is made by
            self._learn(document)
        try:
            self._contracts.check(document)
        except NoContract as missing:
            self._findings.add("V5", "missing_exhibit", str(missing), index=index, exit_=UNCHECKED)
        except BadContract as bad:
            self._findings.add("V5", "schema", str(bad), index=index)
        if document["type"] == _REGISTERED:
            self._learn(document)
        elif document["type"] == _FOUNDED:
            self._found(document)

    def _found(self, document: Mapping[str, Any]) -> None:
        self.is_founded = True
        self.clock = str(document["data"].get("clock", self.clock))

    def _learn(self, document: Mapping[str, Any]) -> None:
        contracts = document["data"].get("contracts")
        if isinstance(contracts, dict) and all(isinstance(d, str) for d in contracts.values()):
            self._contracts.learn(contracts)


def _milliseconds(time: str) -> int:
    return (datetime.fromisoformat(time) - _EPOCH) // timedelta(milliseconds=1)
