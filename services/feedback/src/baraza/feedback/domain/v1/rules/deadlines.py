"""What falls due: a collection opens or closes, a report or a decision is missing."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.feedback.domain.v1.rules.collections import open_mentoring
from baraza.feedback.domain.v1.standing import addressed_now
from baraza.feedback.domain.v1.state import State
from baraza.feedback.messages import (
    CollectionClosed,
    Fact,
    LeaderReportMissing,
    MatterOverdue,
    ReachDeadline,
)
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
    match command.what:
        case "collection_opens":
            return open_mentoring(state, command.about, asked)
        case "collection_closes":
            return [_closed(state, command.about.partition(".")[2])]
        case "report_due":
            report = state.reports[command.about]
            return [LeaderReportMissing(workshop=report.workshop, person=report.person)]
        case "decision":
            return [_overdue(state, command.about.partition(".")[2])]


def _closed(state: State, id_: str) -> CollectionClosed:
    collection = state.collections[id_]
    return CollectionClosed(
        collection=id_,
        eligible=len(collection.eligible),
        issued=len(collection.issued),
        answered=len(collection.voices),
    )


def _overdue(state: State, id_: str) -> MatterOverdue:
    return MatterOverdue(
        kind="suggestion",
        matter=id_,
        addressee=addressed_now(state, state.suggestions[id_]),
        what="decision",
    )
