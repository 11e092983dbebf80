"""All that differs between one kind and another, and the days that silence takes."""

from collections.abc import Mapping
from datetime import timedelta

from baraza.forms.v1 import record

RECORDS: Mapping[str, record.Kind] = {
    "attendance": record.Kind(frozenset({"disputed"}), undisputed_days=14, own_settles=True),
}
THERE = frozenset({"present", "late"})
"""The states of an attendance that count as having been there."""
TEACHING_ANSWER = timedelta(days=14)
"""A trainer who offers to teach need not wait longer."""
PILOT_WORKSHOPS_MOST = 3
"""Of the purpose `skills` (R42): a pilot has two or three."""


def undisputed_after(kind: str) -> timedelta | None:
    days = RECORDS[kind].undisputed_days
    return None if days is None else timedelta(days=days)
