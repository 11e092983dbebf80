"""Who may not be paired, and with whom it stays secret."""

from typing import ClassVar, Literal, Self

from pydantic import model_validator

from baraza.decider import EntityId, FieldCommitment, Message, Pseudonym
from baraza.matching.messages.rounds import RoundId


class OfExclusion(Message):
    exclusion: EntityId
    person: Pseudonym

    @property
    def subject(self) -> str:
        return f"exclusion.{self.exclusion}"


class ExcludePair(OfExclusion):
    """Say that one will not, or may not, be paired with somebody; whom stays in the vault.

    `acceptable`: not in this round. Every other rule binds until it is lifted.
    """

    makes: ClassVar[str | None] = "exclusion"

    rule: Literal["conflict", "blocked", "acceptable", "prior"]
    other: FieldCommitment
    """The other person's pseudonym."""
    round: RoundId | None = None

    @model_validator(mode="after")
    def _in_a_round(self) -> Self:
        if (self.rule == "acceptable") != (self.round is not None):
            raise ValueError("acceptable is said of a round, and no other rule is")
        return self


class PairExcluded(ExcludePair):
    pass


class LiftExclusion(OfExclusion):
    """Say that it binds no longer; the other side is told neither this nor that it did."""


class ExclusionLifted(LiftExclusion):
    pass
