"""What falls due: a resolution that nobody carried, a matter that nobody decided."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.asker import ours
from baraza.oversight.domain.v1.state import State
from baraza.oversight.messages import Fact, MatterOverdue, ReachDeadline, ResolutionEnded


def reach_deadline(state: State, command: ReachDeadline, asked: Asked) -> Sequence[Fact] | Refused:
    """1. The service itself asks. 2. It is on the agenda, and its time has come."""
    # 1.
    if wrong := ours(asked, "oversight"):
        return wrong
    # 2.
    due = Due(command.at, command.about, command.what)
    if wrong := state.agenda.reach(due, asked.time):
        return wrong
    id_ = command.about.partition(".")[2]
    if command.what == "lapse":
        return [ResolutionEnded(resolution=id_, how="lapsed")]
    matter = state.matters[id_]
    return [
        MatterOverdue.model_validate(
            {
                "kind": matter.kind,
                "matter": id_,
                "addressee": matter.addressee,
                "what": command.what,
            }
        )
    ]
