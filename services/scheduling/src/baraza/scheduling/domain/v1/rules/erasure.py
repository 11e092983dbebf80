"""Erasure: the vault of scheduling forgets somebody (R5, I50)."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.erasure import erase
from baraza.forms.v1.messages import ErasePersonData, PersonErased
from baraza.scheduling.domain.v1.state import Timetable
from baraza.scheduling.messages import Fact


def erase_person_data(
    table: Timetable, command: ErasePersonData, asked: Asked
) -> Sequence[Fact] | Refused:
    wrong = erase(table, command, asked, "scheduling")
    return wrong or [PersonErased(**dict(command))]
