"""What registration reads of scheduling: workshops, sessions, who was there, certificates."""

from baraza.decider import Heard, Instant


class WorkshopPlanned(Heard):
    """Scheduling: a workshop is to be, in one language."""

    workshop: str
    language: str


class WorkshopAnnounced(Heard):
    """Scheduling: a workshop has its time."""

    workshop: str
    programme: str
    purpose: str
    host: str = ""
    start: Instant | None = None


class WorkshopHeld(Heard):
    """Scheduling: a workshop took place."""

    workshop: str


class CompletionCertified(Heard):
    """Scheduling: a person completed a workshop."""

    certificate: str
    person: str
    workshop: str
    purpose: str


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
    venue_kind: str | None = None
    format: str | None = None


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
