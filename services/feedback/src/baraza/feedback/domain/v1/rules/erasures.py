"""Erasure: what this service's vault keeps of somebody goes (I50)."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.feedback.domain.v1.state import State
from baraza.feedback.messages import Fact
from baraza.forms.v1.erasure import erase
from baraza.forms.v1.messages import ErasePersonData, PersonErased


def erase_person_data(
    state: State, command: ErasePersonData, asked: Asked
) -> Sequence[Fact] | Refused:
    if wrong := erase(state, command, asked, "feedback"):
        return wrong
    return [PersonErased.model_validate(command.model_dump())]
