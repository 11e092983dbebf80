"""The hand note: a body's own key stands for what was asked (`ledger.md` 3.4)."""

import re
from dataclasses import dataclass

_FIRST_LINE = "baraza.hand/v1"
_DIGEST = re.compile("[0-9a-f]{64}")


class BadHand(ValueError):
    """The text is not that of a hand note."""


@dataclass(frozen=True)
class Hand:
    """What a body signs: one ask, by its id and its digest, in one log."""

    origin: str
    command_id: str
    ask_digest: str  # hex

    @property
    def text(self) -> str:
        return f"{_FIRST_LINE}\n{self.origin}\n{self.command_id}\n{self.ask_digest}\n"

    @classmethod
    def parse(cls, text: str) -> "Hand":
        lines = text.split("\n")
        if len(lines) != 5 or lines[0] != _FIRST_LINE or lines[4]:
            raise BadHand("not the four lines of a hand note")
        _, origin, command_id, digest, _ = lines
        if not origin or not command_id or not _DIGEST.fullmatch(digest):
            raise BadHand("not the four lines of a hand note")
        return cls(origin, command_id, digest)
