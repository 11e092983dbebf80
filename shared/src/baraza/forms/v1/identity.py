"""Who is one person under several pseudonyms: found out late, known from then on."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import dataclass, field

from rpds import HashTrieMap

from baraza.decider import Heard

MERGES = "registration.identity.all"
"""All merges are one entity: whoever decides about many people rests on none of them having been
merged meanwhile."""


class PersonsMerged(Heard):
    """Registration: the two are one person, from now on known as `kept`."""

    kept: str
    merged: str


HEARD_OF_MERGING: dict[str, type[PersonsMerged]] = {
    "baraza.event.registration.PersonsMerged.v1": PersonsMerged,
}


@dataclass(frozen=True)
class Identities:
    """Pseudonyms stay what they are in the log; this says which of them are one person's."""

    kept: HashTrieMap[str, str] = field(default_factory=HashTrieMap)
    names: HashTrieMap[str, frozenset[str]] = field(default_factory=HashTrieMap)

    def join(self, kept: str, merged: str) -> Identities:
        """Whatever was merged into either before goes along."""
        person, other = self.of(kept), self.of(merged)
        group = self.all(person) | self.all(other)
        known = self.kept
        for name in sorted(group - {person}):
            known = known.insert(name, person)
        return Identities(known, self.names.discard(other).insert(person, group))

    def of(self, person: str) -> str:
        """The pseudonym under which the person goes on."""
        return self.kept.get(person, person)

    def all(self, person: str) -> frozenset[str]:
        """Every pseudonym of this person."""
        return self.names.get(self.of(person), frozenset({person}))

    def same(self, one: str, other: str) -> bool:
        return self.of(one) == self.of(other)
