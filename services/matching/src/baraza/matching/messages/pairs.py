"""A place is put to two people, and both answer."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

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
    """Put a free place to somebody who waits.

    A `rematch` goes to the first in the waiting order whom no hard rule of the settled round
    excludes. By `hand`, to a `backup`, or after an `appeal` that was upheld it goes to whom it
    names, by the same hard rules over things as they are today. The last four members are filled
    in by the service: for a rematch the settled instance, which says who is a candidate, and who
    would come first but may no longer meet this mentor; otherwise the weekly quarter-hours that
    the two share, and whether anything personal keeps them apart.
    """

    origin: Literal["hand", "backup", "appeal"] | None = None
    """None: a rematch."""
    ground: Code | None = None
    """Why by hand."""
    instance: ExhibitRef | None = None
    passed_over: tuple[Pseudonym, ...] = ()
    quarter_hours: Annotated[int, Field(ge=0)] | None = None
    personal: bool | None = None


class PairProposed(OfPlaces):
    face: ClassVar[bool] = True

    origin: Literal["round", "rematch", "hand", "backup", "appeal"]
    answer_by: Instant
    score: int
    """As in the settled instance; by the same points over things as they are today where the pair
    was not taken from it (by hand, to a backup, after an appeal)."""
    ground: Code | None = None
    """Why by hand; whoever watches finds these by it."""


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
