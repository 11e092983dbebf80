"""JSON of requests and replies. What is signed or hashed is made elsewhere, once, canonically."""

from typing import Any

from pydantic import TypeAdapter

_ANY: TypeAdapter[Any] = TypeAdapter(Any)


def to_json(value: Any) -> bytes:
    return _ANY.dump_json(value)


def from_json(data: bytes) -> Any:
    """Raises `ValueError` where it is not JSON."""
    return _ANY.validate_json(data)
