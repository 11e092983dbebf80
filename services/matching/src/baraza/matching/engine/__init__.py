"""The search for the one answer; nobody has to trust it, for the certificate is checked."""

from baraza.matching.engine.crossing import NoAnswerFound
from baraza.matching.engine.lacking import NoEngine, TooLarge
from baraza.matching.engine.policies import Settled, Unanswered, settle, solve
from baraza.matching.engine.settling import ENGINES, NotUnique, search

__all__ = [
    "ENGINES",
    "NoAnswerFound",
    "NoEngine",
    "NotUnique",
    "Settled",
    "TooLarge",
    "Unanswered",
    "search",
    "settle",
    "solve",
]
