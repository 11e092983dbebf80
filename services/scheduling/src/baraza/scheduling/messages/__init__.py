"""What scheduling is asked, and what it records: when, where, who was there."""

from typing import Literal

from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import AttestState, ErasePersonData, PersonErased, StateAttested
from baraza.scheduling.messages.certificates import (
    Certify,
    CompletionCertified,
    TrainerCertified,
)
from baraza.scheduling.messages.common import (
    DAY_MINUTES,
    Day,
    Purpose,
    TextKind,
    VenueKind,
)
from baraza.scheduling.messages.moving import (
    CancelWorkshop,
    ChangeWorkshop,
    Ground,
    WorkshopCancelled,
    WorkshopChanged,
)
from baraza.scheduling.messages.people import (
    AvailabilityStated,
    CancelEnrolment,
    EnrolInWorkshop,
    EnrolmentCancelled,
    EnrolmentPromoted,
    EnrolmentQueued,
    OfEnrolment,
    ParticipantEnrolled,
    StateAvailability,
)
from baraza.scheduling.messages.plans import (
    Difference,
    PlanPublished,
    PlanSeries,
    PublishPlan,
    SeriesPlanned,
)
from baraza.scheduling.messages.records import (
    MEMBERS,
    PARTICULAR,
    STATES,
    MakeRecord,
    RecordKind,
    RecordMade,
    RecordMissing,
    RecordSettled,
    SettleRecord,
)
from baraza.scheduling.messages.sessions import (
    SESSIONS_MOST,
    BookSession,
    ChangeSession,
    OfSession,
    SessionBooked,
    SessionChanged,
)
from baraza.scheduling.messages.teaching import (
    AnswerOffer,
    OfferAnswered,
    OfferMade,
    OfferTeaching,
    OfTeaching,
    ReleaseTrainer,
    SeekTrainer,
    TrainerReleased,
    TrainerSought,
)
from baraza.scheduling.messages.texts import (
    DraftRules,
    RulesDrafted,
)
from baraza.scheduling.messages.workshops import (
    AnnounceWorkshop,
    Band,
    HoldWorkshop,
    OfWorkshop,
    PlanWorkshop,
    WorkshopAnnounced,
    WorkshopHeld,
    WorkshopPlanned,
)


class ReachDeadline(forms.ReachDeadline):
    what: Literal["undisputed", "check_in_due"]


Command = (
    DraftRules | PlanWorkshop | OfferTeaching | AnswerOffer | AnnounceWorkshop | ChangeWorkshop
    | CancelWorkshop | SeekTrainer | ReleaseTrainer | HoldWorkshop | PlanSeries | PublishPlan
    | EnrolInWorkshop | CancelEnrolment | BookSession | ChangeSession | MakeRecord | SettleRecord
    | Certify | StateAvailability | ReachDeadline | ErasePersonData | AttestState
)  # fmt: skip
Fact = (
    RulesDrafted | WorkshopPlanned | OfferMade | OfferAnswered | WorkshopAnnounced
    | WorkshopChanged | WorkshopCancelled | TrainerSought | TrainerReleased | WorkshopHeld
    | SeriesPlanned | PlanPublished | ParticipantEnrolled | EnrolmentQueued | EnrolmentCancelled
    | EnrolmentPromoted | SessionBooked | SessionChanged | RecordMade | RecordSettled
    | RecordMissing | CompletionCertified | TrainerCertified | AvailabilityStated | PersonErased
    | StateAttested
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

__all__ = [
    "DAY_MINUTES",
    "MEMBERS",
    "PARTICULAR",
    "SESSIONS_MOST",
    "STATES",
    "AnnounceWorkshop",
    "AnswerOffer",
    "AttestState",
    "AvailabilityStated",
    "Band",
    "BookSession",
    "CancelEnrolment",
    "CancelWorkshop",
    "Certify",
    "ChangeSession",
    "ChangeWorkshop",
    "Command",
    "CompletionCertified",
    "Day",
    "Difference",
    "DraftRules",
    "EnrolInWorkshop",
    "EnrolmentCancelled",
    "EnrolmentPromoted",
    "EnrolmentQueued",
    "ErasePersonData",
    "Fact",
    "Ground",
    "HoldWorkshop",
    "MakeRecord",
    "OfEnrolment",
    "OfSession",
    "OfTeaching",
    "OfWorkshop",
    "OfferAnswered",
    "OfferMade",
    "OfferTeaching",
    "ParticipantEnrolled",
    "PersonErased",
    "PlanPublished",
    "PlanSeries",
    "PlanWorkshop",
    "PublishPlan",
    "Purpose",
    "ReachDeadline",
    "Reason",
    "RecordKind",
    "RecordMade",
    "RecordMissing",
    "RecordSettled",
    "ReleaseTrainer",
    "RulesDrafted",
    "SeekTrainer",
    "SeriesPlanned",
    "SessionBooked",
    "SessionChanged",
    "SettleRecord",
    "StateAttested",
    "StateAvailability",
    "TextKind",
    "TrainerCertified",
    "TrainerReleased",
    "TrainerSought",
    "VenueKind",
    "WorkshopAnnounced",
    "WorkshopCancelled",
    "WorkshopChanged",
    "WorkshopHeld",
    "WorkshopPlanned",
]
