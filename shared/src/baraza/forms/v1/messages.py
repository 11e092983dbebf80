"""The bases of the forms' commands and facts, and of what every service says.

A service subclasses them under the same name, narrows `kind` and adds its fields.
The entity is the kind: an appeal's facts stand on `appeal.<id>`, an attendance's on
`attendance.<id>`; a kind's underscore is a hyphen on the wire.
"""

from datetime import date
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, StringConstraints

from baraza.decider import (
    Code,
    EntityId,
    ExhibitRef,
    FieldCommitment,
    Hex32,
    Instant,
    Message,
    Pseudonym,
    Tier,
)

ProgrammeId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}$")]
BodyId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,26}$")]
"""A body's short name, given at its registration; also the name of its key (`ledger.md` 2)."""


def _of_the_calendar(day: str) -> str:
    if not FIRST_YEAR <= date.fromisoformat(day).year <= LAST_YEAR:
        raise ValueError("no day that anybody plans for or remembers")
    return day


FIRST_YEAR, LAST_YEAR = 1900, 2999
Day = Annotated[
    str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$"), AfterValidator(_of_the_calendar)
]
"""A date that the calendar has, as the log writes it: what follows from it can be reckoned by
everybody who folds it, for ever."""
Points = Annotated[int, Field(ge=0, lt=2**31)]


def entity(kind: str, id_: str) -> str:
    """A kind's underscore is a hyphen on the wire."""
    return f"{kind.replace('_', '-')}.{id_}"


def of_two(first: str, person: str) -> str:
    """The id of an entity that is one person's part in something: `mentor-training-p41d09`.

    At most 64 characters: what is too long is told by its digest. A pseudonym holds no hyphen, so
    no two pairs share an id.
    """
    whole = f"{first}-{person}"
    return whole if len(whole) <= 64 else f"{sha256(first.encode()).hexdigest()[:30]}-{person}"


# --- what every service says ---------------------------------------------------------------


class OfRules(Message):
    """A text of one kind and version, for one programme or for all."""

    tier: ClassVar[Tier] = "world"

    kind: Code
    programme: ProgrammeId | None = None
    version: Annotated[int, Field(ge=1)]
    rules: dict[str, Any]
    """What the machine applies: codes and integers, at most 24 KB."""
    texts: ExhibitRef | None = None
    """What people read: a map from language tag to text."""

    @property
    def subject(self) -> str:
        return entity("rules", f"{self.kind.replace('_', '-')}-{self.programme or 'all'}")


class DraftRules(OfRules):
    """Write down a text that a resolution may make the rule."""


class RulesDrafted(OfRules):
    digest: Hex32


class ReachDeadline(Message):
    """Say that a deadline has passed: the reading is the entry's time."""

    askers: ClassVar[frozenset[str]] = frozenset()

    about: str
    what: Code
    at: Instant

    @property
    def subject(self) -> str:
        return self.about


class ErasePersonData(Message):
    """Forget everything personal that this service's vault keeps of somebody (R5, I50)."""

    askers: ClassVar[frozenset[str]] = frozenset()

    pseudonym: Pseudonym
    scope: Literal["all"] = "all"
    ground: Code

    @property
    def subject(self) -> str:
        return f"erasure.{self.pseudonym}"


class PersonErased(ErasePersonData):
    """From this entry on no vault of this service holds a value or salt of the person.

    Not promised: that others who were shown a value have forgotten it.
    """

    face: ClassVar[bool] = True


class AttestState(Message):
    """Say what the fold of the log's first `position` entries comes to (`ledger.md` 9.1).

    For the bodies alone: an entry that is not shown could be guessed, and the guess be tried
    against the digest, since a state, other than a leaf, holds no signature.
    """

    askers: ClassVar[frozenset[str]] = frozenset()

    position: Annotated[int, Field(ge=1)]
    digest: Hex32

    @property
    def subject(self) -> str:
        return f"state.{self.position}"


class StateAttested(AttestState):
    """Whoever has the log folds it up to there by the decider of this decision, and compares."""


# --- role ----------------------------------------------------------------------------------


class OfRole(Message):
    """A person holds something for a time, on terms."""

    role: Code
    person: Pseudonym
    programme: ProgrammeId | None = None
    starts_on: Day
    ends_on: Day | None = None

    @property
    def subject(self) -> str:
        return entity(self.role, self.person)


