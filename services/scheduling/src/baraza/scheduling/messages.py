"""What scheduling is asked, and what it records: when, where, who was there."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator, Field, model_validator

from baraza.decider import (
    Code,
    EntityId,
    FieldCommitment,
    Instant,
    Message,
    Part,
    Pseudonym,
    Tier,
)
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import Points, ProgrammeId


def _of_the_calendar(day: str) -> str:
    date.fromisoformat(day)
    return day


Day = Annotated[forms.Day, AfterValidator(_of_the_calendar)]
"""A day that the calendar has: there is no 31 February."""
TextKind = Literal["formats", "template", "inconvenience", "holidays", "first_trainers"]


class DraftRules(forms.DraftRules):
    kind: TextKind


class RulesDrafted(forms.RulesDrafted):
    kind: TextKind


# --- workshops -----------------------------------------------------------------------------


class OfWorkshop(Message):
    tier: ClassVar[Tier] = "world"

    workshop: EntityId

    @property
    def subject(self) -> str:
        return f"workshop.{self.workshop}"


class PlanWorkshop(OfWorkshop):
    """Say what will be taught, when at the earliest and latest, for how many, at whose cost."""

    programme: ProgrammeId
    purpose: Literal["mentor_training", "skills"]
    """`skills` counts for a pilot's two or three."""
    format: Code
    capacities: tuple[Code, ...]
    language: str
    venue_kind: Literal["on_wiki", "online", "in_person"]
    minutes: Annotated[int, Field(gt=0, le=24 * 60, multiple_of=15)]
    window_from: Day
    window_until: Day
    places: Points
    host: EntityId
    """The organisation whose envelope pays."""

    @model_validator(mode="after")
    def _has_days(self) -> "PlanWorkshop":
        if self.window_until < self.window_from:
            raise ValueError("the window ends before it begins")
        return self


class WorkshopPlanned(PlanWorkshop):
    pass


class OfTeaching(Message):
    kind: Literal["teaching"] = "teaching"
    workshop: EntityId
    person: Pseudonym

    @property
    def subject(self) -> str:
        return f"teaching.{forms.of_two(self.workshop, self.person)}"


class OfferTeaching(OfTeaching):
    """A trainer offers to lead a workshop."""


class OfferMade(OfTeaching):
    answer_by: Instant


class AnswerOffer(OfTeaching):
    """The coordinator's answer: yes means that the trainer leads it."""

    answer: Literal["accept", "decline"]


class OfferAnswered(AnswerOffer):
    pass


class AnnounceWorkshop(OfWorkshop):
    """Fix the time: the least bad hour for all zones, by the published points (R1, R35)."""

    start: Instant
    tzdata: str
    """Version of the time-zone rules from which local readings were derived."""


class Band(Part):
    """People of one zone band, and what this plan costs them."""

    hours_east: int
    members: int
    points: int
    carry: int
    """Sum of points of this programme's workshops so far, this one included."""


class WorkshopAnnounced(OfWorkshop):
    programme: ProgrammeId
    purpose: Literal["mentor_training", "skills"]
    host: EntityId
    leader: Pseudonym
    authority: Literal["utc"] = "utc"
    start: Instant
    minutes: int
    tzdata: str
    places: Points
    bands: tuple[Band, ...]
    worst: int
    tier: ClassVar[Tier] = "bodies"


class HoldWorkshop(OfWorkshop):
    """The leader says that it took place."""


class WorkshopHeld(OfWorkshop):
    programme: ProgrammeId
    purpose: Literal["mentor_training", "skills"]
    leader: Pseudonym
    attended: int
    tier: ClassVar[Tier] = "bodies"


# --- the plan beyond -----------------------------------------------------------------------


class PlanSeries(Message):
    """Plan trainings up to 36 months ahead; past the programme's end they are indicative."""

    tier: ClassVar[Tier] = "world"
    makes: ClassVar[str | None] = "series"

    series: EntityId
    programme: ProgrammeId
    template: Code
    every_months: Annotated[int, Field(ge=1, le=12)]
    first: Day
    last: Day

    @property
    def subject(self) -> str:
        return f"series.{self.series}"

    @model_validator(mode="after")
    def _has_days(self) -> "PlanSeries":
        if self.last < self.first:
            raise ValueError("the series ends before it begins")
        return self


class SeriesPlanned(PlanSeries):
    sittings: tuple[Day, ...]


