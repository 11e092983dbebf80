"""A place is put to two people, and both answer."""

from typing import ClassVar, Literal

from baraza.decider import Code, ExhibitRef, Instant, Message, Pseudonym
from baraza.matching.messages.rounds import RoundId


def places_subject(mentor: str) -> str:
    """A mentor's places, in all rounds: whatever takes one is written here, so in one order."""
    return f"places.{mentor}"


def pair_subject(mentor: str, mentee: str) -> str:
    """What two people say to being a pair."""
    return f"pair.{mentor[:31]}-{mentee[:31]}"


class OfPlaces(Message):
    """About a place with a mentor."""

    round: RoundId
    mentor: Pseudonym
    mentee: Pseudonym

    @property
    def subject(self) -> str:
        return places_subject(self.mentor)


class ProposePair(OfPlaces):
    """Put a free place to the first in the waiting order whom no hard rule excludes.

    Two members are filled in by the service: the settled instance, which says who is a
    candidate, and who would come first but may no longer meet this mentor.
    """

    instance: ExhibitRef | None = None
    passed_over: tuple[Pseudonym, ...] = ()


class PairProposed(OfPlaces):
    face: ClassVar[bool] = True

    origin: Literal["round", "rematch"]
    answer_by: Instant
    score: int


class OfPair(Message):
    mentor: Pseudonym
    mentee: Pseudonym

    @property
    def subject(self) -> str:
        return pair_subject(self.mentor, self.mentee)


class AnswerOffer(OfPair):
    """Accept or decline a proposed pair, or undo one's own answer while it is open."""

    kind: Literal["pair"] = "pair"
    person: Pseudonym
    answer: Literal["accept", "decline", "undo"]
    ground: Code | None = None


class OfferAnswered(AnswerOffer):
    pass


class WithdrawOffer(OfPair):
    """One of the two is no longer there to be asked."""

    askers: ClassVar[frozenset[str]] = frozenset()

    ground: Code


class OfferEnded(OfPair):
    kind: Literal["pair"] = "pair"
    how: Literal["taken", "declined", "expired", "withdrawn"]
