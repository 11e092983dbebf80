"""Why an answer is as it is, from the numbers that prove it; nothing here decides anything."""

from baraza.matching.domain.explaining.costs import exact_cost
from baraza.matching.domain.explaining.solved import Solved, Worth

__all__ = ["Solved", "Worth", "exact_cost"]
