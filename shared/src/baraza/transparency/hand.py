"""The hand note: a body's own key stands for what was asked (`ledger.md` 3.4)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baraza.transparency.envelope import ask_digest
from baraza.transparency.keys import KeyRing
from baraza.transparency.notes import BadNote, Signer, open_note, parse_note

NOTE_MAX = 4_096
"""A hand note has about 350 bytes; nothing larger is looked at."""
_FIRST_LINE = "baraza.hand/v1"
_DIGEST = re.compile("[0-9a-f]{64}")
_BODY = re.compile(r"body\.[a-z][a-z0-9-]{0,26}")


class BadHand(ValueError):
    """This is not a body's own note over this ask; the text says why."""


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
    def over(cls, origin: str, command_id: str, asked: Mapping[str, Any]) -> "Hand":
        """Over the members of a command entry that say what was asked; others do not count."""
        return cls(origin, command_id, ask_digest(asked))

    @classmethod
    def parse(cls, text: str) -> "Hand":
        lines = text.split("\n")
        if len(lines) != 5 or lines[0] != _FIRST_LINE or lines[4]:
            raise BadHand("not the four lines of a hand note")
        _, origin, command_id, digest, _ = lines
        if not origin or not command_id or not _DIGEST.fullmatch(digest):
            raise BadHand("not the four lines of a hand note")
        return cls(origin, command_id, digest)

    def signed(self, signer: Signer) -> bytes:
        """The note, by a body's key of this log. Raises `BadHand` for any other key."""
        body_of_key(self.origin, signer.name)
        return signer.sign(self.text).encode()


def body_of_key(origin: str, name: str) -> str:
    """The id of the body whose hand this key name is; raises `BadHand` where it is none's."""
    log, _, who = name.rpartition("/")
    if log != origin or not _BODY.fullmatch(who):
        raise BadHand(f"{name} is the key of no body of {origin}")
    return who.removeprefix("body.")


def open_hand(
    data: bytes, ring: KeyRing, index: int, command_id: str, asked: Mapping[str, Any]
) -> str:
    """The body whose own note over this ask this is, with a key valid at this index.

    Raises `BadHand`. 1. One signature, of a body of this log. 2. Its key is valid there. 3. The
    signature is good. 4. The note names this log, this command and this ask, and no other.
    """
    if len(data) > NOTE_MAX:
        raise BadHand(f"larger than {NOTE_MAX} bytes")
    try:
        note = parse_note(data)
        # 1.
        if len(note.signatures) != 1:
            raise BadHand("not exactly one signature")
        name, key_id, _ = note.signatures[0]
        body = body_of_key(ring.origin, name)
        # 2.
        verifier = ring.valid(name, key_id, index)
        if verifier is None:
            raise BadHand(f"the key of {name} is not valid here")
        # 3.
        hand = Hand.parse(open_note(data, [verifier]).text)
    except BadNote as bad:
        raise BadHand(str(bad)) from None
    # 4.
    if hand != Hand.over(ring.origin, command_id, asked):
        raise BadHand("made for another ask, command or log")
    return body
