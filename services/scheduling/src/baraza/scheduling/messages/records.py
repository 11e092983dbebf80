"""Records: one side says what happened, the other confirms or disputes, or silence does."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from baraza.decider import Code, EntityId, FieldCommitment, Pseudonym
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import Points, ProgrammeId
from baraza.scheduling.messages.common import DAY_MINUTES, VenueKind

RecordKind = Literal["attendance", "session", "check_in", "activity"]
_ATTENDANCE = frozenset({"workshop", "state", "minutes"})
_SESSION = frozenset({"session", "state", "minutes", "venue_kind", "format"})
_CHECK_IN = frozenset({"relationship", "number", "state"})
_ACTIVITY = frozenset({"venue_kind", "activity_kind", "project"})
_PAIR = frozenset({"relationship", "programme", "mentor", "mentee"})
MEMBERS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "attendance": (_ATTENDANCE, _ATTENDANCE),
    "session": (_SESSION, _SESSION | {"topic"}),
    "check_in": (_CHECK_IN, _CHECK_IN | {"note"}),
    "activity": (_ACTIVITY, _ACTIVITY | {"revision", "template", "reached"}),
}
"""What a record of each kind must say, and what it may."""
STATES: Mapping[str, frozenset[str]] = {
    "attendance": frozenset({"present", "late", "excused", "absent"}),
    "session": frozenset({"held", "missed"}),
    "check_in": frozenset({"going_well", "needs_help", "stalled"}),
}
_ADDED: Mapping[str, frozenset[str]] = {"session": _PAIR, "check_in": _PAIR}
"""What the rule adds to a record, so that whoever reads it need not look the pair up."""


PARTICULAR = frozenset().union(*(may for _, may in MEMBERS.values()), _PAIR)


def _of_its_kind(record: Any, added: Mapping[str, frozenset[str]]) -> None:
    """A member that belongs to another kind is as wrong as one that is missing."""
    more = added.get(record.kind, frozenset())
    must, may = (members | more for members in MEMBERS[record.kind])
    told = PARTICULAR & record.model_fields_set
    said = {name for name in told if getattr(record, name) is not None}
    if not must <= said <= may:
        names = " ".join(sorted((must - said) | (said - may)))
        raise ValueError(f"{record.kind}: {names}")
    if record.state not in STATES.get(record.kind, {None}):
        raise ValueError(f"{record.kind}: state")


class MakeRecord(forms.MakeRecord):
    """Say what happened: the leader, one of the pair, an operator, or whoever did it.

    `person` is whom it is about: of a session and a check-in the mentee.
    """

    kind: RecordKind
    workshop: EntityId | None = None
    session: EntityId | None = None
    relationship: EntityId | None = None
    number: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Of a check-in: the how manieth of the relationship, from 1."""
    state: Code | None = None
    minutes: Annotated[int, Field(ge=0, le=DAY_MINUTES)] | None = None
    venue_kind: VenueKind | None = None
    format: Code | None = None
    topic: FieldCommitment | None = None
    note: FieldCommitment | None = None
    activity_kind: Code | None = None
    project: Code | None = None
    revision: FieldCommitment | None = None
    template: Code | None = None
    reached: Points | None = None
    """How many people a local training reached."""

    @property
    def turn(self) -> str:
        """One standing record of one thing."""
        match self.kind:
            case "attendance":
                return f"attendance of {self.person} at {self.workshop}"
            case "session":
                return f"record of session {self.session}"
            case "check_in":
                return f"check-in {self.number} of {self.relationship}"
            case _:
                return self.subject

    @model_validator(mode="after")
    def _is_of_its_kind(self) -> "MakeRecord":
        _of_its_kind(self, {})
        return self


class RecordMade(forms.RecordMade):
    kind: RecordKind
    workshop: EntityId | None = None
    session: EntityId | None = None
    relationship: EntityId | None = None
    number: int | None = None
    state: Code | None = None
    minutes: int | None = None
    venue_kind: VenueKind | None = None
    format: Code | None = None
    topic: FieldCommitment | None = None
    note: FieldCommitment | None = None
    activity_kind: Code | None = None
    project: Code | None = None
    revision: FieldCommitment | None = None
    template: Code | None = None
    reached: int | None = None
    programme: ProgrammeId | None = None
    mentor: Pseudonym | None = None
    mentee: Pseudonym | None = None
    made_by: str | None = None
    """The actor; of an attendance always the leader, who is not named again."""

    @model_validator(mode="after")
    def _is_of_its_kind(self) -> "RecordMade":
        _of_its_kind(self, _ADDED)
        return self


class SettleRecord(forms.SettleRecord):
    kind: Literal["attendance", "session", "activity"]
    outcome: Literal["confirmed", "disputed"]


class RecordSettled(forms.RecordSettled):
    kind: Literal["attendance", "session", "activity"]
    outcome: Literal["confirmed", "disputed", "undisputed"]
    session: EntityId | None = None
    relationship: EntityId | None = None
    programme: ProgrammeId | None = None


class RecordMissing(forms.RecordMissing):
    """A check-in was due, and nobody has told of it."""

    kind: Literal["check_in"]
    relationship: EntityId
    programme: ProgrammeId
    number: int
    mentor: Pseudonym
    mentee: Pseudonym
