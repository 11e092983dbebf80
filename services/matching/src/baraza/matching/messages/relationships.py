"""Two people are a pair for a time: what they agree, and how it ends."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from baraza.decider import Code, EntityId, FieldCommitment, Message, Pseudonym
from baraza.forms.v1.messages import Day, ProgrammeId
from baraza.matching.messages.rounds import RoundId


class OfRelationship(Message):
    relationship: EntityId

    @property
    def subject(self) -> str:
        return f"relationship.{self.relationship}"


class RelationshipStarted(OfRelationship):
    face: ClassVar[bool] = True

    round: RoundId
    programme: ProgrammeId
    mentor: Pseudonym
    mentee: Pseudonym
    ends_on: Day
    """Its last day: after the weeks of its round, and never after the programme."""


class AgreeGoals(OfRelationship):
    """Say what the two want to reach, in how many sessions and how often; both must say the same
    numbers. Until the other has spoken, one may say it again."""

    person: Pseudonym
    goals: FieldCommitment
    sessions: Annotated[int, Field(ge=1, le=60)]
    every_weeks: Annotated[int, Field(ge=1, le=26)]


class GoalsAgreed(AgreeGoals):
    """`complete` once both sides have said it."""

    mentor: Pseudonym
    mentee: Pseudonym
    side: Literal["mentee", "mentor"]
    complete: bool


class ClosureBegun(OfRelationship):
    """It will end soon: time for the closing talk."""

    mentor: Pseudonym
    mentee: Pseudonym
    ends_on: Day


class ChangeRelationship(OfRelationship):
    """Pause until a day, go on again, or go on beyond the last day.

    Either of the two may pause and go on. To go on longer both name the same day, or who operates
    the programme names it for them: either can end the relationship whenever they wish.
    """

    change: Literal["pause", "resume", "extend"]
    until: Day | None = None
    """The day on which a pause is over; the last day of what goes on longer."""


class RelationshipChanged(ChangeRelationship):
    """`complete`: it holds. The first word for a longer relationship waits for the other side's."""

    face: ClassVar[bool] = True

    mentor: Pseudonym
    mentee: Pseudonym
    programme: ProgrammeId
    by: Literal["mentee", "mentor", "coordinator", "clock"]
    complete: bool


class DesignateBackup(OfRelationship):
    """Say whom the mentee is put to first, should this mentor be lost; again replaces it.

    Two members are filled in by the service: the weekly quarter-hours that backup and mentee
    share, and whether anything personal keeps them apart.
    """

    backup: Pseudonym
    quarter_hours: Annotated[int, Field(ge=0)] | None = None
    personal: bool | None = None


class BackupDesignated(OfRelationship):
    """It holds no place of the backup; whether there is one is asked when it is needed."""

    mentor: Pseudonym
    mentee: Pseudonym
    backup: Pseudonym


class EndRelationship(OfRelationship):
    """Close it after the closing talk, or end it before its time."""

    how: Literal["closed", "premature"]
    ground: Code
    talk_held: bool
    rematch: bool
    """The mentee wants another mentor."""
    tie_kept: bool | None = None
    """Of what is closed: do the two stay in contact? None: they did not say."""


class RelationshipEnded(OfRelationship):
    """`lapsed`: its time was over, and neither of the two had closed it."""

    face: ClassVar[bool] = True

    mentor: Pseudonym
    mentee: Pseudonym
    programme: ProgrammeId
    round: RoundId
    how: Literal["closed", "premature", "lapsed"]
    ground: Code
    talk_held: bool
    rematch: bool
    tie_kept: bool | None = None
    by: Literal["mentee", "mentor"] | None = None
    """Which of the two ended it; None where its time was over, or the service did."""
