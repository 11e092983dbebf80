"""One entry of the log: a CloudEvents document in canonical form (`ledger.md` 3.1)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from baraza.canonical import canonical


def written(time: datetime) -> str:
    """An instant as an entry writes it: UTC with milliseconds."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def instant(text: str) -> datetime:
    """The inverse of `written`."""
    return datetime.fromisoformat(text)


def entry_type(kind: str, service: str, name: str, version: int = 1) -> str:
    return f"baraza.{kind}.{service}.{name}.v{version}"


def _read(text: str) -> Any:
    """As `json.loads`, without what it does for texts that nobody has checked."""
    try:
        value, end = _DECODER.raw_decode(text)
    except ValueError:
        return json.loads(text)
    return value if end == len(text) else json.loads(text)


_DECODER = json.JSONDecoder()


def bus_subject(type_: str, entity: str) -> str:
    """Where an entry of this type about this entity is sent: made from these, nothing else."""
    _, kind, _, name, _ = type_.split(".")
    return f"baraza.{kind}.{entity}.{name}"


@dataclass(frozen=True)
class Asked:
    """What a command's entry says beside its data."""

    id: str
    time: datetime
    actor: str  # person.<pseudonym>, body.<id>, service.<name>, voice.<alias>
    acting_as: str = "self"
    reason: str | None = None
    exhibits: Mapping[str, bytes] = field(default_factory=dict)  # by digest


@dataclass(frozen=True)
class Entry:
    """One CloudEvents document, command or fact, before or after it has an index."""

    document: Mapping[str, Any]

    @classmethod
    def read(cls, wire: bytes) -> "Entry":
        """From canonical bytes that were checked when they were appended."""
        entry = cls(_read(wire.decode()))
        entry.__dict__["wire"] = wire
        return entry

    @cached_property
    def wire(self) -> bytes:
        """The canonical bytes (RFC 8785): what is signed and hashed."""
        return canonical(self.document)

    @cached_property
    def digest(self) -> bytes:
        return sha256(self.wire).digest()

    @property
    def id(self) -> str:
        return str(self.document["id"])

    @property
    def command_id(self) -> str:
        return str(self.document["commandid"])

    @property
    def type(self) -> str:
        return str(self.document["type"])

    @property
    def subject(self) -> str:
        return str(self.document["subject"])

    @property
    def data(self) -> Mapping[str, Any]:
        data: Mapping[str, Any] = self.document["data"]
        return data

    @cached_property
    def time(self) -> datetime:
        return instant(self.document["time"])

    @cached_property
    def _words(self) -> list[str]:
        return self.type.split(".")

    @property
    def kind(self) -> str:
        """`command` or `event`."""
        return self._words[1]

    @property
    def service(self) -> str:
        return self._words[2]

    @property
    def name(self) -> str:
        return self._words[3]

    @property
    def entity(self) -> str:
        """The entity key of its subject: `registration.person.p41d09`."""
        return f"{self.service}.{self.subject}"

    @property
    def bus_subject(self) -> str:
        """The NATS subject: made from type and subject, nothing else."""
        return bus_subject(self.type, self.entity)

    def asked(self, exhibits: Mapping[str, bytes]) -> Asked:
        """What a rule may know of a command entry beside its data."""
        document = self.document
        return Asked(
            id=self.id,
            time=self.time,
            actor=document["actor"],
            acting_as=document["actingas"],
            reason=document.get("reason"),
            exhibits=exhibits,
        )
