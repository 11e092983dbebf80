"""Other services' facts as registration reads them: only the fields it uses."""

from baraza.registration.inbox.feedback import (
    CollectionOpened,
    InterimMeasureLifted,
    InterimMeasureTaken,
    VoiceIssued,
)
from baraza.registration.inbox.forgotten import (
    Forgotten,
    ForgottenByFeedback,
    ForgottenByMatching,
    ForgottenByOversight,
    ForgottenByScheduling,
)
from baraza.registration.inbox.ledger import LogFounded
from baraza.registration.inbox.matching import (
    MenteeUnmatched,
    PairProposed,
    RelationshipEnded,
    RelationshipStarted,
    RoundAnnounced,
    RoundVoided,
)
from baraza.registration.inbox.oversight import (
    EnvelopeOpened,
    MatterDecided,
    MoneyAccount,
    MoneyMoved,
    ProgrammeDecided,
)
from baraza.registration.inbox.scheduling import (
    CompletionCertified,
    EnrolmentCancelled,
    EnrolmentPromoted,
    EnrolmentQueued,
    ParticipantEnrolled,
    RecordMade,
    RecordSettled,
    SessionBooked,
    SessionChanged,
    TrainerCertified,
    WorkshopAnnounced,
    WorkshopCancelled,
    WorkshopChanged,
    WorkshopHeld,
    WorkshopPlanned,
)

InboxFact = (
    LogFounded
    | ProgrammeDecided
    | EnvelopeOpened
    | MatterDecided
    | WorkshopAnnounced
    | CompletionCertified
    | RoundAnnounced
    | PairProposed
    | MenteeUnmatched
    | WorkshopPlanned
    | WorkshopChanged
    | WorkshopCancelled
    | WorkshopHeld
    | ParticipantEnrolled
    | EnrolmentPromoted
    | EnrolmentCancelled
    | EnrolmentQueued
    | SessionBooked
    | SessionChanged
    | RecordMade
    | RecordSettled
    | RelationshipStarted
    | RelationshipEnded
    | TrainerCertified
    | MoneyMoved
    | ForgottenByMatching
    | ForgottenByScheduling
    | ForgottenByFeedback
    | ForgottenByOversight
    | CollectionOpened
    | VoiceIssued
    | RoundVoided
    | InterimMeasureTaken
    | InterimMeasureLifted
)

HEARD: dict[str, type[InboxFact]] = {
    "baraza.event.ledger.LogFounded.v1": LogFounded,
    "baraza.event.oversight.ProgrammeDecided.v1": ProgrammeDecided,
    "baraza.event.oversight.EnvelopeOpened.v1": EnvelopeOpened,
    "baraza.event.oversight.MatterDecided.v1": MatterDecided,
    "baraza.event.scheduling.WorkshopAnnounced.v1": WorkshopAnnounced,
    "baraza.event.scheduling.CompletionCertified.v1": CompletionCertified,
    "baraza.event.matching.RoundAnnounced.v1": RoundAnnounced,
    "baraza.event.matching.PairProposed.v1": PairProposed,
    "baraza.event.matching.RoundVoided.v1": RoundVoided,
    "baraza.event.matching.MenteeUnmatched.v1": MenteeUnmatched,
    "baraza.event.scheduling.WorkshopPlanned.v1": WorkshopPlanned,
    "baraza.event.scheduling.WorkshopChanged.v1": WorkshopChanged,
    "baraza.event.scheduling.WorkshopCancelled.v1": WorkshopCancelled,
    "baraza.event.scheduling.WorkshopHeld.v1": WorkshopHeld,
    "baraza.event.scheduling.ParticipantEnrolled.v1": ParticipantEnrolled,
    "baraza.event.scheduling.EnrolmentPromoted.v1": EnrolmentPromoted,
    "baraza.event.scheduling.EnrolmentCancelled.v1": EnrolmentCancelled,
    "baraza.event.scheduling.EnrolmentQueued.v1": EnrolmentQueued,
    "baraza.event.scheduling.SessionBooked.v1": SessionBooked,
    "baraza.event.scheduling.SessionChanged.v1": SessionChanged,
    "baraza.event.scheduling.RecordMade.v1": RecordMade,
    "baraza.event.scheduling.RecordSettled.v1": RecordSettled,
    "baraza.event.matching.RelationshipStarted.v1": RelationshipStarted,
    "baraza.event.matching.RelationshipEnded.v1": RelationshipEnded,
    "baraza.event.feedback.CollectionOpened.v1": CollectionOpened,
    "baraza.event.feedback.VoiceIssued.v1": VoiceIssued,
    "baraza.event.feedback.InterimMeasureTaken.v1": InterimMeasureTaken,
    "baraza.event.feedback.InterimMeasureLifted.v1": InterimMeasureLifted,
    "baraza.event.scheduling.TrainerCertified.v1": TrainerCertified,
    "baraza.event.oversight.MoneyMoved.v1": MoneyMoved,
    "baraza.event.matching.PersonErased.v1": ForgottenByMatching,
    "baraza.event.scheduling.PersonErased.v1": ForgottenByScheduling,
    "baraza.event.feedback.PersonErased.v1": ForgottenByFeedback,
    "baraza.event.oversight.PersonErased.v1": ForgottenByOversight,
}

__all__ = [
    "HEARD",
    "CollectionOpened",
    "CompletionCertified",
    "EnrolmentCancelled",
    "EnrolmentPromoted",
    "EnrolmentQueued",
    "EnvelopeOpened",
    "Forgotten",
    "ForgottenByFeedback",
    "ForgottenByMatching",
    "ForgottenByOversight",
    "ForgottenByScheduling",
    "InboxFact",
    "InterimMeasureLifted",
    "InterimMeasureTaken",
    "LogFounded",
    "MatterDecided",
    "MenteeUnmatched",
    "MoneyAccount",
    "MoneyMoved",
    "PairProposed",
    "ParticipantEnrolled",
    "ProgrammeDecided",
    "RecordMade",
    "RecordSettled",
    "RelationshipEnded",
    "RelationshipStarted",
    "RoundAnnounced",
    "RoundVoided",
    "SessionBooked",
    "SessionChanged",
    "TrainerCertified",
    "VoiceIssued",
    "WorkshopAnnounced",
    "WorkshopCancelled",
    "WorkshopChanged",
    "WorkshopHeld",
    "WorkshopPlanned",
]
