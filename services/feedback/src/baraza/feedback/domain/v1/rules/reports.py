"""Leaders' reports: owed after each workshop, late or missing in everybody's sight (R49)."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.feedback.domain.v1.instruments import read
from baraza.feedback.domain.v1.kinds import LEADER_REPORT
from baraza.feedback.domain.v1.state import Report, State
from baraza.feedback.messages import Fact, LeaderReportSubmitted, SubmitLeaderReport
from baraza.forms.v1.book import in_force


def submit_leader_report(
    state: State, command: SubmitLeaderReport, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. About a workshop that was held. 2. By who led it. 3. Once.

    4. To every question of the leader's instrument, where there is one.
    """
    # 1.
    workshop = state.held.get(command.workshop)
    if workshop is None:
        return Refused("unknown_entity")
    # 2.
    if asked.actor != f"person.{command.person}" or workshop.leader != command.person:
        return Refused("not_the_leader")
    # 3.
    report = state.reports.get(command.subject, Report(command.workshop, command.person))
    if report.submitted:
        return Refused("already_done")
    # 4.
    text = in_force(state.book, "instrument", workshop.programme, asked.time)
    own = read(text).instruments.get(LEADER_REPORT) if text else None
    if text and own and not own.answered_by(command.marks):
        return Refused("marks_incomplete", rule=text.rule)
    return [LeaderReportSubmitted(**command.model_dump(), late=report.missing)]
