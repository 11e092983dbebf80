"""What a decision followed from, and what followed from it."""

from collections import deque
from typing import Any

from baraza.auditor.decisions import Decision, named_in
from baraza.auditor.sentences import Names
from baraza.decider import Entry

MOST = 500
"""Consequences that are told; whoever wants more reads on from the last one."""


class Chain:
    """Every decision of a log, by what made it asked, and every version of every entity."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self._decisions: dict[str, Decision] = {}
        self._index_of: dict[str, int] = {}
        self._caused: dict[str, list[str]] = {}
        self._by_index: dict[int, Decision] = {}
        self._versions: dict[tuple[str, int], int] = {}
        self._of_pairs: dict[tuple[str, str], list[tuple[int, Entry]]] = {}
        self._of_entities: dict[str, list[tuple[int, Entry]]] = {}

    def see(self, decision: Decision) -> None:
        self._decisions[decision.command.id] = self._by_index[decision.first] = decision
        if decision.cause:
            before = decision.cause.partition(".")[0]
            self._caused.setdefault(before, []).append(decision.command.id)
        for index, event in decision.facts:
            self._by_index[index], self._index_of[event.id] = decision, index
            self._versions[event.entity, event.document["entityversion"]] = index
            self._of_entities.setdefault(event.entity, []).append((index, event))
            mentor, mentee = named_in(event.data, "mentor", "mentee")
            if isinstance(mentor, str) and isinstance(mentee, str):
                self._of_pairs.setdefault((mentor, mentee), []).append((index, event))

    def made(self, entity: str, version: int) -> int | None:
        """The entry that made this version of an entity."""
        return self._versions.get((entity, version))

    def causes(self, decision: Decision) -> list[str]:
        """Ids, from what made this be asked back to the first command of the chain."""
        chain: list[str] = []
        cause = decision.cause
        while cause is not None and cause not in chain:
            chain.append(cause)
            command, event, _ = cause.partition(".")
            if event:
                chain.append(command)
            before = self._decisions.get(command)
            cause = before.cause if before else None
        return chain

    def upstream(self, decision: Decision) -> list[dict[str, Any]]:
        """The decisions that it followed from, the nearest first."""
        ids = [cause for cause in self.causes(decision) if "." not in cause]
        return [self._decisions[one].brief(self.names) for one in ids if one in self._decisions]

    def downstream(self, decision: Decision, index: int) -> list[dict[str, Any]]:
        """The decisions that followed from it, and those that changed what was asked about."""
        found: set[int] = set()
        waiting = deque(self._caused.get(decision.command.id, ()))
        while waiting and len(found) < MOST:
            after = self._decisions[waiting.popleft()]
            found.add(after.first)
            waiting.extend(self._caused.get(after.command.id, ()))
        asked = dict(decision.facts).get(index)
        if asked is not None:
            found |= {at for at, event in self.about(asked) if at > decision.last}
        firsts = sorted({self._by_index[at].first for at in found})
        return [self._by_index[at].brief(self.names) for at in firsts[:MOST]]

    def about(self, fact: Entry) -> list[tuple[int, Entry]]:
        """The facts about the same pair of people, else about the same entity, in order."""
        mentor, mentee = named_in(fact.data, "mentor", "mentee")
        if isinstance(mentor, str) and isinstance(mentee, str):
            return self._of_pairs.get((mentor, mentee), [])
        return self._of_entities.get(fact.entity, [])

    def decision_of(self, fact: Entry) -> Decision:
        return self._by_index[self._index_of[fact.id]]

    def index_of(self, fact: Entry) -> int:
        return self._index_of[fact.id]

    def facts_on(self, entity: str) -> list[tuple[int, Entry]]:
        return self._of_entities.get(entity, [])
