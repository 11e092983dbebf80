"""Where salts and peppers come from: real chance, or what a rehearsal derives from its seed."""

from hashlib import sha256
from hmac import digest as hmac
from secrets import token_bytes
from typing import Protocol


class Chance(Protocol):
    """32 bytes that nobody can guess, for a purpose."""

    def bytes_for(self, purpose: str) -> bytes:
        """May differ from call to call: who needs them again has to keep them."""
        ...


class RealChance:
    """The machine's own."""

    def bytes_for(self, purpose: str) -> bytes:
        return token_bytes(32)


class SeededChance:
    """A rehearsal's: the same bytes for the same purpose on every machine."""

    def __init__(self, seed: bytes) -> None:
        self._seed = sha256(b"baraza.chance/v1\n" + seed).digest()

    def bytes_for(self, purpose: str) -> bytes:
        return hmac(self._seed, purpose.encode(), "sha256")
