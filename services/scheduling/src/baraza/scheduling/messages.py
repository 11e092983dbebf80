"""What scheduling is asked, and what it records: when, where, who was there."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, ClassVar, Literal

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
from baraza.forms.v1.messages import ErasePersonData, PersonErased, Points, ProgrammeId


def _of_the_calendar(day: str) -> str:
    date.fromisoformat(day)
    return day


Day = Annotated[forms.Day, AfterValidator(_of_the_calendar)]
"""A day that the calendar has: there is no 31 February."""
VenueKind = Literal["on_wiki", "online", "in_person"]
Purpose = Literal["mentor_training", "skills"]
"""`skills` counts for a pilot's two or three."""
DAY_MINUTES = 24 * 60
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
    purpose: Purpose
    format: Code
    capacities: tuple[Code, ...]
    language: str
    venue_kind: VenueKind
    minutes: Annotated[int, Field(gt=0, le=DAY_MINUTES, multiple_of=15)]
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
    face: ClassVar[bool] = True

    programme: ProgrammeId
    purpose: Purpose
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


Ground = Literal["trainer_lost", "safety", "venue_lost", "time_rules_changed", "holiday_revised"]
"""What may move a workshop that people rely on; nothing else may."""


class ChangeWorkshop(OfWorkshop):
    """Move an announced workshop, or tell who leads it now; again at the least bad hour."""

    ground: Ground
    window_from: Day | None = None
    window_until: Day | None = None
    """Where they are left out, the days that were planned."""
    start: Instant
    tzdata: str

    @model_validator(mode="after")
    def _has_days(self) -> "ChangeWorkshop":
        if self.window_from and self.window_until and self.window_until < self.window_from:
            raise ValueError("the window ends before it begins")
        return self


class WorkshopChanged(OfWorkshop):
    """Everybody enrolled is told: that is what `enrolled` counts."""

    face: ClassVar[bool] = True

    programme: ProgrammeId
    purpose: Purpose
    host: EntityId
    leader: Pseudonym
    ground: Ground
    before: Instant
    start: Instant
    minutes: int
    tzdata: str
    bands: tuple[Band, ...]
    worst: int
    enrolled: int
    tier: ClassVar[Tier] = "bodies"


class CancelWorkshop(OfWorkshop):
    """Call it off; a pilot keeps two skills workshops."""

    ground: Code


class WorkshopCancelled(OfWorkshop):
    face: ClassVar[bool] = True

    programme: ProgrammeId
    purpose: Purpose
    host: EntityId
    ground: Code
    start: Instant | None = None
    """None: it had not been announced."""
    enrolled: int


class SeekTrainer(OfWorkshop):
    """Say that somebody is needed who can teach this."""

    capacity: Code


class TrainerSought(SeekTrainer):
    programme: ProgrammeId


class ReleaseTrainer(OfWorkshop):
    """Who leads it cannot; until another offers and is taken, nobody does."""

    ground: Code


class TrainerReleased(ReleaseTrainer):
    person: Pseudonym
    tier: ClassVar[Tier] = "bodies"


class HoldWorkshop(OfWorkshop):
    """The leader says that it took place."""


class WorkshopHeld(OfWorkshop):
    face: ClassVar[bool] = True

    programme: ProgrammeId
    purpose: Purpose
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


# --- enrolment -----------------------------------------------------------------------------


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


class CancelEnrolment(OfEnrolment):
    """Give up a place, or the wait for one; whoever waits first gets a place that falls free."""

    @property
    def subject(self) -> str:
        return f"workshop.{self.workshop}"


class EnrolmentCancelled(OfEnrolment):
    pass


class EnrolmentPromoted(OfEnrolment):
    """The first of the queue has the place that just fell free."""


# --- sessions of a pair --------------------------------------------------------------------

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


# --- records -------------------------------------------------------------------------------

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


# --- certificates --------------------------------------------------------------------------


class Certify(Message):
    """Certify who completed a workshop, or who may teach, from the entries that show it.

    Completion follows by itself; that somebody may teach is said by a trainer.
    """

    makes: ClassVar[str | None] = "certificate"

    certificate: EntityId
    kind: Literal["completion", "trainer"] = "completion"
    person: Pseudonym
    workshop: EntityId
    capacities: tuple[Code, ...] = ()
    until: Day | None = None

    @property
    def subject(self) -> str:
        return f"certificate.{self.certificate}"

    @property
    def turn(self) -> str:
        """Two that certify one another at once would close a circle."""
        return "certifying" if self.kind == "trainer" else self.subject

    @model_validator(mode="after")
    def _is_of_its_kind(self) -> "Certify":
        said = (bool(self.capacities), self.until is not None)
        if said != (self.kind == "trainer",) * 2:
            raise ValueError(f"{self.kind}: capacities and until")
        return self


class CompletionCertified(Message):
    face: ClassVar[bool] = True

    certificate: EntityId
    person: Pseudonym
    workshop: EntityId
    purpose: Purpose
    cited: tuple[int, ...]
    """Indexes of the entries that show it."""

    @property
    def subject(self) -> str:
        return f"certificate.{self.certificate}"


class TrainerCertified(Message):
    """Somebody may teach these capacities until a day, by somebody who may."""

    certificate: EntityId
    person: Pseudonym
    by: Pseudonym
    workshop: EntityId
    capacities: tuple[Code, ...]
    until: Day
    depth: int
    """How many stand between them and the first trainers, these not counted."""

    @property
    def subject(self) -> str:
        return f"certificate.{self.certificate}"


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
    what: Literal["undisputed", "check_in_due"]


Command = (
    DraftRules | PlanWorkshop | OfferTeaching | AnswerOffer | AnnounceWorkshop | ChangeWorkshop
    | CancelWorkshop | SeekTrainer | ReleaseTrainer | HoldWorkshop | PlanSeries | PublishPlan
    | EnrolInWorkshop | CancelEnrolment | BookSession | ChangeSession | MakeRecord | SettleRecord
    | Certify | StateAvailability | ReachDeadline | ErasePersonData
)  # fmt: skip
Fact = (
    RulesDrafted | WorkshopPlanned | OfferMade | OfferAnswered | WorkshopAnnounced
    | WorkshopChanged | WorkshopCancelled | TrainerSought | TrainerReleased | WorkshopHeld
    | SeriesPlanned | PlanPublished | ParticipantEnrolled | EnrolmentQueued | EnrolmentCancelled
    | EnrolmentPromoted | SessionBooked | SessionChanged | RecordMade | RecordSettled
    | RecordMissing | CompletionCertified | TrainerCertified | AvailabilityStated | PersonErased
)  # fmt: skip
Reason = Literal[
    "unknown_entity", "wrong_state", "no_mandate", "mandate_ended", "outside_delegation",
    "too_early", "too_late", "already_done", "not_adopted", "not_concerned", "rules_malformed",
    "person_erased", "external_may_not_decide", "outside_programme", "beyond_horizon",
    "trainer_not_authorised", "trainer_double_booked", "no_trainer", "pilot_has_three_workshops",
    "pilot_below_two_workshops", "worse_than_stated_bound", "not_enrolled", "stage_not_reached",
    "relationship_not_live", "outside_availability", "clash", "own_record", "unknown_outcome",
    "criteria_not_met", "not_the_leader", "certifier_not_live", "would_be_cycle",
]  # fmt: skip
