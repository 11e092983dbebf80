"""Step 13 of verification (`matching.md` 9): one check for each reason from 20 to 25."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from baraza.auditor.log import Log
from baraza.auditor.rounded_chance import published, together
from baraza.auditor.rounded_rules import by_rules, rules_of
from baraza.auditor.source import Damage
from baraza.decider import Entry
from baraza.matching.domain.explaining import Exclusions, Parts
from baraza.matching.domain.v1.beacons import BEACONS, Beacon
from baraza.matching.domain.v1.certificate import (
    Instance,
    Rejected,
    digest,
    sealed_bytes,
    sealed_digest,
    strict,
)
from baraza.matching.domain.v1.lottery import check_voids, rehearsed
from baraza.matching.domain.v1.round import Exhibits

SEALED, CHECKPOINT, BEACON, VOID, SCORES, EXCLUSIONS = range(20, 26)


class Missing(Exception):
    """Something that a check needs is not there: unchecked, not false."""


@dataclass
class Told:
    """What the log tells of one round: of each fact the first, with its index."""

    clock: Any = None
    facts: dict[str, tuple[int, Entry]] = field(default_factory=dict)
    chance: list[tuple[int, Entry]] = field(default_factory=list)
    """What bodies committed to and revealed, in the order of the log."""
    freeze: Entry | None = None  # the command that `RoundFrozen` came of
    root: bytes | None = None  # at the size that the instance names

    def data(self, fact: str) -> Mapping[str, Any]:
        """Nothing where there is no such fact."""
        return self.facts[fact][1].data if fact in self.facts else {}

    def index(self, fact: str) -> int | None:
        return self.facts[fact][0] if fact in self.facts else None


@dataclass(frozen=True)
class Round:
    """Everything that the checks look at."""

    log: Log
    instance: bytes
    result: bytes
    asked: Instance
    told: Told

    @property
    def lottery(self) -> Mapping[str, Any]:
        block: Mapping[str, Any] = self.asked.document["lottery"]
        return block

    def exhibit(self, digest_: str) -> bytes:
        """Its bytes. Raises `Missing`, and `Damage` where others are filed under the digest."""
        name = digest_.removeprefix("sha256:")
        body = self.log.exhibit(name)
        if body is None:
            raise Missing(f"the export does not hold the exhibit {name}")
        if sha256(body).hexdigest() != name:
            raise Damage(f"exhibit/{name}", "the bytes have another digest")
        return body


# --- the checks, in their order -----------------------------------------------------------------


def _sealed(round_: Round) -> None:
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
        if settled and f"sha256:{named_exhibit(settled, name)}" != digest(body):
            raise Rejected(SEALED, f"the round was settled with another {name}")


def _checkpoint(round_: Round) -> None:
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


def _beacon(round_: Round) -> None:
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
        raise Missing(f"this release cannot check a value of the beacon {name}")
    if known.rehearsed and round_.told.clock != "virtual":
        raise Rejected(BEACON, "a chance that anybody can foresee, in a log that is no rehearsal")
    if _value(round_, known) != block["randomness"]:
        raise Rejected(BEACON, "the pulse has another value")


def _value(round_: Round, known: Beacon) -> str:
    """What the chance comes to, whatever was recorded. Raises `Missing`, `Rejected`, `Unfolded`."""
    id_, told = round_.asked.document["round"], round_.told
    announced = told.data("RoundAnnounced")
    frozen, recorded = told.index("RoundFrozen"), told.index("BeaconRecorded")
    if known.rehearsed:
        return rehearsed(id_, round_.lottery["pulse"])
    if known.contributed and frozen is not None and recorded is not None:
        return together(id_, announced, told.chance, frozen, recorded)
    if told.freeze is None:
        raise Missing("no command stands before the freeze")
    named = named_exhibit(told.data("BeaconRecorded"), "published")
    if named is None:
        raise Rejected(BEACON, "no pulse was recorded")
    adopted = rules_of(round_.log, told.freeze, round_.asked).beacons
    return published(announced, round_.exhibit(f"{named}"), adopted)


def _void(round_: Round) -> None:
    """23. Each earlier draw left two answers equally good."""
    named = round_.lottery.get("void", [])
    check_voids(round_.instance, [round_.exhibit(each) for each in named])


def _scores(round_: Round) -> None:
    """24. The scores are those that were frozen, each the sum of its parts."""
    frozen = named_exhibit(round_.told.data("RoundFrozen"), "scores")
    if round_.asked.document["scores_exhibit"] != f"sha256:{frozen}":
        raise Rejected(SCORES, "the instance names other scores than were frozen")
    Parts.read(round_.asked, round_.exhibit(f"{frozen}"))


def _exclusions(round_: Round) -> None:
    """25. What is excluded is counted, as the log tells it."""
    frozen = round_.told.data("RoundFrozen")
    named = f"{named_exhibit(frozen, 'exclusions')}"
    if Exclusions.read(round_.asked, round_.exhibit(named)).counts != frozen.get("excluded"):
        raise Rejected(EXCLUSIONS, "the log counts other exclusions")


def _rules(round_: Round) -> None:
    """24 and 25. Both follow from the rules in force and from who entered, made again."""
    frozen, freeze = round_.told.data("RoundFrozen"), round_.told.freeze
    if freeze is None:
        raise Missing("no command stands before the freeze")
    scores = round_.exhibit(f"{named_exhibit(frozen, 'scores')}")
    exclusions = round_.exhibit(f"{named_exhibit(frozen, 'exclusions')}")
    told = Exhibits(sealed_bytes(strict(round_.instance)), exclusions, scores)
    wrong = by_rules(round_.log, freeze, round_.asked, told)
    if wrong is not None:
        raise Rejected(*wrong)


def named_exhibit(data: Mapping[str, Any], name: str) -> Any:
    """The digest that a fact's data name so, or None."""
    named = data.get(name)
    return named.get("exhibit") if isinstance(named, Mapping) else None


CHECKS = (_sealed, _checkpoint, _beacon, _void, _scores, _exclusions, _rules)
ABOUT = {
    SEALED: "RoundFrozen",
    CHECKPOINT: "BeaconRecorded",
    BEACON: "BeaconRecorded",
    VOID: "RoundSettled",
    SCORES: "RoundFrozen",
    EXCLUSIONS: "RoundFrozen",
}
