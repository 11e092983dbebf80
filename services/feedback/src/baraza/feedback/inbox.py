"""Other services' facts as feedback reads them: only the fields it uses."""

from baraza.decider import Heard


class RecordMade(Heard):
    """Scheduling: who was at a workshop, or that a pair met."""

    kind: str
    record: str
    person: str
    workshop: str | None = None
    relationship: str | None = None
    state: str | None = None


class RecordSettled(Heard):
    """Scheduling: the other side agrees, does not, or let the time pass."""

    kind: str
    record: str
    outcome: str


class WorkshopHeld(Heard):
    """Scheduling: from here on people may say what it was like."""

    workshop: str
    programme: str
    leader: str


class RelationshipStarted(Heard):
    """Matching: a pair whose sessions are counted from here on."""

    relationship: str
    programme: str
    mentee: str


class RelationshipEnded(Heard):
    """Matching: it reaches no further point."""

    relationship: str


class RoleGranted(Heard):
    """Registration: somebody takes part, mentors or trains."""

    role: str
    person: str
    programme: str | None = None


class RoleEnded(Heard):
    """Registration: and no more."""

    role: str
    person: str
    programme: str | None = None


Foreign = (
    RecordMade | RecordSettled | WorkshopHeld | RelationshipStarted | RelationshipEnded
    | RoleGranted | RoleEnded
)  # fmt: skip
HEARD: dict[str, type[Foreign]] = {
    "baraza.event.scheduling.RecordMade.v1": RecordMade,
    "baraza.event.scheduling.RecordSettled.v1": RecordSettled,
    "baraza.event.scheduling.WorkshopHeld.v1": WorkshopHeld,
    "baraza.event.matching.RelationshipStarted.v1": RelationshipStarted,
    "baraza.event.matching.RelationshipEnded.v1": RelationshipEnded,
    "baraza.event.registration.RoleGranted.v1": RoleGranted,
    "baraza.event.registration.RoleEnded.v1": RoleEnded,
}
