"""Other services' facts as scheduling reads them: only the fields it uses."""

from baraza.decider import Heard


class PersonRegistered(Heard):
    """Registration: somebody, and how many hours east, to the nearest three."""

    person: str
    zone_band: int


class RoleGranted(Heard):
    """Registration: only trainers matter here."""

    role: str
    person: str
    programme: str | None = None
    starts_on: str
    ends_on: str | None = None


class StageEntered(Heard):
    """Registration: somebody takes part in a programme."""

    person: str
    programme: str
