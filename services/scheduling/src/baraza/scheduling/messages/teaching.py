"""Who leads a workshop: offered, answered, released, sought."""

from typing import ClassVar, Literal

from baraza.decider import Code, EntityId, Instant, Message, Pseudonym, Tier
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import ProgrammeId
from baraza.scheduling.messages.workshops import OfWorkshop


class OfTeaching(Message):
    kind: Literal["teaching"] = "teaching"
    workshop: EntityId
    person: Pseudonym

    @property
    def subject(self) -> str:
        return f"teaching.{forms.of_two(self.workshop, self.person)}"


class OfferTeaching(OfTeaching):
    """A trainer offers to lead a workshop."""


class OfferMade(OfTeaching):
    answer_by: Instant


class AnswerOffer(OfTeaching):
    """The coordinator's answer: yes means that the trainer leads it."""

    answer: Literal["accept", "decline"]


class OfferAnswered(AnswerOffer):
    pass


class SeekTrainer(OfWorkshop):
    """Say that somebody is needed who can teach this."""

    capacity: Code


class TrainerSought(SeekTrainer):
    tier: ClassVar[Tier] = "world"

    programme: ProgrammeId


class ReleaseTrainer(OfWorkshop):
    """Who leads it cannot; until another offers and is taken, nobody does."""

    ground: Code


class TrainerReleased(ReleaseTrainer):
    person: Pseudonym
