"""Other services' facts as oversight reads them: only the fields it uses."""

from baraza.decider import Heard


class CandidacySettled(Heard):
    """Registration: what an appeal may be about."""

    intake: str
    person: str


class RoundAnnounced(Heard):
    """Matching: of which programme a round is."""

    round: str
    programme: str


class MenteeUnmatched(Heard):
    """Matching: who was told that there is no mentor, and may appeal against it."""

    round: str
    person: str


class IntakeAnnounced(Heard):
    """Registration: of which programme a selection is."""

    intake: str
    programme: str


class PersonRegistered(Heard):
    """Registration: who may comment on what is proposed."""

    person: str


class OrganisationRegistered(Heard):
    """Registration: who may hold an envelope."""

    organisation: str


class ProgrammeOpened(Heard):
    """Registration: from here on somebody has to watch it."""

    programme: str


class ProgrammeEnded(Heard):
    """Registration: from here on its dossier can be put together."""

    programme: str
    ended_on: str


class EngagementRequested(Heard):
    """Registration: an external whom money may be for."""

    engagement: str
    programme: str


class RelationshipStarted(Heard):
    """Matching: a pair whom money may be for."""

    relationship: str
    programme: str


class EvaluationPublished(Heard):
    """Feedback: what the people of a programme said, in figures."""

    programme: str


class RecordMade(Heard):
    """Registration, scheduling: what happened, as a finding or its remedy may cite it."""


class RecordMissing(Heard):
    """Scheduling: what should have been told and was not."""


class OfWorkshop(Heard):
    """Scheduling: what money may be for."""

    workshop: str
    programme: str


class WorkshopPlanned(OfWorkshop):
    pass


class WorkshopAnnounced(OfWorkshop):
    pass


class WorkshopHeld(OfWorkshop):
    pass


class SeriesPlanned(Heard):
    series: str
    programme: str


Purpose = (
    WorkshopPlanned | WorkshopAnnounced | WorkshopHeld | SeriesPlanned | RelationshipStarted
    | EngagementRequested
)  # fmt: skip
Foreign = (
    CandidacySettled | MenteeUnmatched | RoundAnnounced
    | IntakeAnnounced | OrganisationRegistered | PersonRegistered | ProgrammeOpened
    | ProgrammeEnded | EvaluationPublished | RecordMade | RecordMissing | Purpose
)  # fmt: skip
