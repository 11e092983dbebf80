"""A programme's running life: announced, opened, ended."""

from typing import ClassVar, Literal

from baraza.decider import Message, Tier
from baraza.forms.v1.messages import Day, Points, ProgrammeId


class OfProgramme(Message):
    tier: ClassVar[Tier] = "world"

    programme: ProgrammeId

    @property
    def subject(self) -> str:
        return f"programme.{self.programme}"


class AnnounceProgramme(OfProgramme):
    """Tell everybody that it will begin, and for how many."""

    places: Points


class ProgrammeAnnounced(AnnounceProgramme):
    pass


class OpenProgramme(OfProgramme):
    """Begin the running life: announced, approved, funded, watched, its workshops announced."""


class ProgrammeOpened(OfProgramme):
    face: ClassVar[bool] = True

    kind: Literal["pilot", "standing"]
    starts_on: Day
    ends_on: Day
    workshops: int


class EndProgramme(OfProgramme):
    """Say that it is over: no relationship of it runs any more."""


class ProgrammeEnded(EndProgramme):
    face: ClassVar[bool] = True

    ended_on: Day