class OfHeldRole(Message):
    """A role that somebody holds already."""

    role: Code
    person: Pseudonym
    programme: ProgrammeId | None = None

    @property
    def subject(self) -> str:
        return entity(self.role, self.person)


class ChangeRole(OfHeldRole):
    """Pause it or rest until a day, or take it up again before."""

    to: Literal["active", "paused", "resting"]
    until: Day | None = None
    ground: Code


class RoleChanged(ChangeRole):
    face: ClassVar[bool] = True


class EndRole(OfHeldRole):
    """Step down, or be told that the term is over; `ground` is the reason of leaving."""

    ground: Code


class RoleEnded(EndRole):
    face: ClassVar[bool] = True


# --- offer ---------------------------------------------------------------------------------


class OfOffer(Message):
    """Somebody is asked, and answers in time."""

    kind: Code
    offer: EntityId
    person: Pseudonym

    @property
    def subject(self) -> str:
        return entity(self.kind, self.offer)


class OfferMade(OfOffer):
    answer_by: Instant


class AnswerOffer(OfOffer):
    """Accept, decline, or undo one's own answer while there is still room."""

    answer: Literal["accept", "decline", "undo"]
    ground: Code | None = None


class OfferAnswered(OfOffer):
    answer: Literal["accept", "decline", "undo"]
    ground: Code | None = None


class OfferReminded(OfOffer):
    """Nobody has answered yet; `number` counts the reminders from 1."""

    number: Annotated[int, Field(ge=1)]


class OfferEnded(OfOffer):
    how: Literal["taken", "declined", "expired", "overtaken"]


# --- matter --------------------------------------------------------------------------------


class OfMatter(Message):
    """Somebody raises something, somebody named answers in time."""

    kind: Code
    matter: EntityId

    @property
    def subject(self) -> str:
        return entity(self.kind, self.matter)


class OpenMatter(OfMatter):
    makes: ClassVar[str | None] = "matter"


class MatterOpened(OfMatter):
    face: ClassVar[bool] = True

    addressee: BodyId
    answer_by: Instant | None = None
    decide_by: Instant


class AnswerMatter(OfMatter):
    """Say what the addressee has to say, before others decide."""

    text: FieldCommitment


class MatterAnswered(AnswerMatter):
    pass


class DecideMatter(OfMatter):
    outcome: Code
    ground: Code


class MatterDecided(OfMatter):
    face: ClassVar[bool] = True
    tier: ClassVar[Tier] = "world"

    outcome: Code
    ground: Code
    body: BodyId | None = None
    """None: whoever opened it withdrew it."""
    self_reviewed: bool = False


class MatterOverdue(OfMatter):
    tier: ClassVar[Tier] = "world"

    addressee: BodyId
    what: Literal["answer", "decision"]


# --- record --------------------------------------------------------------------------------


class OfRecord(Message):
    """One side says what happened, another confirms or disputes."""

    kind: Code
    record: EntityId

    @property
    def subject(self) -> str:
        return entity(self.kind, self.record)


class MakeRecord(OfRecord):
    makes: ClassVar[str | None] = "record"

    person: Pseudonym


class RecordMade(OfRecord):
    person: Pseudonym


class SettleRecord(OfRecord):
    outcome: Code
    ground: FieldCommitment | None = None


class RecordSettled(OfRecord):
    person: Pseudonym
    outcome: Code


class RecordMissing(OfRecord):
    """What was due was not told in time; `record` is the id that it would have."""


# --- settlement ----------------------------------------------------------------------------


class OfSettlement(Message):
    """Announced, frozen by digest, public chance, settled, released in batches."""

    settlement_kind: ClassVar[str]

    settlement: EntityId

    @property
    def subject(self) -> str:
        return entity(self.settlement_kind, self.settlement)


class ReleaseOutcomes(OfSettlement):
    """Make the settled outcome each person's own, in a batch of at most 200."""

    askers: ClassVar[frozenset[str]] = frozenset()

    batch: Annotated[int, Field(ge=1)]


class OutcomesReleased(OfSettlement):
    tier: ClassVar[Tier] = "world"

    batches: int
    outcomes: int
