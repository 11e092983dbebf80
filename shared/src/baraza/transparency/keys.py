"""The keys that the log itself announces, and from which index to which they hold (13)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from baraza.transparency.notes import ED25519, BadKey, Verifier


@dataclass(frozen=True)
class HeldKey:
    """One key and the indexes at which its signatures count."""

    verifier: Verifier
    first: int
    last: int | None = None  # None: it has not ended
    suspect_from: int | None = None  # entries from here to `last` were signed in a doubtful time


@dataclass(frozen=True)
class KeyRing:
    """The keys known after some entries of one log; learning gives a new ring.

    A key announced at an index counts after it; one revoked at an index counts up to it. So
    nothing is retroactive. The root key alone counts from the founding that names it.
    """

    origin: str = ""
    held: Mapping[tuple[str, bytes], HeldKey] = field(default_factory=dict)
    logs: tuple[Verifier, ...] = ()

    def learn(self, index: int, document: Mapping[str, Any]) -> "KeyRing":
        """The ring after this entry; most entries say nothing of keys.

        `FoundLog` at index 0 is learned too, since it is signed by the root key that it names.
        A key under another name than its holder's is nobody's and is passed over.
        """
        type_ = document["type"]
        if not type_.startswith(_LEDGER):
            return self
        data = document["data"]
        match type_:
            case "baraza.command.ledger.FoundLog.v1" if index == 0:
                ring = replace(self, origin=str(data.get("origin")))
                return _hold(ring, f"{ring.origin}/root", data.get("root_key"), first=0)
            case "baraza.event.ledger.LogFounded.v1" if index <= 1:
                ring = replace(self, origin=str(data.get("origin")))
                ring = _hold(ring, f"{ring.origin}/root", data.get("root_key"), first=0)
                ring = _hold(ring, f"{ring.origin}/ledger", data.get("ledger_key"), first=index + 1)
                return _log(ring, data.get("log_key"))
            case (
                "baraza.event.ledger.ProducerRegistered.v1"
                | "baraza.event.ledger.ProducerKeyRotated.v1"
            ):
                # After a rotation both keys count, until the old one is revoked.
                name = f"{self.origin}/{data.get('service')}"
                return _hold(self, name, data.get("key"), first=index + 1)
            case "baraza.event.ledger.ProducerRevoked.v1":
                return _end(self, data.get("key"), index, _index(data.get("suspect_from")))
            case "baraza.event.ledger.LogKeyRotated.v1":
                return _log(self, data.get("key"))
            case "baraza.event.ledger.RootKeyRotated.v1":
                return _new_root(self, data.get("key"), index)
            case _:
                return self

    def valid(self, key_name: str, key_id: bytes, index: int) -> Verifier | None:
        """The key that may have signed the entry at this index."""
        key = self.held.get((key_name, key_id))
        if key is None or index < key.first or (key.last is not None and index > key.last):
            return None
        return key.verifier

    def why(
        self, key_name: str, key_id: bytes, index: int
    ) -> Literal["unknown_key", "revoked_key"] | None:
        """Why `valid` gives none, in the words of 4.4."""
        key = self.held.get((key_name, key_id))
        if key is None or index < key.first:
            return "unknown_key"
        return "revoked_key" if key.last is not None and index > key.last else None

    def log_verifiers(self) -> tuple[Verifier, ...]:
        """The keys that sign checkpoints; after a rotation the old one too."""
        return self.logs

    def doubtful(self) -> tuple[HeldKey, ...]:
        """Keys that were revoked with a time before it in which they are doubted."""
        return tuple(key for key in self.held.values() if key.suspect_from is not None)


_LEDGER = ("baraza.event.ledger.", "baraza.command.ledger.FoundLog.")


def _read(vkey: object) -> Verifier | None:
    try:
        verifier = Verifier.from_vkey(str(vkey))
    except BadKey:
        return None
    return verifier if verifier.kind == ED25519 else None


def _index(value: object) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None


def _hold(ring: KeyRing, name: str, vkey: object, *, first: int) -> KeyRing:
    verifier = _read(vkey)
    place = (name, verifier.key_id) if verifier else None
    if verifier is None or place is None or verifier.name != name or place in ring.held:
        return ring  # a key that is held already, or was revoked, does not begin again
    return replace(ring, held={**ring.held, place: HeldKey(verifier, first)})


def _end(ring: KeyRing, vkey: object, last: int, suspect_from: int | None) -> KeyRing:
    verifier = _read(vkey)
    place = (verifier.name, verifier.key_id) if verifier else None
    if place is None or place not in ring.held or ring.held[place].last is not None:
        return ring
    ended = replace(ring.held[place], last=last, suspect_from=suspect_from)
    return replace(ring, held={**ring.held, place: ended})


def _new_root(ring: KeyRing, vkey: object, index: int) -> KeyRing:
    """The new root is announced by the old, whose last word this is."""
    name = f"{ring.origin}/root"
    for (held_name, _), key in ring.held.items():
        if held_name == name:
            ring = _end(ring, key.verifier.vkey, index, None)
    return _hold(ring, name, vkey, first=index + 1)


def _log(ring: KeyRing, vkey: object) -> KeyRing:
    verifier = _read(vkey)
    if verifier is None or verifier.name != ring.origin or verifier in ring.logs:
        return ring
    return replace(ring, logs=(*ring.logs, verifier))
