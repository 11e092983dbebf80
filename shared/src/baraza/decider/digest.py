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
    return sha256(head + canonical(state_json(state))).hexdigest()


def state_json(state: object) -> Any:
    """The state as JSON: what its digest is made from, and what people are shown of it."""
    return _json(state)


def _json(value: Any) -> Any:
    kind = type(value)
    if kind is str or value is None:
        return value
    if isinstance(value, str | int | bool):
        return value if not isinstance(value, int) or abs(value) < 2**53 else str(value)
    if isinstance(value, datetime):
        return written(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if is_dataclass(value):
        return {name: _json(getattr(value, name)) for name in _names(kind)}
    if isinstance(value, HashTrieMap | Mapping):
        return {_key(key): _json(item) for key, item in value.items()}
    if isinstance(value, Set):
        return sorted((_json(item) for item in value), key=canonical)
    return [_json(item) for item in value]


def _names(kind: Any) -> tuple[str, ...]:
    if kind not in _NAMES:
        _NAMES[kind] = tuple(f.name for f in fields(kind))
    return _NAMES[kind]


_NAMES: dict[Any, tuple[str, ...]] = {}


def _key(key: Any) -> str:
    return key if isinstance(key, str) else canonical(_json(key)).decode()
