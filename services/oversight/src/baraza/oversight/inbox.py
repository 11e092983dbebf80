"""Other services' facts as oversight reads them: only the fields it uses."""

from baraza.decider import Heard


class CandidacySettled(Heard):
    """Registration: what an appeal may be about."""

    intake: str
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


Foreign = (
    CandidacySettled | IntakeAnnounced | OrganisationRegistered | PersonRegistered | ProgrammeOpened
    | WorkshopPlanned | WorkshopAnnounced | WorkshopHeld | SeriesPlanned
)  # fmt: skip
