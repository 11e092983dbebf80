"""The search for the best answer; nobody has to trust it, for the certificate is checked."""

from baraza.matching.engine.lacking import NoEngine, TooLarge
from baraza.matching.engine.settling import (
    ENGINES,
    NotUnique,
    Settled,
    search,
    settle,
    solve,
)

__all__ = [
    "ENGINES",
    "NoEngine",
    "NotUnique",
    "Settled",
    "TooLarge",
    "search",
    "settle",
    "solve",
]
