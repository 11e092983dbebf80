"""A log as judges read it: decisions with their facts, and nothing that a service holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from baraza.decider import Entry, instant
from baraza.messaging.ledger import Kept

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """One event where it stands, with the decision that recorded it."""

    index: int
    service: str
    name: str
    subject: str
    data: Data
    decision: "Decision"

    @property
    def at(self) -> datetime:
        return self.decision.at

    @property
    def kind(self) -> str:
        return f"{self.service}.{self.name}"

    def __str__(self) -> str:
        return f"{self.kind} at {self.index}"


@dataclass(frozen=True)
class Decision:
    """A command and its facts."""

    index: int
    service: str
    name: str
    at: datetime
    actor: str
    acting_as: str
    document: Data
    facts: list[Fact] = field(default_factory=list, compare=False)

    @property
    def refused(self) -> str | None:
        """For what reason; None where it was not."""
        if self.facts and self.facts[0].name == "CommandRefused":
            return str(self.facts[0].data["reason"])
        return None

    def has(self, kind: str, /, **told: Any) -> bool:
        """Whether a fact of this kind stands in it, saying this."""
        return any(
            fact.kind == kind and all(fact.data.get(k) == v for k, v in told.items())
            for fact in self.facts
        )


@dataclass(frozen=True)
class Story:
    """The whole log, in order."""

    decisions: Sequence[Decision]

    @property
    def ends(self) -> datetime:
        return max((one.at for one in self.decisions), default=datetime.max.replace(tzinfo=UTC))

    def facts(self, *kinds: str) -> Iterator[Fact]:
        """Those of these kinds (`matching.PairProposed`); of all kinds where none is named."""
        for decision in self.decisions:
            for fact in decision.facts:
                if not kinds or fact.kind in kinds:
                    yield fact

    def at(self, index: int) -> Decision | None:
        """The decision in which this entry stands."""
        return next((d for d in self.decisions if d.index <= index <= d.index + len(d.facts)), None)


def story_of(kept: Sequence[Kept]) -> Story:
    decisions: list[Decision] = []
    for one in kept:
        entry = one.entry
        if entry.kind == "command":
            decisions.append(_decision(one.index, entry))
        else:
            decision = decisions[-1]
            decision.facts.append(
                Fact(one.index, entry.service, entry.name, entry.subject, entry.data, decision)
            )
    return Story(decisions)


def _decision(index: int, entry: Entry) -> Decision:
    told = entry.document
    return Decision(
        index, entry.service, entry.name, entry.time, told["actor"], told["actingas"], told
    )


Said = tuple[str, Data]
"""A fact of a forged log: `matching.PairProposed` and what it says."""


def forged(*told: Mapping[str, Any]) -> Story:
    """A log that nobody recorded; of each decision is told what a judge looks at.

    `facts` is a list of (kind, data); `at`, `actor`, `acting_as`, `command`, `data` may be told.
    """
    decisions: list[Decision] = []
    index = 0
    for one in told:
        kind = one.get("command", f"{one['facts'][0][0].split('.')[0]}.Say")
        service, _, name = kind.partition(".")
        document = {
            "actor": one.get("actor", "body.ops"),
            "actingas": one.get("acting_as", "operate"),
            "reason": "ordinary",
            "decider": f"{service}.v1",
            "data": one.get("data", {}),
        }
        document = {k: v for k, v in document.items() if k not in one.get("without", ())}
        at = instant(f"{one.get('at', '2027-03-01')}T09:00:00.000Z")
        actor, acting_as = document.get("actor", ""), document.get("actingas", "")
        decision = Decision(index, service, name, at, actor, acting_as, document)
        for fact_kind, data in one["facts"]:
            index += 1
            of, _, fact = fact_kind.partition(".")
            decision.facts.append(
                Fact(index, of, fact, str(data.get("subject", "x.y")), data, decision)
            )
        decisions.append(decision)
        index += 1
    return Story(decisions)
