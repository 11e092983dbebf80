"""What the ledger must remember about itself to decide."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import dataclass, field

from rpds import HashTrieMap

from baraza.ledger.messages import Fact, key_name

Known = Fact  # closed with this version


@dataclass(frozen=True)
class Log:
    """Empty until it is founded; `keys` are those that sign today, `once` all there ever were."""

    origin: str = ""
    keys: HashTrieMap[str, tuple[str, ...]] = field(default_factory=HashTrieMap)
    once: HashTrieMap[str, str] = field(default_factory=HashTrieMap)  # vkey -> key name
    contracts: HashTrieMap[str, str] = field(default_factory=HashTrieMap)
    deciders: HashTrieMap[str, str] = field(default_factory=HashTrieMap)

    @property
    def founded(self) -> bool:
        return bool(self.origin)

    def name_of(self, producer: str) -> str:
        """The key name under which a service or a body's hand signs."""
        return f"{self.origin}/{producer}"

    def signing(self, name: str) -> tuple[str, ...]:
        """The keys of this name that are good today, oldest first."""
        return self.keys.get(name, ())

    def with_key(self, vkey: str) -> HashTrieMap[str, tuple[str, ...]]:
        return self.keys.insert(key_name(vkey), (*self.signing(key_name(vkey)), vkey))

    def without_key(self, vkey: str) -> HashTrieMap[str, tuple[str, ...]]:
        left = tuple(key for key in self.signing(key_name(vkey)) if key != vkey)
        return self.keys.insert(key_name(vkey), left)
