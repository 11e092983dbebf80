"""Other services' facts as registration reads them: only the fields it uses."""

from typing import ClassVar, Literal

from baraza.decider import Heard, Instant


class LogFounded(Heard):
    """Ledger: a log under a virtual clock is a rehearsal, and may use chance that is foreseen."""

    clock: Literal["system", "virtual"]


class ProgrammeDecided(Heard):
    """Oversight: a charter is approved; or, without one, the programme is concluded."""

    programme: str
    charter: int | None = None


class EnvelopeOpened(Heard):
    """Oversight: there is money for a programme."""

    envelope: str
    programme: str


class MatterDecided(Heard):
    """Oversight: a matter has its outcome; an appeal is against the entry `about`."""

    kind: str
    matter: str
    outcome: str
    about: int | None = None


class WorkshopPlanned(Heard):
    """Scheduling: a workshop is to be, in one language."""

    workshop: str
    language: str


class WorkshopAnnounced(Heard):
    """Scheduling: a workshop has its time."""

    workshop: str
    programme: str
    purpose: str
    start: Instant | None = None


class CompletionCertified(Heard):
    """Scheduling: a person completed a workshop."""

    certificate: str
    person: str
    workshop: str
    purpose: str


class RoundAnnounced(Heard):
    """Matching: a round of a programme."""

    round: str
    programme: str


class PairProposed(Heard):
    """Matching: a mentee and a mentor are put to each other."""

    round: str
    mentee: str
    origin: str


class MenteeUnmatched(Heard):
    """Matching: nobody was found for a mentee."""

    round: str
    person: str


class RecordMade(Heard):
    """Scheduling: who was at a workshop, or that a session was held or missed."""

    kind: str
    record: str
    person: str
    state: str | None = None
    minutes: int | None = None
    workshop: str | None = None
    session: str | None = None
    relationship: str | None = None
    programme: str | None = None
    mentor: str | None = None
    mentee: str | None = None


class RecordSettled(Heard):
    """Scheduling: what was told is confirmed, disputed, or undisputed in time."""

    kind: str
    record: str
    person: str
    outcome: str


class SessionBooked(Heard):
    """Scheduling: a pair has a time."""

    session: str
    relationship: str
    programme: str
    mentee: str
    start: Instant


class ParticipantEnrolled(Heard):
    """Scheduling: somebody holds a place in a workshop."""

    workshop: str
    person: str


class EnrolmentPromoted(Heard):
    """Scheduling: somebody who waited holds a place."""

    workshop: str
    person: str


class EnrolmentCancelled(Heard):
    """Scheduling: somebody gave their place up."""

    workshop: str
    person: str


class WorkshopChanged(Heard):
    """Scheduling: a workshop has another time."""

    workshop: str
    before: Instant
    start: Instant


class WorkshopCancelled(Heard):
    """Scheduling: a workshop will not be."""

    workshop: str


class SessionChanged(Heard):
    """Scheduling: a session is called off."""

    session: str
    to: str


class EnrolmentQueued(Heard):
    """Scheduling: somebody waits for a place in a workshop."""

    workshop: str
    person: str


class TrainerCertified(Heard):
    """Scheduling: a trainer or leader vouches for somebody's teaching until a day."""

    certificate: str
    person: str
    workshop: str
    until: str


class RelationshipStarted(Heard):
    """Matching: two people are a pair."""

    relationship: str
    programme: str
    mentor: str
    mentee: str


class RelationshipEnded(Heard):
    """Matching: two people are a pair no longer."""

    relationship: str
    programme: str
    mentor: str
    mentee: str


class CollectionOpened(Heard):
    """Feedback: people of a programme are asked."""

    collection: str
    programme: str


class VoiceIssued(Heard):
    """Feedback: somebody was given a voice in a collection; what they say nobody knows."""

    collection: str
    person: str


class MoneyAccount(Heard):
    account: str


class MoneyMoved(Heard):
    """Oversight: money is set aside for a purpose, or goes back."""

    envelope: str
    source: MoneyAccount
    target: MoneyAccount
    amount_minor: int
    purpose: str | None = None


class Forgotten(Heard):
    """Another service has forgotten everything personal of somebody."""

    service: ClassVar[str]

    pseudonym: str


class ForgottenByMatching(Forgotten):
    service = "matching"


class ForgottenByScheduling(Forgotten):
    service = "scheduling"


class ForgottenByFeedback(Forgotten):
    service = "feedback"


class ForgottenByOversight(Forgotten):
    service = "oversight"


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
    "baraza.event.matching.MenteeUnmatched.v1": MenteeUnmatched,
    "baraza.event.scheduling.WorkshopPlanned.v1": WorkshopPlanned,
    "baraza.event.scheduling.WorkshopChanged.v1": WorkshopChanged,
    "baraza.event.scheduling.WorkshopCancelled.v1": WorkshopCancelled,
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
    "baraza.event.scheduling.TrainerCertified.v1": TrainerCertified,
    "baraza.event.oversight.MoneyMoved.v1": MoneyMoved,
    "baraza.event.matching.PersonErased.v1": ForgottenByMatching,
    "baraza.event.scheduling.PersonErased.v1": ForgottenByScheduling,
    "baraza.event.feedback.PersonErased.v1": ForgottenByFeedback,
    "baraza.event.oversight.PersonErased.v1": ForgottenByOversight,
}
