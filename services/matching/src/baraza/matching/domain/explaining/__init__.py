"""Why an answer is as it is, from the numbers that prove it; nothing here decides anything."""

from baraza.matching.domain.explaining.costs import Rearranged, exact_cost, rearranged
from baraza.matching.domain.explaining.exhibits import Exclusions, Parts
from baraza.matching.domain.explaining.kept import Kept, kept
from baraza.matching.domain.explaining.solved import Answered, Solved, Worth
from baraza.matching.domain.explaining.whole import (
    Blocking,
    FloorBelow,
    blocking,
    floors_below,
    one_more_place,
    subsidies,
)
from baraza.matching.domain.explaining.why import (
    Chosen,
    NotThat,
    Without,
    chosen,
    shortage,
    why_none_of,
    why_not,
    without,
)

__all__ = [
    "Answered",
    "Blocking",
    "Chosen",
    "Exclusions",
    "FloorBelow",
    "Kept",
    "NotThat",
    "Parts",
    "Rearranged",
    "Solved",
    "Without",
    "Worth",
    "blocking",
    "chosen",
    "exact_cost",
    "floors_below",
    "kept",
    "one_more_place",
    "rearranged",
    "shortage",
    "subsidies",
    "why_none_of",
    "why_not",
    "without",
]
