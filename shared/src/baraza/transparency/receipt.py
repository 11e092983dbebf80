"""The receipt: the ledger's signed word that a decision is in the log (`ledger.md` 4.4)."""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from baraza.transparency.checkpoint import number
from baraza.transparency.notes import strict_base64

_FIRST_LINE = "baraza.receipt/v1"


class BadReceipt(ValueError):
    """The text is no receipt."""


def leaves_digest(leaf_hashes: Iterable[bytes]) -> bytes:
    """What a receipt says of the leaves of its decision."""
    return sha256(b"".join(leaf_hashes)).digest()


@dataclass(frozen=True)
class Receipt:
    """A promise: these leaves stand at these indexes in every checkpoint after `merge_by`."""

    origin: str
    command_id: str
    first: int
    count: int
    recorded_at: int  # ms since 1970
    merge_by: int
    leaves_digest: bytes

    @property
    def text(self) -> str:
        return (
            f"{_FIRST_LINE}\n{self.origin}\n{self.command_id}\n{self.first} {self.count}\n"
            f"{self.recorded_at} {self.merge_by}\n{b64encode(self.leaves_digest).decode()}\n"
        )

    @classmethod
    def parse(cls, text: str) -> "Receipt":
        try:
            head, origin, command_id, place, times, digest, end = text.split("\n")
            first, count = map(number, place.split(" "))
            recorded_at, merge_by = map(number, times.split(" "))
            leaves = strict_base64(digest)
        except ValueError:
            raise BadReceipt("not the six lines of a receipt") from None
        if head != _FIRST_LINE or end or not origin or not command_id or len(leaves) != 32:
            raise BadReceipt("not the six lines of a receipt")
        return cls(origin, command_id, first, count, recorded_at, merge_by, leaves)
