"""The forms of questions and answers about workshops, plans and people's hours."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from baraza.scheduling.domain.v1 import slots


class Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class WorkshopOf(Form):
    workshop: str


class ProgrammeOf(Form):
    programme: str


class PersonOf(Form):
    person: str


def a_monday(week: datetime) -> datetime:
    if slots.position(slots.quarter_of(week)) or not slots.on_grid(week):
        raise ValueError("a week begins on a Monday at 00:00 UTC")
    return week


class SharedHoursOf(Form):
    mentees: list[str]
    mentors: list[str]
    weeks: Annotated[
        list[Annotated[AwareDatetime, AfterValidator(a_monday)]],
        Field(min_length=1, max_length=200),
    ]


class BandAnswer(Form):
    hours_east: int
    members: int
    points: int
    carry: int


class Enrolment(Form):
    person: str
    queued: int | None


class WorkshopAnswer(Form):
    workshop: str
    programme: str
    purpose: str
    format: str
    capacities: list[str]
    language: str
    venue_kind: str
    minutes: int
    window_from: str
    window_until: str
    places: int
    host: str
    state: str
    leader: str | None
    start: str | None
    tzdata: str | None
    worst: int | None
    attended: int | None
    bands: list[BandAnswer]
    enrolments: list[Enrolment]


class Event(Form):
    uid: str
    what: str
    status: str
    """`CONFIRMED` with a start, `CANCELLED` once it is called off; `TENTATIVE` where only a window
    or a day is planned."""
    starts: str
    ends: str
    said_at: str


class CalendarAnswer(Form):
    events: list[Event]


class AttendanceRow(Form):
    record: str
    person: str
    state: str
    minutes: int
    outcome: str | None


class AttendanceAnswer(Form):
    workshop: str
    records: list[AttendanceRow]


class DifferenceRow(Form):
    kind: str
    what: str
    before: str | None
    after: str | None


class PlanAnswer(Form):
    programme: str
    version: int
    horizon: str
    published_at: str
    differences: list[DifferenceRow]


class Certificate(Form):
    certificate: str
    workshop: str
    purpose: str
    cited: list[int]


class CertificatesAnswer(Form):
    person: str
    certificates: list[Certificate]


class SharedHoursAnswer(Form):
    hours: list[tuple[int, int, int]]
    """Place in `mentees`, place in `mentors`, quarters they have in common in every week."""