class Difference(Part):
    kind: Literal["added", "dropped", "moved", "firmed"]
    what: str
    before: str | None = None
    after: str | None = None


class PublishPlan(Message):
    """Publish the next version of the plan, with its differences from the last."""

    tier: ClassVar[Tier] = "world"

    programme: ProgrammeId

    @property
    def subject(self) -> str:
        return f"plan.{self.programme}"


class PlanPublished(PublishPlan):
    version: int
    horizon: Day
    differences: tuple[Difference, ...]


# --- enrolment, attendance, certificates ---------------------------------------------------


class OfEnrolment(Message):
    workshop: EntityId
    person: Pseudonym

    @property
    def subject(self) -> str:
        return f"enrolment.{forms.of_two(self.workshop, self.person)}"


class EnrolInWorkshop(OfEnrolment):
    """Take a place, or the next in the queue.

    It is addressed to the workshop: asks about one entity are decided in turn, so two people
    never take the last place.
    """

    @property
    def subject(self) -> str:
        return f"workshop.{self.workshop}"


class ParticipantEnrolled(OfEnrolment):
    pass


class EnrolmentQueued(OfEnrolment):
    place: int
    """How many wait before and including this person."""


class MakeRecord(forms.MakeRecord):
    """The leader says who was there, and for how long."""

    kind: Literal["attendance"]
    workshop: EntityId
    state: Literal["present", "late", "excused", "absent"]
    minutes: Annotated[int, Field(ge=0, le=24 * 60)]

    @property
    def turn(self) -> str:
        """One standing record of one person at one workshop."""
        return f"attendance of {self.person} at {self.workshop}"


class RecordMade(forms.RecordMade):
    kind: Literal["attendance"]
    workshop: EntityId
    state: Literal["present", "late", "excused", "absent"]
    minutes: int


class SettleRecord(forms.SettleRecord):
    kind: Literal["attendance"]
    outcome: Literal["disputed"]


class RecordSettled(forms.RecordSettled):
    kind: Literal["attendance"]
    outcome: Literal["disputed", "undisputed"]


class Certify(Message):
    """Certify who completed a workshop, from the entries that show it."""

    makes: ClassVar[str | None] = "certificate"
    askers: ClassVar[frozenset[str]] = frozenset()

    certificate: EntityId
    person: Pseudonym
    workshop: EntityId

    @property
    def subject(self) -> str:
        return f"certificate.{self.certificate}"


class CompletionCertified(Certify):
    purpose: Literal["mentor_training", "skills"]
    cited: tuple[int, ...]
    """Indexes of the entries that show it."""


# --- availability --------------------------------------------------------------------------


class StateAvailability(Message):
    """Weekly hours in one's own local time, and the zone: both stay in the vault."""

    person: Pseudonym
    weekly: FieldCommitment
    """Ranges [[from, until], ...] as week positions in quarters, 0..672, Monday 00:00 first."""
    zone: FieldCommitment
    from_on: Day

    @property
    def subject(self) -> str:
        return f"availability.{self.person}"


class AvailabilityStated(StateAvailability):
    pass


class ReachDeadline(forms.ReachDeadline):
    what: Literal["undisputed"]


Command = (
    DraftRules | PlanWorkshop | OfferTeaching | AnswerOffer | AnnounceWorkshop | HoldWorkshop
    | PlanSeries | PublishPlan | EnrolInWorkshop | MakeRecord | SettleRecord | Certify
    | StateAvailability | ReachDeadline
)  # fmt: skip
Fact = (
    RulesDrafted | WorkshopPlanned | OfferMade | OfferAnswered | WorkshopAnnounced | WorkshopHeld
    | SeriesPlanned | PlanPublished | ParticipantEnrolled | EnrolmentQueued | RecordMade
    | RecordSettled | CompletionCertified | AvailabilityStated
)  # fmt: skip
Reason = Literal[
    "unknown_entity", "wrong_state", "no_mandate", "mandate_ended", "outside_delegation",
    "too_early", "too_late", "already_done", "not_adopted", "not_concerned", "rules_malformed",
    "outside_programme", "beyond_horizon", "trainer_not_authorised", "trainer_double_booked",
    "no_trainer", "pilot_has_three_workshops", "worse_than_stated_bound", "not_enrolled",
    "stage_not_reached", "no_place_left", "own_record", "unknown_outcome", "criteria_not_met",
    "not_the_leader",
]  # fmt: skip
