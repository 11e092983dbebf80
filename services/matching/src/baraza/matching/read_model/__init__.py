"""The questions that matching answers from rows: rounds, pairs, who waits and why."""

from baraza.matching.read_model.project import project
from baraza.matching.read_model.queries import (
    mentor_load,
    pairs_of,
    relationships,
    round_,
    unmatched,
    unmatched_of,
    waiting,
    waiting_of,
)
from baraza.matching.read_model.tables import METADATA

__all__ = [
    "METADATA",
    "mentor_load",
    "pairs_of",
    "project",
    "relationships",
    "round_",
    "unmatched",
    "unmatched_of",
    "waiting",
    "waiting_of",
]
