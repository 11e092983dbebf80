"""What several rules ask first of a workshop: is it announced, and does its leader ask?"""

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self
from baraza.scheduling.domain.v1.state import Announced, Timetable


def announced(table: Timetable, name: str | None) -> Announced | Refused:
    """The workshop called so. 1. There is one. 2. Its time is fixed, and it was not called off."""
    # 1.
    workshop = table.workshops.get(name or "")
    if workshop is None:
        return Refused("unknown_entity")
    # 2.
    return workshop if isinstance(workshop, Announced) else Refused("wrong_state")


def led(table: Timetable, name: str | None, asked: Asked) -> Announced | Refused:
    """An announced workshop of which its leader asks."""
    workshop = announced(table, name)
    if isinstance(workshop, Refused):
        return workshop
    leads = workshop.leader is not None and is_self(asked, workshop.leader)
    return workshop if leads else Refused("not_the_leader")
