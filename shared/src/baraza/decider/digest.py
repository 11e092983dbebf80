"""The digest of a state, by which a replay finds its first divergence (`ledger.md` 9.1)."""

from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from pydantic import BaseModel
from rpds import HashTrieMap

from baraza.canonical import canonical
from baraza.decider.entry import written


def state_digest(decider: str, position: int, state: object) -> str:
    """Hex SHA-256 over decider, position and the canonical JSON of the state."""
    head = f"baraza.state/v1\n{decider}\n{position}\n".encode()
    return sha256(head + canonical(_json(state))).hexdigest()


def _json(value: Any) -> Any:
    if value is None or isinstance(value, str | int | bool):
        return value if not isinstance(value, int) or abs(value) < 2**53 else str(value)
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if is_dataclass(value):
        return {f.name: _json(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, HashTrieMap | Mapping):
        return {_key(key): _json(value[key]) for key in value}
    if isinstance(value, Set):
        return sorted((_json(item) for item in value), key=canonical)
    return [_json(item) for item in value]


def _key(key: Any) -> str:
    return key if isinstance(key, str) else canonical(_json(key)).decode()
