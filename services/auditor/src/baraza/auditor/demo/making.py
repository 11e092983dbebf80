"""A log in memory, decided by the real rules and signed; and its export, honest or not."""

import json
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from rpds import HashTrieMap

from baraza.decider import Asked, Chain, Decider, Entry, Folded, Message, decision, uuid7_of
from baraza.transparency import (
    Checkpoint,
    Hand,
    Leaf,
    Signer,
    bundle,
    entries_path,
    leaf_hash,
    producer_note,
    root_of,
    tile_path,
)
from baraza.transparency.notes import COSIGNATURE

ORIGIN = "demo.example/never"
BEGAN = datetime.fromisoformat("2027-03-01T09:00:00+00:00")
AnyDecider = Decider[Any, Any, Any, Any]


def key(name: str, kind: int = 1) -> Signer:
    """A key that anybody can make."""
    return Signer(name, sha256(f"baraza demo\n{name}".encode()).digest(), kind)


LOG = key(ORIGIN)
WITNESSES = [key(f"demo.example/{body}-watches", COSIGNATURE) for body in ("a", "b", "c")]
POLICY = "".join(
    [
        f"log {LOG.vkey}\n",
        *(f"witness {name} {w.vkey}\n" for name, w in zip("abc", WITNESSES, strict=True)),
        "group bodies 2 a b c\nquorum bodies\n",
    ]
)


def producer(who: str) -> Signer:
    """`oversight`, `root`, `body.council`: whoever signs under this origin."""
    return key(f"{ORIGIN}/{who}")


@dataclass(frozen=True)
class Made:
    """One entry and who signed it; `signature_of` where that was made over other bytes."""

    entry: Entry
    signer: Signer
    signature_of: Entry | None = None

    def leaf(self, index: int) -> bytes:
        """As it stands at this index; under a virtual clock it is recorded when it is decided."""
        note = producer_note((self.signature_of or self.entry).wire, self.signer)
        if self.signature_of is not None:
            note = self.entry.wire + note[len(self.signature_of.wire) :]
        return Leaf(index, int(self.entry.time.timestamp() * 1000), note).bytes


@dataclass
class Making:
    """A log as far as it has been made. A copy may go on, or be altered, by itself."""

    deciders: dict[str, AnyDecider]
    made: list[Made] = field(default_factory=list)
    exhibits: dict[str, bytes] = field(default_factory=dict)
    folded: dict[str, Folded[Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for service, decider in self.deciders.items():
            self.folded.setdefault(service, Folded(decider.initial))

    def __copy__(self) -> "Making":
        return Making(
            self.deciders, [*self.made], {**self.exhibits}, {**self.folded}
        )  # entries and states are values

    def exhibit(self, body: bytes) -> str:
        digest = sha256(body).hexdigest()
        self.exhibits[digest] = body
        return digest

    def asked(self, service: str, actor: str, acting_as: str) -> Asked:
        """Who asks next; a minute has passed."""
        at = BEGAN + timedelta(minutes=len(self.made))
        id_ = uuid7_of(at, sha256(f"{service} {len(self.made)}".encode()).digest())
        return Asked(id_, at, actor, acting_as, "demo")

    def decide(
        self,
        service: str,
        command: Message,
        actor: str = "body.founders",
        acting_as: str = "founders",
        *,
        signer: Signer | None = None,
        note: bytes | None = None,
        decider: AnyDecider | None = None,
    ) -> int:
        """Decided by the rules, or by the liar's `decider`; the index of its command."""
        asked, hand = self.asked(service, actor, acting_as), None
        if note is not None:
            hand = self.exhibit(note)
            asked = replace(asked, exhibits={hand: note})
        before = self.folded[service]
        if type(command).__name__ == "FoundLog":  # it publishes what it is checked by
            before = replace(before, contracts=HashTrieMap(command.model_dump()["contracts"]))
        rules = decider or self.deciders[service]
        entries = decision(
            rules, before, command, asked, origin=ORIGIN, chain=Chain(via="file", hand=hand)
        )
        return self.append(entries, signer or producer(service))

    def append(self, entries: Sequence[Entry], signer: Signer) -> int:
        first = len(self.made)
        for entry in entries:
            self.made.append(Made(entry, signer))
            for service, decider in self.deciders.items():
                self.folded[service] = self.folded[service].learn(decider, entry)
        return first

    def signed_by(self, body: str, service: str, command: Message, actor: str, as_: str) -> int:
        """Decided with the note of this body over just this ask."""
        asked = self.asked(service, actor, as_)
        trial = copy(self)
        entry = trial.made[trial.decide(service, command, actor, as_)].entry
        note = Hand.over(ORIGIN, asked.id, entry.document).signed(producer(f"body.{body}"))
        return self.decide(service, command, actor, as_, note=note)

    # --- what others are shown -----------------------------------------------------------------

    @property
    def leaves(self) -> list[bytes]:
        return [made.leaf(index) for index, made in enumerate(self.made)]

    def note(self, *, cosigned: bool) -> bytes:
        """The checkpoint over all of it; with cosignatures where the bodies saw just this tree."""
        leaves = self.leaves
        text = Checkpoint(ORIGIN, len(leaves), root_of([leaf_hash(leaf) for leaf in leaves])).text
        seconds = int(self.made[-1].entry.time.timestamp()) + 60
        lines = [w.signature_line(text, seconds=seconds) for w in WITNESSES[:2] if cosigned]
        return (LOG.sign(text) + "".join(lines)).encode()

    def export(self, folder: Path, *, cosigned: bool = True) -> Path:
        """Fewer than 256 entries: one bundle and one tile (`ledger.md` 10.1)."""
        leaves = self.leaves
        files = {
            entries_path(0, len(leaves)): bundle(leaves),
            tile_path(0, 0, len(leaves)): b"".join(leaf_hash(leaf) for leaf in leaves),
            "checkpoint": self.note(cosigned=cosigned),
            "policy": POLICY.encode(),
            **{f"exhibit/{digest}": body for digest, body in self.exhibits.items()},
        }
        for name, body in files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(body)
        return folder


def schema_of(message: type[Message]) -> bytes:
    """A contract as this log publishes it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.JSONEncoder(sort_keys=True).encode(schema | message.model_json_schema()).encode()
