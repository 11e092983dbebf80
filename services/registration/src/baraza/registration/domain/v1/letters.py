"""Letters are derived: who is told what follows from the log, word for word the same for anybody.

What was sent is never in the log, only the digest of a day's letters (I30). A letter names its
person by pseudonym; the desk that sends it knows the address.
"""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import rfc8785
from rpds import HashTrieMap

from baraza.decider import written
from baraza.registration import inbox
from baraza.registration import messages as m

TOLD_OF_OFFERS = frozenset({"place", "veteran"})


@dataclass(frozen=True)
class Letter:
    """What one person is told; `cause` is the entry that it tells of."""

    kind: str
    person: str
    about: str
    cause: int
    before: str | None = None
    after: str | None = None

    @property
    def document(self) -> dict[str, Any]:
        members = {
            "kind": self.kind,
            "person": self.person,
            "about": self.about,
            "cause": self.cause,
            "before": self.before,
            "after": self.after,
        }
        return {name: value for name, value in members.items() if value is not None}


Telling = (
    inbox.WorkshopChanged
    | inbox.WorkshopCancelled
    | m.OfferMade
    | m.OfferReminded
    | m.CandidacySettled
)


def letters(fact: Telling, cause: int, seated: Iterable[str] = ()) -> list[Letter]:
    """One to each whom a fact concerns; `seated` are all who are enrolled or wait, where it is
    about a workshop."""
    match fact:
        case inbox.WorkshopChanged():
            times = (written(fact.before), written(fact.start))
            return [
                Letter("workshop_changed", person, fact.workshop, cause, *times)
                for person in sorted(seated)
            ]
        case inbox.WorkshopCancelled():
            return [
                Letter("workshop_cancelled", person, fact.workshop, cause)
                for person in sorted(seated)
            ]
        case m.OfferMade() if fact.kind in TOLD_OF_OFFERS:
            by = written(fact.answer_by)
            return [Letter(f"{fact.kind}_offered", fact.person, fact.offer, cause, after=by)]
        case m.OfferReminded():
            return [Letter(f"{fact.kind}_reminded", fact.person, fact.offer, cause)]
        case m.CandidacySettled():
            return [Letter(f"application_{fact.outcome}", fact.person, fact.intake, cause)]
        case _:
            return []


def digest(all_: Sequence[Letter]) -> str:
    """SHA-256 of the canonical list of letters, in the order in which they follow."""
    return sha256(rfc8785.dumps([letter.document for letter in all_])).hexdigest()


@dataclass(frozen=True)
class Day:
    """The letters of a day that nobody has recorded yet, and the step that will."""

    step: str
    letters: tuple[Letter, ...] = ()


@dataclass(frozen=True)
class Mail:
    days: HashTrieMap[str, Day] = field(default_factory=HashTrieMap)
    seated: HashTrieMap[str, HashTrieMap[str, bool]] = field(default_factory=HashTrieMap)
    """By workshop, who is enrolled or waits."""

    def in_workshop(self, workshop: str) -> HashTrieMap[str, bool]:
        return self.seated.get(workshop) or HashTrieMap()
