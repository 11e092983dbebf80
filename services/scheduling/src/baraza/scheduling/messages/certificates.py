"""Certificates: who completed a workshop, and who may teach."""

from typing import ClassVar, Literal

from pydantic import model_validator

from baraza.decider import Code, EntityId, Message, Pseudonym
from baraza.scheduling.messages.common import Day, Purpose


class Certify(Message):
    """Certify who completed a workshop, or who may teach, from the entries that show it.

    Completion follows by itself; that somebody may teach is said by a trainer.
    """

    makes: ClassVar[str | None] = "certificate"

    certificate: EntityId
    kind: Literal["completion", "trainer"] = "completion"
    person: Pseudonym
    workshop: EntityId
    capacities: tuple[Code, ...] = ()
    until: Day | None = None

    @property
    def subject(self) -> str:
        return f"certificate.{self.certificate}"

    @property
    def turn(self) -> str:
        """Two that certify one another at once would close a circle."""
        return "certifying" if self.kind == "trainer" else self.subject

    @model_validator(mode="after")
    def _is_of_its_kind(self) -> "Certify":
        said = (bool(self.capacities), self.until is not None)
        if said != (self.kind == "trainer",) * 2:
            raise ValueError(f"{self.kind}: capacities and until")
        return self


class CompletionCertified(Message):
    face: ClassVar[bool] = True

    certificate: EntityId
    person: Pseudonym
    workshop: EntityId
    purpose: Purpose
    cited: tuple[int, ...]
    """Indexes of the entries that show it."""

    @property
    def subject(self) -> str:
        return f"certificate.{self.certificate}"


class TrainerCertified(Message):
    """Somebody may teach these capacities until a day, by somebody who may."""

    certificate: EntityId
    person: Pseudonym
    by: Pseudonym
    workshop: EntityId
    capacities: tuple[Code, ...]
    until: Day
    depth: int
    """How many stand between them and the first trainers, these not counted."""

    @property
    def subject(self) -> str:
        return f"certificate.{self.certificate}"
