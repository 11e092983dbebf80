"""A commitment: a salted hash that stands in the log for a personal value (`ledger.md` 15)."""

from hashlib import sha256
from typing import Any

from baraza.transparency.strict import canonical

SALT = 32


def commitment(field: str, salt: bytes, value: Any) -> str:
    """Hex; `field` is `<entity key>#<name>`, as in `registration.person.p41d09#email`."""
    if len(salt) != SALT or "\n" in field:
        raise ValueError("a salt has 32 bytes and a field is one line")
    head = f"baraza.commit/v1\n{field}\n".encode()
    return sha256(head + salt + canonical(value)).hexdigest()
