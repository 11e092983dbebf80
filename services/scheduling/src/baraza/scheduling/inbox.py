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


class RoleEnded(Heard):
    """Registration: whoever stops being a trainer leads nothing any more."""

    role: str
    person: str
    programme: str | None = None


class StageEntered(Heard):
    """Registration: somebody takes part in a programme."""

    person: str
    programme: str


class RelationshipStarted(Heard):
    """Matching: two people who may book sessions."""

    relationship: str
    programme: str
    mentor: str
    mentee: str
    ends_on: str | None = None
    """The first day on which it is over."""


class RelationshipChanged(Heard):
    """Matching: they meet again from a day on, or go on until a later one."""

    relationship: str
    change: str
    until: str | None = None
    complete: bool


class RelationshipEnded(Heard):
    """Matching: what they had booked ahead falls away."""

    relationship: str


Foreign = (
    PersonRegistered | RoleGranted | RoleEnded | StageEntered | RelationshipStarted
    | RelationshipChanged | RelationshipEnded
)  # fmt: skip
HEARD: dict[str, type[Foreign]] = {
    "baraza.event.registration.PersonRegistered.v1": PersonRegistered,
    "baraza.event.registration.RoleGranted.v1": RoleGranted,
    "baraza.event.registration.RoleEnded.v1": RoleEnded,
    "baraza.event.registration.StageEntered.v1": StageEntered,
    "baraza.event.matching.RelationshipStarted.v1": RelationshipStarted,
    "baraza.event.matching.RelationshipChanged.v1": RelationshipChanged,
    "baraza.event.matching.RelationshipEnded.v1": RelationshipEnded,
}
