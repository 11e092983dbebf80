"""Hand notes at the desk: a body's own key over an ask, verified before it is decided (3.4)."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from baraza.decider import Entry, Message, entry_type
from baraza.decider.decision import dumped
from baraza.messaging.ask import Ask
from baraza.messaging.problems import BadHand, Unauthorised
from baraza.transparency import BadHand as NoHand
from baraza.transparency import KeyRing, open_hand


class Hands:
    """The keys that a log announces, and whether a note is that of the body that acts.

    A note counts for one command with one content. The ledger never looks at it; so the desk
    does, with the keys as they are where it decides, and the auditor again (V11).
    """

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self._ring = KeyRing(origin)

    def learn(self, batch: Sequence[tuple[int, Entry]]) -> None:
        """A whole decision, in the log's order; most say nothing of keys."""
        if batch[0][1].service == "ledger":
            for index, entry in batch:
                self._ring = self._ring.learn(index, entry.document)

    def check(self, ask: Ask, asked: Mapping[str, Any], position: int) -> None:
        """Raises `BadHand` where the note is not the acting body's over this, valid from here."""
        try:
            body = open_hand(note_of(ask), self._ring, position, ask.id, asked)
        except NoHand as bad:
            raise BadHand(str(bad)) from None
        if body != ask.body:
            raise BadHand(f"the hand of {body}, and not of who acts")


def may_be_a_bodys(ask: Ask) -> None:
    """A hand note, or a draft to be signed, is for acts of a body. Raises `Unauthorised`."""
    if (ask.hand is not None or ask.draft) and ask.body is None:
        raise Unauthorised("only a body signs what it asks, or a person on a seat of it")


def note_of(ask: Ask) -> bytes:
    return (ask.hand or "").encode()


def hand_digest(ask: Ask) -> str | None:
    """By which the note is stored as an exhibit, which no data names."""
    return None if ask.hand is None else sha256(note_of(ask)).hexdigest()


def as_asked(
    service: str, command: Message, actor: str, acting_as: str, reason: str | None
) -> Mapping[str, Any]:
    """The members of the command's entry that say what was asked (`ledger.md` 4.3)."""
    told = {
        "actingas": acting_as,
        "actor": actor,
        "data": dumped(command),
        "reason": reason,
        "subject": command.subject,
        "type": entry_type("command", service, type(command).__name__, command.v),
    }
    return {member: value for member, value in told.items() if value is not None}
