"""Deadlines: silence settles what nobody disputed in time, and tells what is missing."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.asker import ours
from baraza.scheduling.domain.v1.rules.records import settlement
from baraza.scheduling.domain.v1.state import Timetable
from baraza.scheduling.domain.v1.ties import check_in_id
from baraza.scheduling.messages import Fact, ReachDeadline, RecordMissing


def reach_deadline(
    table: Timetable, command: ReachDeadline, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. The agenda asks, about what stands in it, and not early. 2. Record what silence means."""
    # 1.
    if wrong := ours(asked, "scheduling"):
        return wrong
    due = Due(command.at, command.about, command.what)
    if wrong := table.agenda.reach(due, asked.time):
        return wrong
    # 2.
    if command.what == "check_in_due":
        return [_missing(table, command.about)]
    record = command.about.partition(".")[2]
    return [settlement(table, record, table.records[record], "undisputed")]


def _missing(table: Timetable, about: str) -> RecordMissing:
    tie = table.ties[table.waited[about]]
    number = tie.due or 0
    return RecordMissing(
        kind="check_in",
        record=check_in_id(tie.relationship, number),
        relationship=tie.relationship,
        programme=tie.programme,
        number=number,
        mentor=tie.mentor,
        mentee=tie.mentee,
    )
