"""Sessions of a pair."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from baraza.decider import EntityId, Instant, Message, Pseudonym
from baraza.forms.v1.messages import Points, ProgrammeId

SESSIONS_MOST = 30


class BookSession(Message):
    """Find a time in each of these weeks that both have said they can, at the least bad hours.

    A week in which there is none is left out.
    """

    relationship: EntityId
    first_week: Instant
    """Its Monday, 00:00 UTC."""
    every_weeks: Annotated[int, Field(ge=1, le=26)]
    sessions: Annotated[int, Field(ge=1, le=SESSIONS_MOST)]
    minutes: Annotated[int, Field(ge=15, le=240, multiple_of=15)]
    starts: tuple[Instant, ...]
    mentor_points: tuple[Points, ...]
    mentee_points: tuple[Points, ...]
    tzdata: str

    @property
    def subject(self) -> str:
        return f"relationship.{self.relationship}"

    @property
    def turn(self) -> str:
        """A mentor has several relationships, and one diary."""
        return "booking"

    @model_validator(mode="after")
    def _in_weeks(self) -> "BookSession":
        day = self.first_week
        if day.weekday() or day.hour or day.minute or day.second or day.microsecond:
            raise ValueError("a week begins on a Monday at 00:00 UTC")
        if not len(self.starts) == len(self.mentor_points) == len(self.mentee_points):
            raise ValueError("each start has points of both")
        return self


class OfSession(Message):
    session: EntityId

    @property
    def subject(self) -> str:
        return f"session.{self.session}"


class SessionBooked(OfSession):
    relationship: EntityId
    programme: ProgrammeId
    mentor: Pseudonym
    mentee: Pseudonym
    number: int
    """Counted within the relationship, from 1."""
    start: Instant
    minutes: int
    mentor_points: int
    mentee_points: int
    tzdata: str


class ChangeSession(OfSession):
    """Call a session off, before it begins."""

    to: Literal["cancelled"]


class SessionChanged(ChangeSession):
    relationship: EntityId
