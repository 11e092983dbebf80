"""Floors on groups that overlap: the one best answer for stated subsidies, and how far it can be
from the best that keeps the floors (`matching.md` 13). Standard library alone."""

from baraza.matching.domain.v1.crossing.certificate import RESULT, gap_of, reached, verify
from baraza.matching.domain.v1.crossing.instance import (
    INSTANCE,
    MOST_SUBSIDY,
    Crossing,
    Group,
    read_instance,
)

__all__ = [
    "INSTANCE",
    "MOST_SUBSIDY",
    "RESULT",
    "Crossing",
    "Group",
    "gap_of",
    "reached",
    "read_instance",
    "verify",
]
