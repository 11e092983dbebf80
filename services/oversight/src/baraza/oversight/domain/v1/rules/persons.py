"""Persons: who asks to be forgotten is."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.erasure import erase
from baraza.oversight.domain.v1.state import State
from baraza.oversight.messages import ErasePersonData, Fact, PersonErased


def erase_person_data(
    state: State, command: ErasePersonData, asked: Asked
) -> Sequence[Fact] | Refused:
    """As in every service."""
    if wrong := erase(state, command, asked, "oversight"):
        return wrong
    return [PersonErased.model_validate(command.model_dump())]
