"""The checkpoint: origin, size and root of the log at one moment (`ledger.md` 6.4)."""

from base64 import b64encode
from dataclasses import dataclass

from baraza.transparency.notes import strict_base64


class BadCheckpoint(ValueError):
    """The text is no checkpoint of exactly three lines."""


@dataclass(frozen=True)
class Checkpoint:
    """What the log key signs and witnesses cosign."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        try:
            origin, size, root, end = text.split("\n")
            checkpoint = cls(origin, number(size), strict_base64(root))
        except ValueError:
            raise BadCheckpoint("not three lines: origin, size, base64 root") from None
        if end or not origin or len(checkpoint.root) != 32:
            raise BadCheckpoint("not three lines: origin, size, base64 root of 32 bytes")
        return checkpoint


def number(text: str) -> int:
    """A decimal number without leading zeros; `ValueError` otherwise."""
    if not (text.isascii() and text.isdigit()) or len(text) > 19 or (text[0] == "0" != text):
        raise ValueError("not a decimal number")
    return int(text)
