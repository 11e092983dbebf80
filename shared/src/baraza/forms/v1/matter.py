"""Matter: somebody raises something, somebody named answers and decides in time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from baraza.decider import Refused

WITHDRAWN = "withdrawn"
"""The outcome that only whoever opened a matter may give it."""


@dataclass(frozen=True)
class Kind:
    """One row: all that differs between a finding, an appeal and an incident."""

    opened_by: frozenset[str]  # kinds of mandate, or "concerned", or "any"
    answer_days: int | None  # None: nobody has to answer first
    decide_days: int
    decided_by: str  # kind of mandate
    outcomes: frozenset[str]
    stranger_decides: bool = False  # nobody who took part in what it is about
    own_code: str = "took_part_in_decision"  # what they are told
    to_holder: bool = False  # it is put to a body that may decide it, and goes with the mandate
    sealed: bool = False  # the actor is a voice; text and answer are personal


@dataclass(frozen=True)
class Matter:
    kind: str
    opened_by: str  # the actor
    addressee: str  # a body
    about: str
    opened_at: datetime
    answered: bool = False
    overdue: bool = False
    outcome: str | None = None
    took_part: frozenset[str] = frozenset()  # bodies and seats that decided what it is about
    programme: str | None = None
    number: int = 0  # the index of its `MatterOpened` (I52)


def deadlines(kind: Kind, at: datetime) -> tuple[datetime | None, datetime]:
    """By when it must be answered (None: by nobody) and decided."""
    answer = None if kind.answer_days is None else at + timedelta(days=kind.answer_days)
    return answer, at + timedelta(days=kind.decide_days)


def decide_matter(
    matter: Matter | None,
    kinds: Mapping[str, Kind],
    seat: str,
    mandates: frozenset[str],
    outcome: str,
) -> str | Refused:
    """How others end a matter: the outcome, or why not.

    1. It is open. 2. This seat may decide it. 3. Who had to answer did, or let the time pass.
    4. One of its outcomes, of which to withdraw it is not theirs.
    """
    # 1.
    if matter is None or matter.outcome is not None:
        return _over(matter)
    kind = kinds[matter.kind]
    # 2.
    if kind.decided_by not in mandates:
        return Refused("no_mandate")
    if kind.stranger_decides and seat in matter.took_part:
        return Refused(kind.own_code)
    # 3.
    if kind.answer_days is not None and not (matter.answered or matter.overdue):
        return Refused("not_answered")
    # 4.
    if outcome == WITHDRAWN:
        return Refused("not_concerned")
    return outcome if outcome in kind.outcomes else Refused("unknown_outcome")


def withdraw_matter(matter: Matter | None, kinds: Mapping[str, Kind], actor: str) -> Refused | None:
    """How whoever opened a matter ends it. None: yes.

    1. It is open. 2. Nobody else asks. 3. It is of a kind that can be withdrawn.
    """
    # 1.
    if matter is None or matter.outcome is not None:
        return _over(matter)
    # 2.
    if actor != matter.opened_by:
        return Refused("not_concerned")
    # 3.
    allowed = WITHDRAWN in kinds[matter.kind].outcomes
    return None if allowed else Refused("unknown_outcome")


def _over(matter: Matter | None) -> Refused:
    return Refused("unknown_entity" if matter is None else "already_done")
