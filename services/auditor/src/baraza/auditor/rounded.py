"""Whether a proven result is of the round that a log tells of (`matching.md` 9, step 13).

The certificate proves an answer to a question; here the question is held against the log: sealed
before chance existed, drawn by the chance that was announced, with scores and exclusions that
follow from the rules and from who entered. The first that does not hold ends the run.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.rounded_rules import Unfolded, by_rules, derived
from baraza.auditor.scan import read_entry
from baraza.auditor.source import Damage
from baraza.decider import Entry
from baraza.matching.domain.explaining import Exclusions, Parts
from baraza.matching.domain.v1.certificate import (
    Instance,
    Rejected,
    digest,
    read_instance,
    sealed_digest,
)
from baraza.matching.domain.v1.kinds import BEACONS
from baraza.matching.domain.v1.lottery import check_voids, rehearsed
from baraza.transparency import Frontier, leaf_hash

SEALED, CHECKPOINT, BEACON, VOID, SCORES, EXCLUSIONS = range(20, 26)
_FACTS = ("RoundAnnounced", "RoundFrozen", "BeaconRecorded", "RoundSettled")


class _Missing(Exception):
    """Something that a check needs is not there: unchecked, not false."""


@dataclass
class _Told:
    """What the log tells of one round: of each fact the first, with its index."""

    clock: Any = None
    facts: dict[str, tuple[int, Entry]] = field(default_factory=dict)
    freeze: Entry | None = None  # the command that `RoundFrozen` came of
    root: bytes | None = None  # at the size that the instance names

    def data(self, fact: str) -> Mapping[str, Any]:
        """Nothing where there is no such fact."""
        return self.facts[fact][1].data if fact in self.facts else {}

    def index(self, fact: str) -> int | None:
        return self.facts[fact][0] if fact in self.facts else None


@dataclass(frozen=True)
class _Round:
    """Everything that the checks look at."""

    log: Log
    instance: bytes
    result: bytes
    asked: Instance
    told: _Told

    @property
    def lottery(self) -> Mapping[str, Any]:
        block: Mapping[str, Any] = self.asked.document["lottery"]
        return block

    def exhibit(self, digest_: str) -> bytes:
        """Its bytes. Raises `_Missing`, and `Damage` where others are filed under the digest."""
        name = digest_.removeprefix("sha256:")
        body = self.log.exhibit(name)
        if body is None:
            raise _Missing(f"the export does not hold the exhibit {name}")
        if sha256(body).hexdigest() != name:
            raise Damage(f"exhibit/{name}", "the bytes have another digest")
        return body


def rounded(log: Log, instance: bytes, result: bytes, findings: Findings) -> Mapping[str, Any]:
    """Where the round stands in the log. What does not hold is a finding `reason_20` to `_25`.

    The result was verified before. Raises `Damage` where the log cannot be read.
    """
    return _held(_of(log, instance, result), findings)


@dataclass(frozen=True)
class Exhibited:
    """The two exhibits of a frozen round, the codes of its exclusions derived from the log."""

    scores: bytes
    exclusions: Exclusions


def exhibited(log: Log, instance: bytes, result: bytes, findings: Findings) -> Exhibited | None:
    """From the log itself; None, with findings, where the round is not as the log tells it."""
    round_ = _of(log, instance, result)
    _held(round_, findings)
    freeze, frozen = round_.told.freeze, round_.told.data("RoundFrozen")
    if findings.exit or freeze is None:
        return None
    scores, exclusions = (
        round_.exhibit(f"{_exhibit(frozen, name)}") for name in ("scores", "exclusions")
    )
    return Exhibited(scores, derived(log, freeze, round_.asked, exclusions))


def _of(log: Log, instance: bytes, result: bytes) -> _Round:
    asked = read_instance(instance)
    return _Round(log, instance, result, asked, _read(log, asked))


def _held(round_: _Round, findings: Findings) -> Mapping[str, Any]:
    told = round_.told
    try:
        for check in _CHECKS:
            check(round_)
    except Rejected as why:
        at = told.index(_ABOUT[why.reason])
        findings.add("", f"reason_{why.reason}", why.text, index=at)
        return {"reason": why.reason}
    except (_Missing, Unfolded) as missing:
        findings.add("", "round_unchecked", str(missing), exit_=UNCHECKED)
    return {"log": {fact: told.index(fact) for fact in _FACTS}, "size": round_.log.size}


def _read(log: Log, asked: Instance) -> _Told:
    """One reading of the whole log. Raises `Damage`, where its root is not the checkpoint's too."""
    told, frontier = _Told(), Frontier()
    size = asked.document["lottery"]["checkpoint_size"]
    about = f"matching.round.{asked.document['round']}"
    command: Entry | None = None
    for index, leaf in log.leaves():
        if index == size:
            told.root = frontier.root()
        frontier = frontier.append(leaf_hash(leaf))
        entry = read_entry(index, leaf)
        if entry.kind == "command":
            command = entry
        elif (entry.service, entry.name) == ("ledger", "LogFounded"):
            told.clock = entry.data.get("clock")
        elif entry.entity == about and entry.name in _FACTS and entry.name not in told.facts:
            told.facts[entry.name] = index, entry
            told.freeze = command if entry.name == "RoundFrozen" else told.freeze
    if size == log.size:
        told.root = frontier.root()
    if frontier.root() != log.checkpoint.root:
        raise Damage("checkpoint", "the entries have another root")
    return told


