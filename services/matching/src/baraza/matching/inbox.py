"""Other services' facts as matching reads them: only the fields it uses."""

from typing import Literal

from baraza.decider import Heard


class LogFounded(Heard):
    """Ledger: whether this log is lived or rehearsed."""

    clock: Literal["system", "virtual"]


class PersonRegistered(Heard):
    """Registration: the coarse facts by which floors are declared."""

    person: str
    region: str | None = None
    organisation_kind: str | None = None
    languages: tuple[str, ...]


class RoleGranted(Heard):
    """Registration: who is in a programme, or a mentor, and for how long."""

    role: str
    person: str
    programme: str | None = None
    starts_on: str
    ends_on: str | None = None


class StageEntered(Heard):
    """Registration: how far somebody has come."""

    person: str
    programme: str
    number: int


class RoleChanged(Heard):
    """Registration: a mentor pauses or rests, or is back."""

    role: str
    person: str
    programme: str | None = None
    to: str


class RoleEnded(Heard):
    """Registration: who has left, or whose term is over."""

    role: str
    person: str
    programme: str | None = None


class ProgrammeOpened(Heard):
    """Registration: no relationship goes on after its last day."""

    programme: str
    ends_on: str


class ProgrammeEnded(Heard):
    programme: str


class MatterOpened(Heard):
    """Oversight: something went against a rule; on such a finding a round may be void."""

    kind: str
    matter: str


class MatterDecided(Heard):
    """Oversight: a matter has its outcome; an appeal is against the entry `about`."""

    kind: str
    outcome: str
    about: int | None = None


class InterimMeasureTaken(Heard):
    """Feedback: somebody is kept out until it is clear what happened."""

    person: str


class InterimMeasureLifted(Heard):
    """Feedback: and is so no longer."""

    person: str


Foreign = (
    LogFounded | PersonRegistered | RoleGranted | RoleChanged | RoleEnded | StageEntered
    | ProgrammeOpened | ProgrammeEnded | MatterOpened | MatterDecided
    | InterimMeasureTaken | InterimMeasureLifted
)  # fmt: skip

HEARD: dict[str, type[Foreign]] = {
    "baraza.event.ledger.LogFounded.v1": LogFounded,
    "baraza.event.registration.PersonRegistered.v1": PersonRegistered,
    "baraza.event.registration.RoleGranted.v1": RoleGranted,
    "baraza.event.registration.RoleChanged.v1": RoleChanged,
    "baraza.event.registration.RoleEnded.v1": RoleEnded,
    "baraza.event.registration.StageEntered.v1": StageEntered,
    "baraza.event.registration.ProgrammeOpened.v1": ProgrammeOpened,
    "baraza.event.registration.ProgrammeEnded.v1": ProgrammeEnded,
    "baraza.event.feedback.InterimMeasureTaken.v1": InterimMeasureTaken,
    "baraza.event.feedback.InterimMeasureLifted.v1": InterimMeasureLifted,
    "baraza.event.oversight.MatterOpened.v1": MatterOpened,
    "baraza.event.oversight.MatterDecided.v1": MatterDecided,
}
