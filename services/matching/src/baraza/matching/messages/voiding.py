"""A round that cannot stand is void: something was found wrong, or it has no answer to give."""

from baraza.decider import Code, EntityId
from baraza.forms.v1.messages import BodyId, ProgrammeId
from baraza.matching.messages.rounds import OfRound


class VoidRound(OfRound):
    """Say that a round does not count, while nobody has become a pair by it."""

    ground: Code
    finding: EntityId | None = None
    """The finding at oversight on which a body acts; the service itself names none."""


class RoundVoided(OfRound):
    """Who was in it waits as before, and may enter another; its open offers are withdrawn."""

    programme: ProgrammeId
    ground: Code
    finding: EntityId | None = None
    missing: tuple[BodyId, ...] | None = None
    """Bodies that committed to a part of its chance, and did not reveal it in time."""