# --- the checks, in their order -----------------------------------------------------------------


def _sealed(round_: _Round) -> None:
    """20. What was sealed is this question, before the position that chance was tied to."""
    frozen = round_.told.index("RoundFrozen")
    if frozen is None:
        raise Rejected(SEALED, f"the log has no frozen round {round_.asked.document['round']}")
    if round_.told.data("RoundFrozen").get("digest") != sealed_digest(round_.instance):
        raise Rejected(SEALED, "the inputs are not those that were sealed")
    if frozen >= round_.lottery["checkpoint_size"]:
        raise Rejected(SEALED, "sealed after the position from which the draws follow")
    settled = round_.told.data("RoundSettled")
    for name, body in (("instance", round_.instance), ("result", round_.result)):
        if settled and f"sha256:{_exhibit(settled, name)}" != digest(body):
            raise Rejected(SEALED, f"the round was settled with another {name}")


def _checkpoint(round_: _Round) -> None:
    """21. Size and root are the log's, right after the freeze; and recorded so."""
    size, root = round_.lottery["checkpoint_size"], round_.lottery["checkpoint_root"]
    frozen = round_.told.index("RoundFrozen")
    if frozen is None or size != frozen + 1:
        raise Rejected(CHECKPOINT, f"size {size} is not the position right after the freeze")
    if round_.told.root is None or round_.told.root.hex() != root:
        raise Rejected(CHECKPOINT, f"the log of size {size} has another root")
    recorded = round_.told.data("BeaconRecorded")
    if not recorded:
        raise Rejected(BEACON, "the log records no chance for this round")
    if (recorded.get("checkpoint_size"), recorded.get("checkpoint_root")) != (size, root):
        raise Rejected(CHECKPOINT, "another size or root was recorded with the chance")


def _beacon(round_: _Round) -> None:
    """22. The pulse that was announced before the round opened, with its genuine value."""
    block, announced = round_.lottery, round_.told.data("RoundAnnounced")
    recorded = round_.told.data("BeaconRecorded")
    name, pulse = block["beacon"], block["pulse"]
    if (announced.get("beacon"), announced.get("pulse")) != (name, pulse):
        raise Rejected(BEACON, f"beacon {name}, pulse {pulse} is not what was announced")
    if (recorded.get("pulse"), recorded.get("randomness")) != (pulse, block["randomness"]):
        raise Rejected(BEACON, "another value was recorded for the pulse")
    known = BEACONS.get(name)
    if known is None:
        raise _Missing(f"this release cannot check a value of the beacon {name}")
    if known.rehearsed and round_.told.clock != "virtual":
        raise Rejected(BEACON, "a chance that anybody can foresee, in a log that is no rehearsal")
    if known.rehearsed and rehearsed(round_.asked.document["round"], pulse) != block["randomness"]:
        raise Rejected(BEACON, "the pulse has another value")


def _void(round_: _Round) -> None:
    """23. Each earlier draw left two answers equally good."""
    named = round_.lottery.get("void", [])
    check_voids(round_.instance, [round_.exhibit(each) for each in named])


def _scores(round_: _Round) -> None:
    """24. The scores are those that were frozen, each the sum of its parts."""
    frozen = _exhibit(round_.told.data("RoundFrozen"), "scores")
    if round_.asked.document["scores_exhibit"] != f"sha256:{frozen}":
        raise Rejected(SCORES, "the instance names other scores than were frozen")
    Parts.read(round_.asked, round_.exhibit(f"{frozen}"))


def _exclusions(round_: _Round) -> None:
    """25. What is excluded is counted, as the log tells it."""
    frozen = round_.told.data("RoundFrozen")
    named = f"{_exhibit(frozen, 'exclusions')}"
    if Exclusions.read(round_.asked, round_.exhibit(named)).counts != frozen.get("excluded"):
        raise Rejected(EXCLUSIONS, "the log counts other exclusions")


def _rules(round_: _Round) -> None:
    """24 and 25. Both follow from the rules in force and from who entered, made again."""
    frozen, freeze = round_.told.data("RoundFrozen"), round_.told.freeze
    if freeze is None:
        raise _Missing("no command stands before the freeze")
    scores = round_.exhibit(f"{_exhibit(frozen, 'scores')}")
    exclusions = round_.exhibit(f"{_exhibit(frozen, 'exclusions')}")
    wrong = by_rules(round_.log, freeze, round_.asked, scores, exclusions)
    if wrong is not None:
        raise Rejected(*wrong)


def _exhibit(data: Mapping[str, Any], name: str) -> Any:
    named = data.get(name)
    return named.get("exhibit") if isinstance(named, Mapping) else None


_CHECKS = (_sealed, _checkpoint, _beacon, _void, _scores, _exclusions, _rules)
_ABOUT = {
    SEALED: "RoundFrozen",
    CHECKPOINT: "BeaconRecorded",
    BEACON: "BeaconRecorded",
    VOID: "RoundSettled",
    SCORES: "RoundFrozen",
    EXCLUSIONS: "RoundFrozen",
}
