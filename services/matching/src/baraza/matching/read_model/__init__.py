"""The questions that matching answers from rows: rounds, pairs, who waits and why."""

from baraza.matching.read_model.demand import demand_and_supply
from baraza.matching.read_model.endings import premature_closure
from baraza.matching.read_model.known import Known
from baraza.matching.read_model.loads import mentor_load
from baraza.matching.read_model.project import project
from baraza.matching.read_model.queries import (
    OF_PEOPLE,
    pairs_of,
    round_,
    rounds_of,
    unmatched,
    unmatched_of,
)
from baraza.matching.read_model.relationships import relationship, relationships
from baraza.matching.read_model.tables import METADATA
from baraza.matching.read_model.ties import ties
from baraza.matching.read_model.waits import waiting, waiting_of

__all__ = [
    "METADATA",
    "OF_PEOPLE",
    "Known",
    "demand_and_supply",
    "mentor_load",
    "pairs_of",
    "premature_closure",
    "project",
    "relationship",
    "relationships",
    "round_",
    "rounds_of",
    "ties",
    "unmatched",
    "unmatched_of",
    "waiting",
    "waiting_of",
]
