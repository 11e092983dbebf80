"""The forms of questions and answers about programmes, intakes, reports and people."""

from pydantic import BaseModel, ConfigDict


class Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ProgrammeOf(Form):
    programme: str


class AnyProgramme(Form):
    programme: str | None = None


class PersonOf(Form):
    person: str


class IntakeAnswer(Form):
    intake: str
    role: str
    places: int
    opens: str
    closes: str
    applications: int | None
    selected: int | None
    reserve: int | None
    declined: int | None


class ProgrammeAnswer(Form):
    programme: str
    places: int
    announced_at: str
    opened_at: str | None
    kind: str | None
    starts_on: str | None
    ends_on: str | None
    workshops: int | None
    intakes: list[IntakeAnswer]


class Yield(Form):
    """Invited and answered count invitations; accepted and active count people."""

    invited: int
    answered: int
    accepted: int
    active: int


class PoolYieldAnswer(Form):
    pools: dict[str, Yield]


class Pipeline(Form):
    """How many have come how far, by one way or another."""

    intake: str
    role: str
    invited: int
    nominated: int
    applied: int
    screened: int
    selected: int
    reserve: int
    declined: int
    places_offered: int
    places_taken: int
    active: int
    ways: dict[str, int]
    """Applications by the pool they name."""


class PipelineAnswer(Form):
    intakes: list[Pipeline]


class FigureRow(Form):
    group: str
    count: int | None
    of: int | None


class Report(Form):
    report: str
    point: str
    programme: str | None
    suppressed: int
    published_at: str
    idx: int
    """Up to this index of the log anybody makes the same figures."""
    rows: list[FigureRow]


class ReportsAnswer(Form):
    reports: list[Report]


class PostRow(Form):
    record: str
    post_kind: str
    starts_on: str
    ends_on: str | None
    state: str
    """`claimed`, `verified`, `disputed`, `withdrawn`."""
    ended_at: str | None
    """When it was said that it had ended, and for which reason."""
    ground: str | None
    not_offered: str | None
    """Why nothing was offered after it. None: something was, or it has not ended."""


class RoleRow(Form):
    role: str
    programme: str
    starts_on: str
    ends_on: str | None
    state: str
    """`active`, `paused`, `resting` until a day, `ended`."""
    until: str | None
    ended_at: str | None
    ground: str | None
    not_offered: str | None


class CandidacyRow(Form):
    intake: str
    pool: str
    screener: str | None
    outcome: str | None
    rank: int | None
    points: int | None
    settled_idx: int | None
    """Index of the entry that an appeal would be about."""


class OfferRow(Form):
    offer: str
    kind: str
    intake: str | None
    answer: str | None
    ended: str | None
    answer_by: str


class StageRow(Form):
    programme: str
    track: str
    stage: str
    number: int
    entered_at: str


class PersonAnswer(Form):
    person: str
    region: str | None
    organisation_kind: str | None
    zone_band: int
    languages: list[str]
    registered_at: str
    candidacies: list[CandidacyRow]
    offers: list[OfferRow]
    roles: list[RoleRow]
    stages: list[StageRow]
