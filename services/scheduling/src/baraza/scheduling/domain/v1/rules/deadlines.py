"""Deadlines: silence settles what nobody disputed in time."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.asker import ours
from baraza.scheduling.domain.v1.state import Timetable
from baraza.scheduling.messages import Fact, ReachDeadline, RecordSettled


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
    kind, _, record = command.about.partition(".")
    if kind != "attendance" or record not in table.records:
        return Refused("unknown_entity")
    person = table.records[record].record.person
    return [RecordSettled(kind="attendance", record=record, person=person, outcome="undisputed")]
