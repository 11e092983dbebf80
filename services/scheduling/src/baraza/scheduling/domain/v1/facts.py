"""The facts that version 1 folds, its own and others'; closed with this version."""

from typing import TypeAlias

from baraza.forms.v1.heard import BookFact, ErasureRequested
from baraza.forms.v1.messages import PersonErased
from baraza.scheduling import messages as m
from baraza.scheduling.inbox import Foreign

Own: TypeAlias = (
    m.WorkshopPlanned | m.OfferMade | m.OfferAnswered | m.WorkshopAnnounced | m.WorkshopChanged
    | m.WorkshopCancelled | m.TrainerSought | m.TrainerReleased | m.WorkshopHeld | m.SeriesPlanned
    | m.PlanPublished | m.ParticipantEnrolled | m.EnrolmentQueued | m.EnrolmentCancelled
    | m.EnrolmentPromoted | m.SessionBooked | m.SessionChanged | m.RecordMade | m.RecordSettled
    | m.RecordMissing | m.CompletionCertified | m.TrainerCertified | m.AvailabilityStated
    | PersonErased | m.StateAttested
)  # fmt: skip
Known: TypeAlias = Own | Foreign | ErasureRequested | BookFact
