"""People: places at workshops, and when somebody is free."""

from baraza.decider import EntityId, FieldCommitment, Message, Pseudonym
from baraza.forms.v1 import messages as forms
from baraza.scheduling.messages.common import Day


class OfEnrolment(Message):
    workshop: EntityId
    person: Pseudonym

    @property
    def subject(self) -> str:
        return f"enrolment.{forms.of_two(self.workshop, self.person)}"


class EnrolInWorkshop(OfEnrolment):
    """Take a place, or the next in the queue.

    It is addressed to the workshop: asks about one entity are decided in turn, so two people
    never take the last place.
    """

    @property
    def subject(self) -> str:
        return f"workshop.{self.workshop}"


class ParticipantEnrolled(OfEnrolment):
    pass


class EnrolmentQueued(OfEnrolment):
    place: int
    """How many wait before and including this person."""


class CancelEnrolment(OfEnrolment):
    """Give up a place, or the wait for one; whoever waits first gets a place that falls free."""

    @property
    def subject(self) -> str:
        return f"workshop.{self.workshop}"


class EnrolmentCancelled(OfEnrolment):
    pass


class EnrolmentPromoted(OfEnrolment):
    """The first of the queue has the place that just fell free."""


class StateAvailability(Message):
    """Weekly hours in one's own local time, and the zone: both stay in the vault."""

    person: Pseudonym
    weekly: FieldCommitment
    """Ranges [[from, until], ...] as week positions in quarters, 0..672, Monday 00:00 first."""
    zone: FieldCommitment
    from_on: Day

    @property
    def subject(self) -> str:
        return f"availability.{self.person}"


class AvailabilityStated(StateAvailability):
    pass
