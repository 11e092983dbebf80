"""The forms of questions and answers about pairs and certificates."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from baraza.scheduling.api.forms import Form, a_monday


class SessionLogOf(Form):
    relationship: str | None = None
    programme: str | None = None

    @model_validator(mode="after")
    def _one(self) -> "SessionLogOf":
        if (self.relationship is None) == (self.programme is None):
            raise ValueError("a relationship or a programme, one of them")
        return self


class CertificateOf(Form):
    certificate: str


class FreeSlotsOf(Form):
    relationship: str
    week: Annotated[AwareDatetime, AfterValidator(a_monday)]
    minutes: Annotated[int, Field(ge=15, le=240, multiple_of=15)] = 60


class SessionRow(Form):
    session: str
    relationship: str
    programme: str
    mentor: str
    mentee: str
    number: int
    start: str
    minutes: int
    mentor_points: int
    mentee_points: int
    state: str
    """`booked`, `cancelled`, or as it was recorded: `held`, `missed`."""


class CheckInRow(Form):
    record: str
    number: int
    state: str
    """As it was told; `missing` where nobody told in time."""


class SessionLogAnswer(Form):
    sessions: list[SessionRow]
    check_ins: list[CheckInRow]
    """Of one relationship; of a programme none are listed."""


class VenueRow(Form):
    venue_kind: str
    sessions: int
    minutes: int
    activities: int


class VenueShareAnswer(Form):
    programme: str
    venues: list[VenueRow]


class FormatRow(Form):
    format: str
    sessions_held: int
    sessions_missed: int
    minutes: int
    workshops_held: int
    attended: int


class FormatComparisonAnswer(Form):
    programme: str
    formats: list[FormatRow]


class CertificateAnswer(Form):
    certificate: str
    kind: str
    person: str
    workshop: str
    purpose: str | None
    cited: list[int]
    by: str | None
    capacities: list[str]
    until: str | None
    depth: int | None
    idx: int
    """Where it stands in the log."""


class ChainAnswer(Form):
    person: str
    certificates: list[CertificateAnswer]
    """The person's own first, then those of whoever certified, up to the first trainers."""


class FreeSlotsAnswer(Form):
    relationship: str
    starts: list[str]
