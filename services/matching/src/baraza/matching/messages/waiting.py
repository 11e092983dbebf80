"""Who waits for a place with a mentor."""

from typing import Literal

from baraza.decider import Instant, Message, Pseudonym
from baraza.matching.messages.rounds import RoundId


class OfWaiting(Message):
    """About a mentee who waits for a place."""

    round: RoundId
    mentee: Pseudonym

    @property
    def subject(self) -> str:
        return f"waiting.{self.mentee}"


class JoinWaitingList(OfWaiting):
    """Wait for a place with a mentor of a round that one had entered."""


class WaitingListJoined(OfWaiting):
    """Again, while waiting: in another round; the months go on counting."""

    reason: Literal[
        "no_candidate", "shortage", "outranked", "place_lost",
        "declined", "expired", "withdrawn", "rematch", "asked",
    ]  # fmt: skip
    since: Instant | None = None
    """From when months count, where an offer that was withdrawn had interrupted the wait."""


class LeaveWaitingList(OfWaiting):
    """Wait no longer."""


class WaitingListLeft(OfWaiting):
    """A place was put to them, or they wait no longer."""
