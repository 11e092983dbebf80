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


class EndRelationship(OfRelationship):
    """Close it after the closing talk, or end it before its time."""

    how: Literal["closed", "premature"]
    ground: Code
    talk_held: bool
    rematch: bool
    """The mentee wants another mentor."""


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
