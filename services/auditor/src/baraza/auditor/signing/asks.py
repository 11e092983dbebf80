"""What a body means to ask, and what the desk says of it: two files, read with care."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from secrets import token_bytes
from typing import Any

from baraza.auditor.source_base import Misgiven
from baraza.decider import uuid7_of
from baraza.transparency import BadJson, parse

MEMBERS = frozenset(
    ("service", "command", "id", "actor", "acting_as", "reason", "via", "data", "exhibits")
)
_REQUIRED = ("service", "command", "actor", "data")
_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Meant:
    """An ask as a body wrote it down."""

    file: str
    members: Mapping[str, Any]

    @property
    def id(self) -> str | None:
        return self.members.get("id")

    @property
    def service(self) -> str:
        return str(self.members["service"])

    @property
    def command(self) -> str:
        return str(self.members["command"])

    @property
    def data(self) -> Mapping[str, Any]:
        data: Mapping[str, Any] = self.members["data"]
        return data

    def asked(self) -> dict[str, Any]:
        """Who asks, as what, and why, by the names that an entry has for it."""
        told = {
            "actor": self.members["actor"],
            "actingas": self.members.get("acting_as", "self"),
            "reason": self.members.get("reason"),
        }
        return {name: value for name, value in told.items() if value is not None}

    @property
    def body(self) -> str | None:
        """The body whose act it is: `body.<id>`, or a person on one of its seats."""
        kind, _, who = str(self.members["actor"]).partition(".")
        seat = str(self.members.get("acting_as", "self"))
        if kind == "person" and seat.startswith("seat."):
            return seat.removeprefix("seat.").rpartition("-")[0] or None
        return who if kind == "body" else None

    def named(self, now: int) -> "Meant":
        """The same with an id: its own, or a new one that nobody could foresee."""
        if self.id is not None:
            return self
        id_ = uuid7_of(datetime.fromtimestamp(now, UTC), token_bytes(32))
        return replace(self, members={"id": id_, **self.members})


@dataclass(frozen=True)
class Draft:
    """What the desk gave back: the ask as it would stand, and its values and salts."""

    id: str
    origin: str
    asked: Mapping[str, Any]
    disclosed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # by member


def read_meant(file: str, data: bytes) -> Meant:
    """Raises `Misgiven`, which names what is missing or nobody knows."""
    members = _object(file, data, "bad_ask")
    if missing := [name for name in _REQUIRED if name not in members]:
        raise Misgiven(file, f"no {', '.join(missing)}", "bad_ask")
    if unknown := sorted(members.keys() - MEMBERS):
        raise Misgiven(file, f"an ask has no {', '.join(unknown)}", "bad_ask")
    texts = MEMBERS - {"data", "exhibits"}
    if any(type(members[name]) is not str for name in texts & members.keys()):
        raise Misgiven(file, f"{', '.join(sorted(texts))} are texts", "bad_ask")
    if not all(type(members.get(name, {})) is dict for name in ("data", "exhibits")):
        raise Misgiven(file, "data and exhibits are objects", "bad_ask")
    if "id" in members and not _ID.fullmatch(members["id"]):
        raise Misgiven(
            file, "the id is no UUIDv7 in lower case; leave it out to get one", "bad_ask"
        )
    return Meant(file, members)


def read_draft(file: str, data: bytes) -> Draft:
    """Raises `Misgiven`; a problem of the desk in place of a draft is told by its own words."""
    told = _object(file, data, "bad_draft")
    if told.get("kind") != "drafted":
        raise Misgiven(file, str(told.get("detail", "no draft of a desk")), "bad_draft")
    try:
        disclosed = {one["member"]: one for one in told.get("disclosed", ())}
        asked = {**told["asked"], "data": dict(told["asked"]["data"])}
        return Draft(str(told["id"]), str(told["origin"]), asked, disclosed)
    except (KeyError, TypeError, ValueError):
        raise Misgiven(file, "no draft of a desk", "bad_draft") from None


def _object(file: str, data: bytes, code: str) -> dict[str, Any]:
    try:
        value = parse(data.strip())
    except BadJson as bad:
        raise Misgiven(file, f"no JSON that an entry could hold ({bad})", code) from None
    if type(value) is not dict:
        raise Misgiven(file, "no JSON object", code)
    return value
