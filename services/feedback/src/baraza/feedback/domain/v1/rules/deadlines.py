"""What falls due: a collection closes, a report is missing."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.feedback.domain.v1.state import State
from baraza.feedback.messages import CollectionClosed, Fact, LeaderReportMissing, ReachDeadline
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.asker import ours


def reach_deadline(state: State, command: ReachDeadline, asked: Asked) -> Sequence[Fact] | Refused:
    """1. The service itself asks. 2. It is on the agenda, and its time has come."""
    # 1.
    if wrong := ours(asked, "feedback"):
        return wrong
    # 2.
    due = Due(command.at, command.about, command.what)
    if wrong := state.agenda.reach(due, asked.time):
        return wrong
    if command.what == "report_due":
        report = state.reports[command.about]
        return [LeaderReportMissing(workshop=report.workshop, person=report.person)]
    id_ = command.about.partition(".")[2]
    collection = state.collections[id_]
    return [
        CollectionClosed(
            collection=id_,
            eligible=len(collection.eligible),
            issued=len(collection.issued),
            answered=len(collection.voices),
        )
    ]
