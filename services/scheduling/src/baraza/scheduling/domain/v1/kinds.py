"""All that differs between one kind and another, and the days that silence takes."""

from collections.abc import Mapping
from datetime import timedelta

from baraza.forms.v1 import record

_SETTLED = frozenset({"confirmed", "disputed"})
RECORDS: Mapping[str, record.Kind] = {
    "attendance": record.Kind(frozenset({"disputed"}), undisputed_days=14, own_settles=True),
    "session": record.Kind(_SETTLED, undisputed_days=14, own_settles=True),
    "activity": record.Kind(_SETTLED, undisputed_days=14),
    "check_in": record.Kind(frozenset()),
}
THERE = frozenset({"present", "late"})
"""The states of an attendance that count as having been there."""
TEACHING_ANSWER = timedelta(days=14)
"""A trainer who offers to teach need not wait longer."""
PILOT_WORKSHOPS_LEAST = 2
PILOT_WORKSHOPS_MOST = 3
"""Of the purpose `skills` (R42): a pilot has two or three."""
NOTICE = timedelta(days=7)
"""Nobody is told of a new time later than this before it."""
CHECK_IN_GRACE = timedelta(days=7)
"""A check-in is missing so long after its weeks are over."""


def undisputed_after(kind: str) -> timedelta | None:
    days = RECORDS[kind].undisputed_days
    return None if days is None else timedelta(days=days)
