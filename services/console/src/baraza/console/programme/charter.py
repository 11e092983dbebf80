"""`programme.json`: the charter of one programme."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from baraza.console.programme.cells import (
    BodyRef,
    Code,
    Count,
    Currency,
    Day,
    Entity,
    Hour,
    Minor,
    Minutes,
    PerMille,
    Positive,
    PositiveMinor,
    Ref,
    Slug,
    Tag,
    Text,
    Value,
    choice,
    unexpected,
    whole,
)

ACTS = (
    "confirms_place",
    "acknowledges_terms",
    "attends_mentor_training",
    "accepts_pair",
    "holds_session",
    "attends_workshop",
    "answers_feedback",
)
"""What people ordinarily do, in thousandths."""
DIMENSIONS = ("region", "language", "affiliate_kind")
"""By which floors may be declared: coarse facts that name nobody."""
HOURS_COUNTED = 60
"""Shared quarter-hours a week that matching's points count (starter set); none may be required
beyond them."""
ANSWER_DAYS = 60
MENTORING_MONTHS = 36
"""A relationship has at most 160 weeks in a round."""
SESSION_MINUTES, EVERY_WEEKS, SESSIONS = 240, 26, 30
"""What scheduling books at most: of one session, between two, and for one pair."""


def _window(value: Any) -> Any:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise unexpected("a list of two days, first and last")
    return tuple(value)


Window = Annotated[tuple[Day, Day], BeforeValidator(_window)]


class Handover(Value):
    """The day on which `oversee` goes from one body to another."""

    on: Day
    from_: BodyRef = Field(alias="from")
    to: BodyRef


class Envelope(Value):
    """Ring-fenced money of one affiliate, in minor units; its lines make up the amount."""

    affiliate_id: Entity
    amount_minor: PositiveMinor
    currency: Currency | None = None
    """May be told; a programme has one currency."""
    lines: dict[Code, Minor]


class Intake(Value):
    opens_on: Day
    closes_on: Day
    settled_on: Day
    appeals_until: Day


class Training(Value):
    """The mentor training: one workshop that makes a mentor active."""

    capacities: tuple[Code, ...]
    minutes: Minutes
    language: Tag
    window: Window
    places: Positive
    host: Entity
    cost_minor: Minor


class Workshop(Training):
    workshop: Slug


class Stage(Value):
    stage: Code
    enter: Code | None = None
    exit: dict[Code, Count] = Field(default_factory=dict)


class Persistence(Value):
    per_mille_min: PerMille
    unreasonable_hours: tuple[Hour, Hour]


class Round(Value):
    round: Slug
    closes_on: Day


class Matching(Value):
    rounds: tuple[Round, ...]
    equity_groups: Annotated[
        Literal["region", "language", "affiliate_kind"], BeforeValidator(choice(*DIMENSIONS))
    ]
    """The dimension by which floors are declared; its groups are those of the folder."""
    floors_per_mille: dict[Ref, PerMille] | None = None
    """By group, of every thousand of its mentees in a round for how many the floor reaches. Left
    out: for all of every group, so that the lowest rate is as high as it can be."""
    min_shared_quarter_hours_per_week: Annotated[Count, whole(0, HOURS_COUNTED)]
    answer_days: Annotated[Positive, whole(1, ANSWER_DAYS)]


class Series(Value):
    """Workshops announced beyond the pilot."""

    every_months: Annotated[Positive, whole(1, 12)]
    until: Day


class Mentoring(Value):
    session_minutes: Annotated[Minutes, whole(15, SESSION_MINUTES)]
    every_weeks: Annotated[Positive, whole(1, EVERY_WEEKS)]
    months: Annotated[Positive, whole(1, MENTORING_MONTHS)]
    check_in_every_weeks: Positive


class Feedback(Value):
    instrument: Slug
    after_sessions: tuple[Positive, ...]
    leaders_report_after_each_workshop: bool
    small_cell_minimum: Positive


class Programme(Value):
    """The whole charter, as the folder states it."""

    programme_id: Slug
    name: dict[Tag, Text]
    languages: tuple[Tag, ...]
    kind: Annotated[Literal["pilot", "standing"], BeforeValidator(choice("pilot", "standing"))]
    delivery: Annotated[
        Literal["affiliate_run", "central"], BeforeValidator(choice("affiliate_run", "central"))
    ]
    publish: Annotated[
        Literal["bodies", "world"] | None, BeforeValidator(choice("bodies", "world"))
    ] = None
    """Which tier of the log everybody may read; left out: as the starter set has it."""
    tracks: tuple[Code, ...]
    starts_on: Day
    ends_on: Day
    decided_by: BodyRef
    announced_on: Day
    oversight_handed_over: Handover | None = None
    currency: Currency
    places: Count = 0
    """How many participants; left out or 0: as many as the mentors of the folder have places."""
    allocation_minor: PositiveMinor
    envelopes: tuple[Envelope, ...]
    support_minor_per_relationship: Minor
    intake: Intake
    mentor_training: Training
    founding_trainers: tuple[Ref, ...]
    stages: tuple[Stage, ...]
    persistence: Persistence
    matching: Matching
    workshops: tuple[Workshop, ...]
    series_beyond_pilot: Series | None = None
    mentoring: Mentoring
    feedback: Feedback
    behaviour_per_mille: dict[Code, PerMille]

    @model_validator(mode="before")
    @classmethod
    def _an_object(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            raise unexpected("an object")
        return value
