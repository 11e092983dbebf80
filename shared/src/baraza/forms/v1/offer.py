"""Offer: somebody is asked, and answers in time."""

from dataclasses import dataclass, replace
from datetime import datetime

from baraza.decider import Refused


@dataclass(frozen=True)
class Offer:
    """`answer` is the last one given; `ended` says how, once nothing more can be answered."""

    kind: str
    person: str
    answer_by: datetime
    answer: str | None = None
    ended: str | None = None

    def answered(self, answer: str) -> "Offer":
        """To undo is to have given no answer."""
        return replace(self, answer=None if answer == "undo" else answer)

    def over(self, how: str) -> "Offer":
        return replace(self, ended=how)


def answer_offer(offer: Offer | None, person: str, answer: str, at: datetime) -> Refused | None:
    """May this person give this answer now? None: yes.

    1. It was made, to this person. 2. It is open, and in time. 3. It says something new.
    """
    # 1.
    if offer is None:
        return Refused("unknown_entity")
    if offer.person != person:
        return Refused("not_concerned")
    # 2.
    if offer.ended is not None:
        return Refused("wrong_state")
    if at >= offer.answer_by:
        return Refused("too_late")
    # 3.
    if answer == "undo":
        return Refused("already_done") if offer.answer is None else None
    return Refused("already_done") if offer.answer == answer else None
