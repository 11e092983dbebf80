"""Other services' facts as registration reads them: only the fields it uses."""

from typing import Literal

from baraza.decider import Heard


class LogFounded(Heard):
    """Ledger: a log under a virtual clock is a rehearsal, and may use chance that is foreseen."""

    clock: Literal["system", "virtual"]


class ProgrammeDecided(Heard):
    """Oversight: a charter is approved."""

    programme: str
    charter: int


class EnvelopeOpened(Heard):
    """Oversight: there is money for a programme."""

    envelope: str
    programme: str


class MatterDecided(Heard):
    """Oversight: an appeal against the entry `about` has its outcome."""

    kind: str
    matter: str
    outcome: str
    about: int


class WorkshopAnnounced(Heard):
    """Scheduling: a workshop has its time."""

    workshop: str
    programme: str
    purpose: str


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
}
