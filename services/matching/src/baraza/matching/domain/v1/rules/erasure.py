"""Somebody is forgotten by this service's vault."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.erasure import erase
from baraza.matching.domain.v1.state import State
from baraza.matching.messages import ErasePersonData, Fact, PersonErased


def erase_person_data(
    state: State, command: ErasePersonData, asked: Asked
) -> Sequence[Fact] | Refused:
    return erase(state, command, asked, "matching") or [PersonErased(**command.model_dump())]
