"""A state at a basis, with what every decision needs of the whole log."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from rpds import HashTrieMap

from baraza.decider.decider import Decider, Seen
from baraza.decider.entry import Entry
from baraza.decider.upcast import upcasted

State = TypeVar("State")

_CONTRACTS = ("baraza.event.ledger.LogFounded.v1", "baraza.event.ledger.ContractRegistered.v1")


class UnknownType(Exception):
    """The log holds a fact that this version of the rules cannot read. Install a newer release."""


@dataclass(frozen=True)
class Folded(Generic[State]):
    """`state` is the fold of entries 0 .. basis-1; versions and contracts are of the whole log."""

    state: State
    versions: HashTrieMap[str, int] = field(default_factory=HashTrieMap)  # entity key -> version
    contracts: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # type -> schema digest
    basis: int = 0

    def version(self, entity: str) -> int:
        """How many facts the log holds about this entity."""
        return self.versions.get(entity, 0)

    def learn(self, decider: Decider[State, Any, Any, Any], entry: Entry) -> Folded[State]:
        """Fold the entry whose index is `basis`.

        Raises `UnknownType` for a fact of the decider's own service, or for a version of a fact
        it knows, that it cannot read: such a fact is never skipped.
        """
        if entry.kind == "command":
            return Folded(self.state, self.versions, self.contracts, self.basis + 1)
        contracts = self.contracts
        if entry.type in _CONTRACTS:
            contracts = contracts.update(entry.data["contracts"])
        return Folded(
            evolved(decider, self.state, entry, self.basis),
            self.versions.insert(entry.entity, entry.document["entityversion"]),
            contracts,
            self.basis + 1,
        )


def evolved(
    decider: Decider[State, Any, Any, Any], state: State, entry: Entry, index: int
) -> State:
    """The state after the event at this index. Raises `UnknownType`, as `learn` does.

    A fact of an older version is read as the newest that the decider's chain leads to.
    """
    entry = upcasted(entry, decider.upcasters)
    fact = decider.knows.get(entry.type)
    if fact is not None:
        seen = Seen(index, entry.id, entry.subject, entry.time, entry.document["correlationid"])
        return decider.evolve(state, fact.model_validate(entry.data), seen)
    if entry.name != "CommandRefused" and _must_know(decider, entry):
        raise UnknownType(f"entry {index}: {entry.type} is not known to {decider.name}")
    return state


def _must_know(decider: Decider[Any, Any, Any, Any], entry: Entry) -> bool:
    name = entry.type.rpartition(".v")[0]
    return entry.service == decider.service or any(
        known.rpartition(".v")[0] == name for known in decider.knows
    )
