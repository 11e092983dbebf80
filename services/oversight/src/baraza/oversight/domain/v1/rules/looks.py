"""Looking: who watches says what they saw; what there is of a programme is put together."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.book import body_of, may
from baraza.oversight.domain.v1.dossier import digest_of, dossier_of
from baraza.oversight.domain.v1.kinds import OPERATE, OVERSEE
from baraza.oversight.domain.v1.state import State
from baraza.oversight.messages import (
    AssembleDossier,
    DossierAssembled,
    Fact,
    LookRecorded,
    RecordLook,
)


def record_look(state: State, command: RecordLook, asked: Asked) -> Sequence[Fact] | Refused:
    """1. Who watches. 2. Under a new name. 3. At entries within what there was to see."""
    # 1.
    if wrong := may(state.book, asked, OVERSEE, command.programme):
        return wrong
    # 2.
    if command.look in state.looks:
        return Refused("already_done")
    # 3.
    if max(command.entries, default=-1) >= command.log_size:
        return Refused("unknown_entity", numbers={"size": command.log_size})
    body = body_of(state.book, asked)
    return [LookRecorded.model_validate(command.model_dump() | {"body": body})]


def assemble_dossier(
    state: State, command: AssembleDossier, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. The service itself, or who operates. 2. Of a programme that has ended.

    3. Under a new name, with something new to say. 4. As it follows from the log.
    """
    # 1.
    if ours(asked, "oversight"):
        wrong = may(state.book, asked, OPERATE, command.programme)
        if wrong is not None:
            return wrong
    # 2.
    if command.programme not in state.ended:
        return Refused("pilot_not_ended")
    # 3.
    if command.digest in state.dossiers.get(command.programme, ()):
        return Refused("already_done")
    # 4.
    document = dossier_of(state, command.programme)
    named = (command.digest, command.document.exhibit, command.document.size)
    digest = digest_of(document)
    if named != (digest, digest, len(document)):
        return Refused("figures_not_from_log")
    told = command.model_dump() | {"log_index": state.last}
    return [DossierAssembled.model_validate(told)]
