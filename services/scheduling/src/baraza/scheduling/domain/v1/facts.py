"""The facts that version 1 folds, its own and others'; closed with this version."""

from typing import TypeAlias

from baraza.forms.v1.heard import BookFact, ErasureRequested
from baraza.forms.v1.messages import PersonErased
from baraza.scheduling.inbox import Foreign
from baraza.scheduling.messages import (
    AvailabilityStated,
    CompletionCertified,
    EnrolmentCancelled,
    EnrolmentPromoted,
    EnrolmentQueued,
    OfferAnswered,
    OfferMade,
    ParticipantEnrolled,
    PlanPublished,
    RecordMade,
    RecordMissing,
    RecordSettled,
    SeriesPlanned,
    SessionBooked,
    SessionChanged,
    TrainerCertified,
    TrainerReleased,
    TrainerSought,
    WorkshopAnnounced,
    WorkshopCancelled,
    WorkshopChanged,
    WorkshopHeld,
    WorkshopPlanned,
)

Own: TypeAlias = (
    WorkshopPlanned | OfferMade | OfferAnswered | WorkshopAnnounced | WorkshopChanged
    | WorkshopCancelled | TrainerSought | TrainerReleased | WorkshopHeld | SeriesPlanned
    | PlanPublished | ParticipantEnrolled | EnrolmentQueued | EnrolmentCancelled
    | EnrolmentPromoted | SessionBooked | SessionChanged | RecordMade | RecordSettled
    | RecordMissing | CompletionCertified | TrainerCertified | AvailabilityStated | PersonErased
)  # fmt: skip
Known: TypeAlias = Own | Foreign | ErasureRequested | BookFact
