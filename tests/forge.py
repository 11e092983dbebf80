"""Logs made by hand, honest or not: entries signed with throwaway keys, written as an export.

The service `toy` counts: `Count` asks, `Counted` says, and above 99 it refuses. What a test changes
before `export` goes into the tree as an operator could put it there; what it changes after is
damage.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from baraza.transparency import (
    Checkpoint,
    Hand,
    Leaf,
    Receipt,
    Signer,
    ask_digest,
    bundle,
    canonical,
    entries_path,
    leaf_hash,
    leaves_digest,
    producer_note,
    root_of,
    tile_path,
    tiles_of_size,
)
from baraza.transparency.notes import COSIGNATURE

ORIGIN = "forged.example/1"
START = 1_800_000_000_000  # ms: 2027-01-15T08:00:00Z
NOW = START // 1000 + 7_200
SERVICES = ("ledger", "toy")


def key(name: str, kind: int = 1) -> Signer:
    return Signer(name, sha256(b"forge " + name.encode()).digest(), kind)


LOG = key(ORIGIN)
WITNESSES = [key(f"w{k}.example/one", COSIGNATURE) for k in range(3)]


def producer(service: str) -> Signer:
    return key(f"{ORIGIN}/{service}")


def digest_of(body: bytes) -> str:
    return sha256(body).hexdigest()


ANY_SCHEMA = b'{"type":"object"}'
COUNT_SCHEMA = canonical(
    {
        "type": "object",
        "properties": {"by": {"type": "integer", "minimum": 1}},
        "required": ["by"],
    }
)
LEDGER_TYPES = (
    *("command.ledger.FoundLog", "event.ledger.LogFounded"),
    *("command.ledger.RegisterProducer", "event.ledger.ProducerRegistered"),
    *("command.ledger.RotateProducerKey", "event.ledger.ProducerKeyRotated"),
    *("command.ledger.RevokeProducer", "event.ledger.ProducerRevoked"),
    *("command.ledger.RegisterContract", "event.ledger.ContractRegistered"),
    *("command.ledger.RegisterDecider", "event.ledger.DeciderRegistered"),
    "event.ledger.CommandRefused",
)
TOY_TYPES = ("command.toy.Count", "event.toy.Counted", "event.toy.CommandRefused")


def schema_uri(digest: str) -> str:
    text = urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")
    return f"ni:///sha-256;{text}"


def instant(ms: int) -> str:
    from datetime import UTC, datetime

    time = datetime.fromtimestamp(ms // 1000, UTC)
    return f"{time:%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}Z"


@dataclass
class Item:
    """One entry before it becomes a leaf; `wire` and `index` only where they are to be wrong."""

    document: dict[str, Any]
    signer: Signer
    at: int
    wire: bytes | None = None
    index: int | None = None


@dataclass
class Forge:
    """A log in the making. Change `items` and `exhibits` at will, then `export`."""

    clock: str = "system"
    items: list[Item] = field(default_factory=list)
    exhibits: dict[str, bytes] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)
    contracts: dict[str, str] = field(default_factory=dict)

    @classmethod
    def founded(cls, clock: str = "system") -> "Forge":
        """Four decisions: the founding, the toy's key and its contracts, a body's key."""
        forge = cls(clock)
        contracts = {f"baraza.{t}.v1": forge.exhibit(ANY_SCHEMA) for t in LEDGER_TYPES}
        forge.contracts.update(contracts)
        founding = {
            "origin": ORIGIN,
            "clock": clock,
            "root_key": producer("root").vkey,
            "log_key": LOG.vkey,
            "ledger_key": producer("ledger").vkey,
            "contracts": contracts,
        }
        forge.root("FoundLog", "LogFounded", "log.main", founding)
        forge.register("toy")
        contracts = {f"baraza.{t}.v1": forge.exhibit(ANY_SCHEMA) for t in TOY_TYPES}
        contracts["baraza.command.toy.Count.v1"] = forge.exhibit(COUNT_SCHEMA)
        forge.publish(contracts)
        forge.register("body.council")
        return forge

    def exhibit(self, body: bytes) -> str:
        self.exhibits[digest_of(body)] = body
        return digest_of(body)

    def root(self, command: str, event: str, subject: str, data: dict[str, Any]) -> None:
        """A decision of the founders, signed by the root key."""
        self.decide("ledger", command, subject, data, [(event, subject, data)], key_of="root")

    def register(self, service: str) -> None:
        data = {"service": service, "key": producer(service).vkey}
        subject = f"producer.{service.replace('.', '_')}"
        self.root("RegisterProducer", "ProducerRegistered", subject, data)

    def publish(self, contracts: dict[str, str]) -> None:
        data, subject = {"contracts": contracts}, "contract.toy"
        events = [("ContractRegistered", subject, data)]
        self.decide("ledger", "RegisterContract", subject, data, events, actor="service.ledger")
        self.contracts.update(contracts)

    def count(self, by: int = 1, subject: str = "counter.one", **more: Any) -> int:
        """An honest decision of the toy; gives the index of its command."""
        data = {"counter": subject.partition(".")[2], "by": by} | more.pop("data", {})
        events = more.pop("events", [("Counted", subject, data)])
        actor = more.pop("actor", "person.p12345")
        return self.decide("toy", "Count", subject, data, events, actor=actor, **more)

    def refuse(self, subject: str = "counter.one", **more: Any) -> int:
        """A refusal that stands as it should."""
        expect = f"toy.{subject}={self.versions.get(f'toy.{subject}', 0)}"
        numbers = {"most": 99}
        data = {"command": "Count", "reason": "too_many", "rule": "toy.v1", "numbers": numbers}
        events = [("CommandRefused", f"refusal.{self.next_id}", data)]
        return self.count(100, subject, events=events, **{"expect": expect, **more})

    @property
    def next_id(self) -> str:
        return f"01900000-0000-7000-8000-{len(self.items):012x}"

    def decide(
        self,
        service: str,
        command: str,
        subject: str,
        data: dict[str, Any],
        events: list[tuple[str, str, dict[str, Any]]],
        *,
        key_of: str | None = None,
        actor: str = "body.founders",
        **members: Any,
    ) -> int:
        """Append a decision; `members` replace or add to those of the command."""
        first, at = len(self.items), START + 1000 * len(self.items)
        id_, signer = self.next_id, producer(key_of or service)
        common = {
            "specversion": "1.0",
            "source": f"//{ORIGIN}/{service}",
            "time": instant(at),
            "datacontenttype": "application/json",
            "commandid": id_,
            "correlationid": id_,
        }
        made = []
        for k, (name, about, said) in enumerate(events, 1):
            entity = f"{service}.{about}"
            self.versions[entity] = self.versions.get(entity, 0) + 1
            made.append(
                {
                    **common,
                    **self._typed(f"event.{service}.{name}"),
                    "id": f"{id_}.{k}",
                    "subject": about,
                    "entityversion": self.versions[entity],
                    **_listed(named(said)),
                    "data": said,
                }
            )
        asked = {
            **common,
            **self._typed(f"command.{service}.{command}"),
            "id": id_,
            "subject": subject,
            "actor": actor,
            "actingas": "self",
            "basis": first,
            "decider": f"{service}.v1",
            "eventcount": len(made),
            "eventsdigest": "",
            **_listed(named(data).union(*(named(event["data"]) for event in made))),
            "data": data,
            **members,
        }
        self.items += [Item(document, signer, at) for document in (asked, *made)]
        self.seal(first)
        return first

    def _typed(self, short: str) -> dict[str, str]:
        type_ = f"baraza.{short}.v1"
        return {"type": type_, "dataschema": schema_uri(self.contracts[type_])}

    def seal(self, first: int) -> None:
        """The command's count and digest of its events as they now are."""
        command = self.items[first].document
        events = self.items[first + 1 : first + 1 + command["eventcount"]]
        digests = [sha256(canonical(event.document)).digest() for event in events]
        command["eventsdigest"] = sha256(b"".join(digests)).hexdigest()

    def hand(self, first: int, signer: Signer | None = None, **other: str) -> bytes:
        """A hand note over a command, or over something else."""
        command = self.items[first].document
        ask = {"origin": ORIGIN, "command_id": command["id"], "ask_digest": ask_digest(command)}
        return (signer or producer("body.council")).sign(Hand(**ask | other).text).encode()

    def attach(self, first: int, body: bytes) -> None:
        """An exhibit that no data names."""
        document = self.items[first].document
        digests = {*document.get("exhibits", "").split(), self.exhibit(body)}
        document["exhibits"] = " ".join(sorted(digests))

    @property
    def leaves(self) -> list[bytes]:
        return [
            Leaf(
                index if item.index is None else item.index,
                item.at,
                producer_note(item.wire or canonical(item.document), item.signer),
            ).bytes
            for index, item in enumerate(self.items)
        ]

    def checkpoint(self, size: int | None = None) -> Checkpoint:
        leaves = self.leaves[:size]
        return Checkpoint(ORIGIN, len(leaves), root_of([leaf_hash(leaf) for leaf in leaves]))

    def note(self, size: int | None = None, *, signer: Signer = LOG, by: int = 2) -> bytes:
        """The checkpoint's note with this many cosignatures, an hour after the last entry."""
        text = self.checkpoint(size).text
        lines = [w.signature_line(text, seconds=NOW - 3_600) for w in WITNESSES[:by]]
        return (signer.sign(text) + "".join(lines)).encode()

    def receipt(self, first: int) -> bytes:
        item, hashes = self.items[first], [leaf_hash(leaf) for leaf in self.leaves]
        count = item.document["eventcount"] + 1
        receipt = Receipt(
            ORIGIN,
            item.document["id"],
            first,
            count,
            item.at,
            item.at + 10_000,
            leaves_digest(hashes[first : first + count]),
        )
        return producer("ledger").sign(receipt.text).encode()

    def export(self, folder: Path, note: bytes | None = None) -> Path:
        """Write everything as an export has it, the tree over what `items` now say."""
        leaves = self.leaves
        for n in range(-(-len(leaves) // 256)):
            part = leaves[n * 256 : n * 256 + 256]
            put(folder / entries_path(n, len(part)), bundle(part))
        level, hashes = 0, [leaf_hash(leaf) for leaf in leaves]
        for at, n, width in tiles_of_size(len(leaves)):
            while level < at:
                full = range(0, len(hashes) - 255, 256)
                level, hashes = level + 1, [root_of(hashes[i : i + 256]) for i in full]
            put(folder / tile_path(at, n, width), b"".join(hashes[n * 256 : n * 256 + width]))
        for digest, body in self.exhibits.items():
            put(folder / "exhibit" / digest, body)
        put(folder / "checkpoint", note or self.note())
        put(folder / "policy", POLICY.encode())
        return folder


POLICY = "".join(
    [
        f"log {LOG.vkey}\n",
        *(f"witness w{k} {w.vkey}\n" for k, w in enumerate(WITNESSES)),
        "group bodies 2 w0 w1 w2\nquorum bodies\n",
    ]
)
NO_QUORUM = f"log {LOG.vkey}\nquorum none\n"


def put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def named(data: Any) -> set[str]:
    """What the data name, for data without further depth."""
    found = {v["exhibit"] for v in data.values() if isinstance(v, dict) and "exhibit" in v}
    return found | set(data.get("contracts", {}).values())


def evidence(body: bytes, size: int | None = None) -> dict[str, Any]:
    return {
        "exhibit": digest_of(body),
        "media": "application/json",
        "size": len(body) if size is None else size,
    }


def _listed(digests: set[str]) -> dict[str, str]:
    return {"exhibits": " ".join(sorted(digests))} if digests else {}


def honest() -> Forge:
    """The honest log of most tests: two counts, a refusal, evidence, a hand note."""
    forge = Forge.founded()
    forge.count()
    forge.count(by=2, data={"beside": "two"}, expect="toy.counter.two=0")
    forge.refuse()
    forge.exhibit(b"{}")
    forge.count(data={"why": evidence(b"{}")})
    forge.attach(forge.count(), forge.hand(len(forge.items) - 2))
    return forge
