"""What went out on a day is recorded once the day is over, as the digest of its letters."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.registration.domain.v1.calendar import day_after
from baraza.registration.domain.v1.letters import digest
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.state import State
from baraza.registration.messages import DeliveriesRecorded, Fact, RecordDeliveries


def record_deliveries(
    state: State, command: RecordDeliveries, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. By the service itself. 2. Of a day with letters that are not recorded. 3. That is over.

    4. A letter to somebody who was erased since has no address any more.
    """
    # 1.
    if wrong := ours(asked, "registration"):
        return wrong
    # 2.
    day = state.mail.days.get(command.day)
    if day is None:
        return Refused("already_done")
    # 3.
    if asked.time < day_after(command.day):
        return Refused("too_early")
    # 4.
    failed = sum(1 for letter in day.letters if letter.person in state.erased)
    sent = len(day.letters) - failed
    return [said(DeliveriesRecorded, command, digest=digest(day.letters), sent=sent, failed=failed)]
